import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '../../../test/unit/support/eventually.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { callContext, recordStream } from '../../../test/unit/support/stream.ts';
import type { LockSettings, LockState } from '../../contract/domain/lock.ts';
import { openLock } from './lock.ts';

const context = callContext();
const passphrase = 'correct horse battery';
const settings: LockSettings = { minutes: 10, onSuspend: true, onScreenLock: true, touchId: true };

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }));
afterEach(() => vi.useRealTimers());

/** A computer with an operator, and the lock of the console on it. */
async function computer(
  more: { folder?: string; isConfirmed?: boolean; rebindKeys?: () => Promise<void> } = {},
) {
  const folder = more.folder ?? (await mkdtemp(join(tmpdir(), 'curfew-lock-')));
  if (more.folder === undefined) onTestFinished(() => rm(folder, { recursive: true }));
  const events = { suspend: () => {}, screenLock: () => {} };
  const operator = { idleSeconds: 0, isScreenLocked: false, hasTouchId: true, touches: true };
  const bound: (readonly string[] | null)[] = [];
  const lock = await openLock({
    dataDirectory: folder,
    power: {
      onSuspend: (listener) => void Object.assign(events, { suspend: listener }),
      onScreenLock: (listener) => void Object.assign(events, { screenLock: listener }),
      idleSeconds: () => operator.idleSeconds,
      isScreenLocked: () => operator.isScreenLocked,
    },
    touchId: {
      isAvailable: () => operator.hasTouchId,
      prompt: async () => {
        if (!operator.touches) throw new Error('cancelled');
      },
    },
    confirmSetUp: async () => more.isConfirmed ?? true,
    rebindKeys: async (locks) => {
      await more.rebindKeys?.();
      bound.push(locks);
    },
    cost: 2,
  });
  onTestFinished(lock.close);
  const { handlers } = lock;
  return {
    ...{ folder, lock, events, operator, bound, handlers },
    file: join(folder, 'console-lock.json'),
    setUp: (changed: Partial<LockSettings> = {}) =>
      handlers['lock.save'](
        { passphrase: null, newPassphrase: passphrase, settings: { ...settings, ...changed } },
        context,
      ),
    unlock: (text: string) => handlers['lock.unlock']({ passphrase: text }, context),
    async state(): Promise<LockState | undefined> {
      const { abort, context, items } = recordStream<LockState>();
      const watching = handlers['lock.watch']({}, context).catch(() => undefined);
      await eventually(() => expect(items).not.toEqual([]));
      abort();
      await watching;
      return items.at(-1);
    },
  };
}

describe('a console without a lock', () => {
  test('never locks itself', async () => {
    const { lock, events, operator, state, handlers } = await computer();
    operator.idleSeconds = 1e6;
    events.suspend();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lock.isLocked()).toBe(false);
    expect(await state()).toEqual({ state: 'off' });
    expect(await errorOf(handlers['lock.lockNow']({}, context))).toMatchObject({ reason: 'lock-off' });
  });

  test('gets one only after the operator confirmed it', async () => {
    const { setUp, file, lock } = await computer({ isConfirmed: false });
    expect(await errorOf(setUp())).toMatchObject({ code: 'refused', reason: 'not-confirmed' });
    expect(lock.isSetUp()).toBe(false);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

// control: console-lock
describe('a console with a lock', () => {
  test('locks when nobody has touched the computer for as long as was set', async () => {
    const { lock, operator, setUp } = await computer();
    await setUp({ minutes: 3 });
    operator.idleSeconds = 179;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lock.isLocked()).toBe(false);
    operator.idleSeconds = 180;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lock.isLocked()).toBe(true);
  });

  test('locks when the computer goes to sleep and when the screen is locked, where that was set', async () => {
    for (const [event, name] of [
      ['suspend', 'onSuspend'],
      ['screenLock', 'onScreenLock'],
    ] as const) {
      const { lock, events, setUp, unlock, handlers } = await computer();
      await setUp();
      events[event]();
      expect(lock.isLocked()).toBe(true);
      await unlock(passphrase);
      await handlers['lock.save'](
        { passphrase, newPassphrase: null, settings: { ...settings, [name]: false } },
        context,
      );
      events[event]();
      expect(lock.isLocked()).toBe(false);
    }
  });

  test('locks where the system only tells on request that the screen is locked', async () => {
    const { lock, operator, setUp } = await computer();
    await setUp();
    operator.isScreenLocked = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lock.isLocked()).toBe(true);
  });

  test('tells whoever listens of each change, and is unlocked by its passphrase alone', async () => {
    const { lock, setUp, unlock, state } = await computer();
    const told: boolean[] = [];
    lock.onChange((isLocked) => void told.push(isLocked));
    await setUp();
    lock.lockNow();
    lock.lockNow();
    expect(await errorOf(unlock('wrong'))).toMatchObject({ code: 'refused', reason: 'passphrase-wrong' });
    const failedAt = Date.now();
    expect(await state()).toEqual({ state: 'locked', touchId: true, retryAt: failedAt + 1_000 });
    vi.setSystemTime(Date.now() + 1_000);
    await unlock(passphrase);
    expect(told).toEqual([true, false]);
    expect(await state()).toEqual({ state: 'unlocked' });
  });

  test('starts locked, and takes a passphrase that another keyboard composes in another way', async () => {
    const { folder, handlers } = await computer();
    await handlers['lock.save']({ passphrase: null, newPassphrase: 'schön wär es', settings }, context);
    const next = await computer({ folder });
    expect(next.lock.isLocked()).toBe(true);
    await next.unlock('schön wär es');
    expect(next.lock.isLocked()).toBe(false);
  });

  test('is unlocked by Touch ID where that was allowed, is there and confirms', async () => {
    const { lock, operator, setUp, handlers, unlock } = await computer();
    const touch = () => handlers['lock.unlockByTouchId']({}, context);
    await setUp();
    lock.lockNow();
    operator.touches = false;
    expect(await errorOf(touch())).toMatchObject({ reason: 'touch-id-not-confirmed' });
    operator.touches = true;
    operator.hasTouchId = false;
    expect(await errorOf(touch())).toMatchObject({ reason: 'touch-id-not-confirmed' });
    operator.hasTouchId = true;
    operator.idleSeconds = 1e6;
    await touch();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lock.isLocked()).toBe(false);

    await handlers['lock.save'](
      { passphrase, newPassphrase: null, settings: { ...settings, touchId: false } },
      context,
    );
    lock.lockNow();
    expect(await errorOf(touch())).toMatchObject({ reason: 'touch-id-not-confirmed' });
    expect(lock.isLocked()).toBe(true);
    await unlock(passphrase);
  });

  test('is changed and turned off with its passphrase alone', async () => {
    const { lock, setUp, handlers, file } = await computer();
    await setUp();
    const change = (present: string | null) =>
      handlers['lock.save']({ passphrase: present, newPassphrase: 'another passphrase', settings }, context);
    expect(await errorOf(change(null))).toMatchObject({ reason: 'passphrase-wrong' });
    vi.setSystemTime(Date.now() + 1_000);
    await change(passphrase);
    expect(await errorOf(handlers['lock.turnOff']({ passphrase }, context))).toMatchObject({
      reason: 'passphrase-wrong',
    });
    expect(lock.isSetUp()).toBe(true);
    vi.setSystemTime(Date.now() + 1_000);
    await handlers['lock.turnOff']({ passphrase: 'another passphrase' }, context);
    expect(lock.isSetUp()).toBe(false);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

// control: slow-passphrases
describe('wrong passphrases', () => {
  test('are followed by a wait that doubles, up to a minute, and that a restart does not end', async () => {
    const { folder, setUp } = await computer();
    await setUp();
    const waits: unknown[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      // Each by a console that was started again.
      const { unlock, lock } = await computer({ folder });
      const { params } = await errorOf(unlock('wrong'));
      waits.push(params?.seconds);
      expect(await errorOf(unlock(passphrase))).toMatchObject({ reason: 'passphrase-wait' });
      lock.close();
      vi.setSystemTime(Date.now() + Number(params?.seconds) * 1_000 - 1);
      const next = await computer({ folder });
      expect(await errorOf(next.unlock(passphrase))).toMatchObject({ reason: 'passphrase-wait' });
      vi.setSystemTime(Date.now() + 1);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    const last = await computer({ folder });
    await last.unlock(passphrase);
    last.lock.lockNow();
    expect((await errorOf(last.unlock('wrong'))).params).toEqual({ seconds: 1 });
  });

  test('are looked at one at a time, also when many come at once', async () => {
    const { lock, setUp, unlock } = await computer();
    await setUp();
    lock.lockNow();
    const errors = await Promise.all(Array.from({ length: 50 }, (_, at) => errorOf(unlock(`guess ${at}`))));
    expect(errors.filter(({ reason }) => reason === 'passphrase-wrong')).toHaveLength(1);
    vi.setSystemTime(Date.now() + 1_000);
    const slow = errorOf(unlock('one more'));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await errorOf(unlock(passphrase))).toMatchObject({ reason: 'passphrase-being-checked' });
    expect(await slow).toMatchObject({ reason: 'passphrase-wrong' });
  });

  test('cost their wait from the answer on, however long it took to look at them', async () => {
    const { lock, setUp, unlock } = await computer();
    await setUp();
    lock.lockNow();
    const wrong = errorOf(unlock('wrong'));
    vi.setSystemTime(Date.now() + 5_000);
    expect((await wrong).params).toEqual({ seconds: 1 });
    expect(await errorOf(unlock(passphrase))).toMatchObject({ reason: 'passphrase-wait' });
  });

  test('are not given longer by a clock that was set back', async () => {
    const { lock, setUp, unlock } = await computer();
    await setUp();
    lock.lockNow();
    await errorOf(unlock('wrong'));
    vi.setSystemTime(Date.now() - 86_400_000);
    expect((await errorOf(unlock(passphrase))).params).toEqual({ seconds: 1 });
  });

  test('and right ones are in no file, error or state', async () => {
    const { folder, file, lock, setUp, unlock, state } = await computer();
    await setUp();
    lock.lockNow();
    const wrong = await errorOf(unlock('wrong horse battery'));
    const text = [JSON.stringify(wrong), JSON.stringify(await state())].join();
    expect(await readdir(folder)).toEqual(['console-lock.json']);
    expect(text + (await readFile(file, 'utf8'))).not.toMatch(/horse|battery/);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

// control: keys-of-one-lock
describe('saved keys', () => {
  test('are bound to the lock, to both while its passphrase changes, and to none when it is turned off', async () => {
    const { bound, lock, setUp, handlers } = await computer();
    await setUp();
    const first = lock.print();
    await handlers['lock.save']({ passphrase, newPassphrase: 'another passphrase', settings }, context);
    const second = lock.print();
    expect(second).not.toBe(first);
    await handlers['lock.turnOff']({ passphrase: 'another passphrase' }, context);
    expect(bound).toEqual([[first], [first, second], [second], null]);
  });

  test('that cannot be read now keep the passphrase from being changed', async () => {
    let canRead = true;
    const { lock, setUp, handlers } = await computer({
      rebindKeys: async () => {
        if (!canRead) throw new Error('The store is locked.');
      },
    });
    await setUp();
    const print = lock.print();
    canRead = false;
    await expect(
      handlers['lock.save']({ passphrase, newPassphrase: 'another passphrase', settings }, context),
    ).rejects.toThrow('The store is locked.');
    await expect(handlers['lock.turnOff']({ passphrase }, context)).rejects.toThrow('The store is locked.');
    expect(lock.print()).toBe(print);
  });
});

test('a file of the lock that cannot be read is set aside, and says so', async () => {
  const { folder, file } = await computer();
  await writeFile(file, '{"version":1}');
  const { lock } = await computer({ folder });
  expect(lock.isSetUp()).toBe(false);
  expect(lock.damagedFile).toContain('damaged');
  expect(await readFile(lock.damagedFile ?? '', 'utf8')).toBe('{"version":1}');
});
