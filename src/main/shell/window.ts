import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type Session, screen } from 'electron';
import { sync as writeFileAtomicSync } from 'write-file-atomic';
import { z } from 'zod';

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
  readonly onOpened: (window: BrowserWindow) => void;
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
    onOpened(opened.window);
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
  /** Whether captures of the screen leave it out. */
  readonly contentProtection: boolean;
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
    minWidth: minSize.width,
    minHeight: minSize.height,
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
  if (input.contentProtection) window.setContentProtection(true);
  keepState(window, input.dataDirectory);
  const recolour = () => window.setBackgroundColor(backgroundColour());
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  window.once('ready-to-show', () => window.show());
  return { window, loaded: window.loadURL(input.address) };
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface WindowPlacement {
  /** Position is absent when the system may choose it. */
  readonly bounds: {
    readonly x?: number;
    readonly y?: number;
    readonly width: number;
    readonly height: number;
  };
  readonly maximised: boolean;
}

const minSize = { width: 900, height: 600 } as const;
const defaultPlacement: WindowPlacement = { bounds: { width: 1_280, height: 840 }, maximised: false };
/** So much of the title bar has to be on a display for the window to be within reach. */
const reachableSize = { width: 120, height: 40 } as const;

const storedState = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximised: z.boolean(),
});

function fileIn(directory: string): string {
  return join(directory, 'window.json');
}

function overlap(from: number, length: number, otherFrom: number, otherLength: number): number {
  return Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);
}

function reachable(bounds: Rectangle, display: Rectangle): boolean {
  return (
    overlap(bounds.x, bounds.width, display.x, display.width) >= reachableSize.width &&
    bounds.y >= display.y &&
    overlap(bounds.y, bounds.height, display.y, display.height) >= reachableSize.height
  );
}

/** Where the window goes: as it was, unless that display is gone or the state makes no sense. */
export function placeWindow(stored: unknown, displays: readonly Rectangle[]): WindowPlacement {
  const parsed = storedState.safeParse(stored);
  if (!parsed.success) return defaultPlacement;
  const { bounds, maximised } = parsed.data;
  const width = Math.max(minSize.width, Math.round(bounds.width));
  const height = Math.max(minSize.height, Math.round(bounds.height));
  if (!displays.some((display) => reachable(bounds, display)))
    return { bounds: { width, height }, maximised };
  return { bounds: { x: Math.round(bounds.x), y: Math.round(bounds.y), width, height }, maximised };
}

/** What was stored last; undefined when there is nothing or it cannot be read. It is not worth an error. */
export function readWindowState(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(fileIn(directory), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Written at once: it happens while the window closes. `bounds` are those of the window when not maximised. */
export function writeWindowState(directory: string, state: { bounds: Rectangle; maximised: boolean }): void {
  try {
    writeFileAtomicSync(fileIn(directory), `${JSON.stringify(state)}\n`, { mode: 0o600 });
  } catch {
    // A full or read-only disk must not prevent the window from closing.
  }
}
