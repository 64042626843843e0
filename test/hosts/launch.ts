import type { Page } from 'playwright';
import { launchInChromium } from './chromium/launch-in-chromium.ts';
import { electronBinary, launchElectron } from './electron/launch-electron.ts';
import type { Problems } from './problems.ts';

export interface LaunchOptions {
  /** Without a window on screen; the default. */
  readonly headless?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  /** What keeps keys; `available` unless given. In Electron it is the machine's own. */
  readonly safeStorage?: 'available' | 'unavailable' | 'basic_text';
  /** What the operating system prefers; light unless given. */
  readonly colourScheme?: 'light' | 'dark';
  /** The folder of the console's files, as an earlier launch may have left it; a fresh one, removed at the end, unless given. */
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
}

export interface LaunchedConsole {
  /** The console's page; an ordinary Playwright page on either host. */
  readonly page: Page;
  readonly host: 'chromium' | 'electron';
  readonly problems: Problems;
  /** Shows a view by its path, `/users`. */
  readonly goto: (path: string) => Promise<void>;
  /** Where the page is, as a path with its query. */
  readonly path: () => string;
  /** Chooses an item of the native menu by its label. */
  readonly clickMenu: (label: string) => Promise<void>;
  readonly clipboardText: () => Promise<string>;
  /** Addresses that were handed to the operating system's browser. */
  readonly openedOutside: () => Promise<readonly string[]>;
  /**
   * The next save dialog answers with this path; null: cancelled. Without it a dialog takes the file that the console
   * proposes, in a folder of this launch that goes with `close`.
   */
  readonly saveNextTo: (path: string | null) => Promise<void>;
  /** What save dialogs have answered, cancelled ones apart. */
  readonly savedTo: () => Promise<readonly string[]>;
  /** As main set it last: 0 to 1; below: none; above: without a share. */
  readonly progressBar: () => Promise<number>;
  /** Whether the console keeps the system from sleeping. */
  readonly blocksSleep: () => Promise<boolean>;
  /** Whether the operator looks at the window, as main sees it; at first they do. */
  readonly setFocused: (focused: boolean) => Promise<void>;
  /** Oldest first. */
  readonly notifications: () => Promise<readonly ShownNotification[]>;
  readonly clickNotification: (index: number) => Promise<void>;
  /** Ends the console and everything it started. */
  readonly close: () => Promise<void>;
  /** As a crash or a power cut: every process at once, without a word. The files stay if `userData` was given. */
  readonly kill: () => Promise<void>;
}

/** CURFEW_HOST when it is set, else Electron where its binary is there. */
export function chooseHost(): 'chromium' | 'electron' {
  const wanted = process.env.CURFEW_HOST;
  if (wanted === 'chromium' || wanted === 'electron') return wanted;
  if (wanted !== undefined && wanted !== '') throw new Error('CURFEW_HOST is "electron" or "chromium".');
  return electronBinary() === undefined ? 'chromium' : 'electron';
}

/** Starts the built console: in Electron where its binary is there, else in the Chromium host. Says which. */
export async function launchConsole(options: LaunchOptions = {}): Promise<LaunchedConsole> {
  const host = chooseHost();
  const launched = host === 'electron' ? await launchElectron(options) : await launchInChromium(options);
  process.stdout.write(`[host] ${host === 'electron' ? 'Electron' : 'Chromium host'}\n`);
  return launched;
}
