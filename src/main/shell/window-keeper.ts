import type { BrowserWindow } from 'electron';
import type { ConsoleWindow } from './window.ts';

export interface WindowKeeper {
  /** Undefined while there is none: on macOS, after it was closed. */
  readonly current: () => BrowserWindow | undefined;
  /** Opens it where there is none. Resolves when its page has loaded. */
  readonly open: () => Promise<void>;
  /** Where the operator sees it, opened anew if need be. */
  readonly bringToFront: () => void;
}

interface WindowKeeperInput {
  readonly openWindow: () => ConsoleWindow;
  readonly onOpened: () => void;
  /** The page of a window that nobody waits for did not load. */
  readonly onFailed: () => void;
}

/** The console's one window. */
export function createWindowKeeper({ openWindow, onOpened, onFailed }: WindowKeeperInput): WindowKeeper {
  let window: BrowserWindow | undefined;

  async function open(): Promise<void> {
    if (window !== undefined) return;
    const opened = openWindow();
    window = opened.window;
    window.once('closed', () => {
      window = undefined;
    });
    onOpened();
    await opened.loaded;
  }

  return {
    current: () => window,
    open,
    bringToFront: () => {
      if (window === undefined) {
        open().catch(onFailed);
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
