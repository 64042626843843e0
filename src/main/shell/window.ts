import { app, BrowserWindow, nativeTheme, type Session, screen } from 'electron';
import { MIN_SIZE, placeWindow, readWindowState, writeWindowState } from './window-state.ts';

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

export interface ConsoleWindow {
  readonly window: BrowserWindow;
  /** Resolves when its page has loaded. */
  readonly loaded: Promise<void>;
}

/** Opens the console's window where it was last time. */
export function openConsoleWindow(input: ConsoleWindowInput): ConsoleWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea);
  const place = placeWindow(readWindowState(input.dataDirectory), displays);
  const window = new BrowserWindow({
    ...place.bounds,
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
  if (place.maximised) window.maximize();
  keepState(window, input.dataDirectory);
  const recolour = () => window.setBackgroundColor(backgroundColour());
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  window.once('ready-to-show', () => window.show());
  return { window, loaded: window.loadURL(input.address) };
}
