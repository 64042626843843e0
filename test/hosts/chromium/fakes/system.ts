import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { strict } from './small.ts';

/** Programs that put text into the clipboard of the system, by platform. */
const programs: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>>> = {
  darwin: [['pbcopy']],
  win32: [['clip']],
  linux: [['wl-copy'], ['xclip', '-selection', 'clipboard'], ['xsel', '--clipboard', '--input']],
};

function offer(text: string, [next, ...rest]: readonly (readonly string[])[]): void {
  const [program, ...args] = next ?? [];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.once('error', () => offer(text, rest));
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
}

/** `clipboard`: kept in memory; with a window on screen, also given to the system where a program for it is there. */
export function createClipboard(headless: boolean) {
  let content = '';
  return strict('clipboard', {
    writeText: (text: string) => {
      content = text;
      if (!headless) offer(text, programs[process.platform] ?? []);
    },
    readText: () => content,
  });
}

/** The user's own folder for downloads, or the home folder. */
export function downloadsFolder(): string {
  const folder = join(homedir(), 'Downloads');
  return existsSync(folder) ? folder : homedir();
}

/** The path itself, or with a number when a file is there: nobody could be asked about overwriting it. */
export function unusedPath(path: string, taken: (path: string) => boolean = existsSync): string {
  const ending = extname(path);
  const stem = basename(path, ending);
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? path : join(dirname(path), `${stem} (${number})${ending}`);
    if (!taken(tried)) return tried;
  }
}

/**
 * `dialog`: an error box is words on the terminal; a save dialog answers at once, with the place main proposes or the
 * one that a spec named.
 */
export function createDialog(showMessageBox?: (...args: unknown[]) => Promise<unknown>) {
  const next: (string | null)[] = [];
  const savedTo: string[] = [];

  async function showSaveDialog(...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    const { defaultPath } = args.at(-1) as { readonly defaultPath?: string };
    const path =
      next.length > 0 ? next.shift() : unusedPath(defaultPath ?? join(downloadsFolder(), 'untitled'));
    if (path === null || path === undefined) return { canceled: true, filePath: '' };
    mkdirSync(dirname(path), { recursive: true });
    savedTo.push(path);
    return { canceled: false, filePath: path };
  }

  const dialog = strict('dialog', {
    showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}: ${content}\n`),
    showSaveDialog,
    ...(showMessageBox === undefined ? {} : { showMessageBox }),
  });
  return { dialog, savedTo, saveNextTo: (path: string | null) => void next.push(path) };
}

interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** `Notification`: written down instead of shown; a spec can click one. */
export function createNotification() {
  const shown: { readonly text: NotificationText; readonly events: EventEmitter }[] = [];

  // Called with `new`, and a constructor that returns an object gives that object.
  function Notification({ title, body }: NotificationText): object {
    const events = new EventEmitter();
    const show = () => void shown.push({ text: { title, body }, events });
    return strict('Notification', Object.assign(events, { title, body, show }));
  }

  return {
    Notification: strict('Notification', Object.assign(Notification, { isSupported: () => true })),
    shown: () => shown.map(({ text }) => text),
    click: (index: number) => {
      const notification = shown[index];
      if (notification === undefined) throw new Error(`There is no notification ${index}.`);
      notification.events.emit('click', {});
    },
  };
}

/** `powerSaveBlocker`: counted, not passed on to the system. */
export function createPowerSaveBlocker() {
  const started = new Set<number>();
  let lastId = -1;
  const powerSaveBlocker = strict('powerSaveBlocker', {
    start: (_type: 'prevent-app-suspension' | 'prevent-display-sleep') => {
      started.add(++lastId);
      return lastId;
    },
    stop: (id: number) => started.delete(id),
    isStarted: (id: number) => started.has(id),
  });
  return { powerSaveBlocker, blocksSleep: () => started.size > 0 };
}
