import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { createNotify, createSaveFile, createShowProgress } from '../../src/main/shell/host-system.ts';
import {
  createDialog,
  createNotification,
  createPowerSaveBlocker,
  unusedPath,
} from '../hosts/chromium/fakes/system.ts';

// What needs Electron is tried on the Chromium host's fakes of it: they are what the specs see, too.
const folder = mkdtempSync(join(tmpdir(), 'curfew-ports-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Window = Parameters<typeof createSaveFile>[0] extends () => infer W | undefined ? W : never;

function windowThat(focused: boolean) {
  const bars: number[] = [];
  const window = { isFocused: () => focused, setProgressBar: (value: number) => void bars.push(value) };
  return { bars, window: window as unknown as Window };
}

let dialogs: ReturnType<typeof createDialog>;
let notifications: ReturnType<typeof createNotification>;
let blocker: ReturnType<typeof createPowerSaveBlocker>;
let ports: {
  createSaveFile: typeof createSaveFile;
  createNotify: typeof createNotify;
  createShowProgress: typeof createShowProgress;
};

beforeEach(async () => {
  dialogs = createDialog();
  notifications = createNotification();
  blocker = createPowerSaveBlocker();
  vi.resetModules();
  vi.doMock('electron', () => ({
    app: { getPath: (name: string) => join(folder, name) },
    dialog: dialogs.dialog,
    Notification: notifications.Notification,
    powerSaveBlocker: blocker.powerSaveBlocker,
  }));
  ports = await import('../../src/main/shell/host-system.ts');
});

describe('saving a file', () => {
  test('begins in the folder for downloads, whatever the name holds', async () => {
    const save = ports.createSaveFile(() => undefined);
    expect(await save('../report.csv')).toBe(join(folder, 'downloads', '-report.csv'));
  });

  test('is cancelled by the operator', async () => {
    const save = ports.createSaveFile(() => windowThat(true).window);
    dialogs.saveNextTo(null);
    expect(await save('report.csv')).toBeNull();
    expect(dialogs.savedTo).toEqual([]);
  });

  test('goes where the operator wants it', async () => {
    dialogs.saveNextTo(join(folder, 'elsewhere', 'mine.csv'));
    const save = ports.createSaveFile(() => windowThat(true).window);
    expect(await save('report.csv')).toBe(join(folder, 'elsewhere', 'mine.csv'));
  });

  test('never takes the place of another file in the Chromium host, which has no dialog', async () => {
    const save = ports.createSaveFile(() => undefined);
    for (const name of ['twice.csv', 'twice (2).csv', 'twice (3).csv']) {
      const path = await save('twice.csv');
      expect(path).toBe(join(folder, 'downloads', name));
      writeFileSync(path ?? '', '');
    }
    expect(unusedPath('/a.b/plain', (path) => path === '/a.b/plain')).toBe('/a.b/plain (2)');
  });
});

describe('a notification', () => {
  const message = { title: 'Ended', body: '2 of 2' };

  test('is shown while the operator looks elsewhere; a click brings the window to the front, once', () => {
    const done: string[] = [];
    const notify = ports.createNotify({
      currentWindow: () => windowThat(false).window,
      bringToFront: () => void done.push('front'),
    });
    notify(message);
    expect(notifications.shown()).toEqual([message]);
    notifications.click(0);
    notifications.click(0);
    expect(done).toEqual(['front']);
  });

  test('is shown without a window, and not to an operator who sees it anyway', () => {
    for (const window of [undefined, windowThat(true).window]) {
      ports.createNotify({ currentWindow: () => window, bringToFront: () => undefined })(message);
    }
    expect(notifications.shown()).toHaveLength(1);
  });

  test('is nothing where the system shows none', () => {
    Reflect.set(notifications.Notification, 'isSupported', () => false);
    const notify = ports.createNotify({ currentWindow: () => undefined, bringToFront: () => undefined });
    notify(message);
    expect(notifications.shown()).toEqual([]);
  });
});

test('progress is shown on the window, and without one it only keeps the system awake', () => {
  const { bars, window } = windowThat(true);
  let current: Window | undefined;
  const progress = ports.createShowProgress(() => current);
  progress.show({ share: 0.5, count: 1 });
  expect(blocker.blocksSleep()).toBe(true);
  current = window;
  progress.again();
  progress.show({ share: 0.75, count: 1 });
  progress.show({ share: null, count: 0 });
  expect(bars).toEqual([0.5, 0.75, -1]);
  expect(blocker.blocksSleep()).toBe(false);
});
