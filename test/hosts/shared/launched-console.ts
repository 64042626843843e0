import type { Page } from 'playwright';
import type { Problems } from './problems.ts';

/**
 * What `safeStorage` is: a keyring, one that is locked, none, Linux without one, where Electron hides nothing, or a keyring
 * with a new key.
 */
export type SafeStorageState = 'available' | 'locked' | 'absent' | 'basic_text' | 're-encrypt';

export interface LaunchOptions {
  /** Without a window on screen; the default. */
  readonly headless?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  /** What keeps keys; `available` unless given. In Electron it is the machine's own. */
  readonly safeStorage?: SafeStorageState;
  /** What the operating system prefers; light unless given. */
  readonly colourScheme?: 'light' | 'dark';
  /** The folder of the console's files, as an earlier launch may have left it; a fresh one, removed at the end, unless given. */
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file for what the browser does on the network; complete when the console has ended. */
  readonly netLog?: string;
}

export interface AskedQuestion {
  readonly message: string;
  readonly detail: string;
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
  /** What the process of main has printed so far. */
  readonly output: () => string;
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
  /** How native questions are answered from now on. At first: no. */
  readonly answerQuestions: (answer: 'yes' | 'no') => Promise<void>;
  /** What native dialogs have asked, oldest first. */
  readonly questions: () => Promise<readonly AskedQuestion[]>;
  /** The computer goes to sleep, as main sees it. */
  readonly suspend: () => Promise<void>;
  /** Whether captures of the screen leave the window out. */
  readonly isContentProtected: () => Promise<boolean>;
  /** The page that takes the place of the current one, after something that costs its process. In Electron no test can follow it. */
  readonly pageAfter: (loss: () => Promise<void>) => Promise<Page>;
  /** Tells main that the page hangs as soon as it does not answer. */
  readonly watchUntilHung: () => Promise<void>;
  /** Errors of main that nobody catches. */
  readonly throwInMain: (message: string) => Promise<void>;
  readonly rejectInMain: (message: string) => Promise<void>;
  /** Resolves with the exit code when the console has ended, however. */
  readonly ended: Promise<number | null>;
  /** Ends the console and everything it started. */
  readonly close: () => Promise<void>;
  /** As a crash or a power cut: every process at once, without a word. The files stay if `userData` was given. */
  readonly kill: () => Promise<void>;
}
