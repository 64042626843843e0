import { extname, join, win32 } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  Notification,
  powerSaveBlocker,
  type SaveDialogOptions,
} from 'electron';
import { splitHidden } from '../../contract/domain/text/visible-text.ts';

/** Asks the operator where to save a file. Null: nowhere. */
export type SaveFile = (defaultName: string) => Promise<string | null>;

function downloadsFolder(): string {
  try {
    return app.getPath('downloads');
  } catch {
    // A system without such a folder.
    return app.getPath('home');
  }
}

/** The system's own dialog, on the console's window where there is one. */
export function createSaveFile(currentWindow: () => BrowserWindow | undefined): SaveFile {
  return async (defaultName) => {
    const name = toFileName(defaultName);
    const ending = extname(name).slice(1);
    const options: SaveDialogOptions = {
      defaultPath: join(downloadsFolder(), name),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      ...(ending === '' ? {} : { filters: [{ name: ending.toUpperCase(), extensions: [ending] }] }),
    };
    const window = currentWindow();
    const { canceled, filePath } = await (window === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  };
}

/** Characters that a file name cannot have on one of the systems, and those that separate folders. */
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f]+/g;
/** So long a name may be, its ending included; systems allow 255 bytes. */
const longestName = 120;

/** A name that every system takes, out of any text: no folder, no character that does not show, not hidden, not too long. */
export function toFileName(text: string): string {
  const seen = splitHidden(text).map((piece) => (piece.isHidden ? '\0' : piece.text));
  const clean = seen
    .join('')
    .replace(forbidden, '-')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : '';
  const stem = [...clean.slice(0, clean.length - ending.length)]
    .slice(0, longestName - ending.length)
    .join('');
  return (stem.trimEnd() || 'curfew') + ending;
}

/** Notifies the operator. Does nothing when the window has the focus, or when the system shows no notifications. */
type Notify = (message: { readonly title: string; readonly body: string }) => void;

export interface NotifyPorts {
  readonly currentWindow: () => BrowserWindow | undefined;
  readonly bringToFront: () => void;
}

/** The system's own notifications. A click brings the window to the front. */
export function createNotify({ currentWindow, bringToFront }: NotifyPorts): Notify {
  // Referenced until the system is done with them: the garbage collector would take the click's listener with it.
  const shown = new Set<Notification>();

  return ({ title, body }) => {
    if (currentWindow()?.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    const done = () => void shown.delete(notification);
    shown.add(notification);
    notification.once('click', () => {
      done();
      bringToFront();
    });
    notification.once('close', done);
    notification.once('failed', done);
    notification.show();
  };
}

/** `share`: how much is done of everything that runs, 0 to 1; null: not known. `count`: how many revocations and drafts run. */
export interface Progress {
  readonly share: number | null;
  readonly count: number;
}

export interface ProgressDisplayPorts {
  /** As `BrowserWindow#setProgressBar` takes it. Without a window it does nothing. */
  readonly setProgress: (value: number) => void;
  readonly keepAwake: () => number;
  readonly letSleep: (id: number) => void;
  /** Windows alone has a bar without a share; elsewhere Electron would show a full one. */
  readonly hasIndeterminate: boolean;
}

export interface ProgressDisplay {
  /** Acts on changes that can be seen: cheap to call often. */
  readonly show: (progress: Progress) => void;
  /** Shows the same again, in a window that is new. */
  readonly again: () => void;
}

const noBar = -1;
const indeterminate = 2;

/** The value of the bar, in whole percents. */
function barOf({ share, count }: Progress, hasIndeterminate: boolean): number {
  if (count <= 0) return noBar;
  if (share === null || Number.isNaN(share)) return hasIndeterminate ? indeterminate : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}

/** Decides what the taskbar shows, and keeps the system awake while something runs. */
export function createProgressDisplay(ports: ProgressDisplayPorts): ProgressDisplay {
  let bar = noBar;
  let awake: number | undefined;

  function setAwake(wanted: boolean): void {
    if (wanted) awake ??= ports.keepAwake();
    else if (awake !== undefined) {
      ports.letSleep(awake);
      awake = undefined;
    }
  }

  return {
    show: (progress) => {
      setAwake(progress.count > 0);
      const next = barOf(progress, ports.hasIndeterminate);
      if (next === bar) return;
      bar = next;
      ports.setProgress(bar);
    },
    again: () => {
      if (bar !== noBar) ports.setProgress(bar);
    },
  };
}

/** The bar on the taskbar or dock, and the system kept awake, while something runs. */
export function createShowProgress(currentWindow: () => BrowserWindow | undefined): ProgressDisplay {
  return createProgressDisplay({
    setProgress: (value) => currentWindow()?.setProgressBar(value),
    // The screen may go dark. What runs goes on.
    keepAwake: () => powerSaveBlocker.start('prevent-app-suspension'),
    letSleep: (id) => void powerSaveBlocker.stop(id),
    hasIndeterminate: process.platform === 'win32',
  });
}

interface DataDirectoryInput {
  /** Of the environment: `%LOCALAPPDATA%`. */
  readonly localAppData: string | undefined;
  readonly name: string;
  /** Whether the folder was given on the command line. */
  readonly isGiven: boolean;
}

/**
 * Where the console keeps its files on Windows; null: where Electron would. That is in the roaming application data, which are
 * copied to a server at each log-off: no place for databases of gigabytes. The local ones stay where they are.
 */
export function localDataDirectory({ localAppData, name, isGiven }: DataDirectoryInput): string | null {
  return isGiven || !localAppData ? null : win32.join(localAppData, name);
}
