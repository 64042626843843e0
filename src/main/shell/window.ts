import { app, BrowserWindow, nativeTheme, type Session, screen } from 'electron';
import { MIN_SIZE, placeWindow, readWindowState, writeWindowState } from './window-state.ts';

interface WindowKeeper {
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

interface ConsoleWindowInput {
  readonly dataDirectory: string;
  readonly preload: string;
  readonly session: Session;
  /** What it shows first. */
  readonly address: string;
}

/** The colour before the page has painted: Mantine's two body colours. */
function backgroundColour(): string {
  return nativeTheme.shouldUseDarkColors ? '#242424' : '#ffffff';
}

function keepState(window: BrowserWindow, dataDirectory: string): void {
  window.on('close', () => {
    writeWindowState(dataDirectory, { bounds: window.getNormalBounds(), maximised: window.isMaximized() });
  });
}

interface ConsoleWindow {
  readonly window: BrowserWindow;
  /** Resolves when its page has loaded. */
  readonly loaded: Promise<void>;
}

/** Opens the console's window where it was last time. */
export function openConsoleWindow(input: ConsoleWindowInput): ConsoleWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const placement = placeWindow(readWindowState(input.dataDirectory), displays);
  const window = new BrowserWindow({
    ...placement.bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'Curfew',
    show: false,
    backgroundColor: backgroundColour(),
    webPreferences: {
      preload: input.preload,
      session: input.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (placement.maximised) window.maximize();
  keepState(window, input.dataDirectory);
  const recolour = () => window.setBackgroundColor(backgroundColour());
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  window.once('ready-to-show', () => window.show());
  return { window, loaded: window.loadURL(input.address) };
}
