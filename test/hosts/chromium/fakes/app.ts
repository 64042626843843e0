import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostState } from '../state/host-state.ts';
import { strict } from './small.ts';
import { downloadsFolder } from './system.ts';

export interface Preventable {
  readonly defaultPrevented: boolean;
  readonly preventDefault: () => void;
}

/** An event that listeners may refuse, as Electron's. */
export function preventable<T extends object>(fields: T): T & Preventable {
  let prevented = false;
  return {
    ...fields,
    get defaultPrevented() {
      return prevented;
    },
    preventDefault: () => {
      prevented = true;
    },
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The first process with this folder gets it; a lock whose process is gone does not count. */
function takeLock(userData: string): boolean {
  const file = join(userData, 'host.lock');
  mkdirSync(userData, { recursive: true });
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder !== process.pid && alive(holder)) {
      process.stderr.write(`Curfew runs already, as process ${holder}.\n`);
      return false;
    }
  } catch {
    // No lock yet.
  }
  writeFileSync(file, String(process.pid));
  process.once('exit', () => rmSync(file, { force: true }));
  return true;
}

/** So long Chromium may take to answer while quitting; it can be gone already. */
const DEADLINE_MS = 3_000;

function briefly(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work.catch(() => undefined), wait(DEADLINE_MS)]);
}

export interface AppPorts {
  readonly closeWindows: () => Promise<void>;
  readonly closeChromium: () => Promise<void>;
}

/** `app`: lifecycle and facts. Quits as Electron does: before-quit, windows, will-quit, end. */
export function createApp(state: HostState, root: string, ports: AppPorts) {
  const events = new EventEmitter();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const paths: Record<string, string> = {
    userData: state.options.userData,
    home: homedir(),
    temp: tmpdir(),
    downloads: state.options.downloads ?? downloadsFolder(),
    logs: join(state.options.userData, 'logs'),
  };
  let quitting = false;

  async function end(code: number): Promise<never> {
    await briefly(ports.closeChromium());
    process.exit(code);
  }

  async function quit(): Promise<void> {
    const willQuit = preventable({});
    if (!quitting) {
      quitting = true;
      const beforeQuit = preventable({});
      events.emit('before-quit', beforeQuit);
      if (beforeQuit.defaultPrevented) {
        quitting = false;
        return;
      }
      await briefly(ports.closeWindows());
    }
    events.emit('will-quit', willQuit);
    if (!willQuit.defaultPrevented) await end(0);
  }

  const app = Object.assign(events, {
    isPackaged: false,
    name: manifest.name,
    getName: () => manifest.name,
    // The frame shows it: nobody takes this for Electron.
    getVersion: () => `${manifest.version} · Chromium host`,
    getAppPath: () => root,
    getPath: (name: string) => paths[name] ?? join(state.options.userData, name),
    isReady: () => true,
    whenReady: async () => state.startChromium(),
    commandLine: strict('app.commandLine', {
      appendSwitch: (name: string, value?: string) =>
        void state.switches.push(value === undefined ? name : `${name}=${value}`),
      hasSwitch: () => false,
    }),
    enableSandbox: () => undefined,
    setAppUserModelId: () => undefined,
    requestSingleInstanceLock: () => takeLock(state.options.userData),
    quit: () => void quit(),
    exit: (code = 0) => void end(code),
  });
  return { app: strict('app', app), isQuitting: () => quitting };
}
