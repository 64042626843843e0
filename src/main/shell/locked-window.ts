import type { BrowserWindow } from 'electron';

interface LockedWindowPorts {
  readonly currentWindow: () => LoadableWindow | undefined;
  /** What a window shows first. */
  readonly address: string;
  readonly onFailed: () => void;
}

/** As much of a window as is needed. */
type LoadableWindow = Pick<BrowserWindow, 'loadURL'> & {
  readonly webContents: Pick<BrowserWindow['webContents'], 'getURL'> & {
    readonly navigationHistory: Pick<BrowserWindow['webContents']['navigationHistory'], 'clear'>;
  };
};

interface LockedWindow {
  /** A new document takes the place of the page: nothing of what the page has read, typed or visited is left in it. */
  readonly show: () => void;
  /** Goes back to where the window was, in a new document again. */
  readonly leave: () => void;
}

export function createLockedWindow({ currentWindow, address, onFailed }: LockedWindowPorts): LockedWindow {
  let left = address;

  async function load(next: string): Promise<void> {
    const window = currentWindow();
    if (window === undefined) return;
    await window.loadURL(next);
    // The addresses in it name users and searches.
    window.webContents.navigationHistory.clear();
  }

  return {
    show: () => {
      left = withoutHash(currentWindow()?.webContents.getURL() ?? '') || address;
      load(address).catch(onFailed);
    },
    leave: () => {
      const next = left;
      left = address;
      load(next).catch(onFailed);
    },
  };
}

/** With it, an address could lead to another place in the same document. */
function withoutHash(address: string): string {
  return address.split('#')[0] ?? '';
}
