import type { BrowserContext, CDPSession, Page } from 'playwright';
import type { AddressMap } from './address-map.ts';
import type { HostOptions, HostReport } from './options.ts';

export interface Chromium {
  readonly context: BrowserContext;
  /** The console's page, and its session; another one after a crash. */
  page: Page;
  session: CDPSession;
}

/** What the fakes of one launch share. */
export interface HostState {
  readonly options: HostOptions;
  /** Started when main asks whether Electron is ready: until then it sets switches. Whoever needs the window waits for it. */
  readonly chromium: Promise<Chromium>;
  readonly startChromium: () => void;
  /** Switches of Chromium's command line that main has set, `name=value`. */
  readonly switches: string[];
  /** While the host opens a page of its own: every other one is refused. */
  opensOwnPage: boolean;
  readonly addresses: AddressMap;
  /** Schemes that main has registered; the address map looks at it. */
  readonly schemes: Set<string>;
  readonly report: (report: HostReport) => void;
  /** Passes on what a page says from now on. */
  readonly watchPage: (page: Page) => void;
  /** Addresses that main handed to the operating system. */
  readonly openedOutside: string[];
  /** Of the window: what it was set to last. */
  progressBar: number;
  /** Whether main believes that the operator looks at the window. */
  focused: boolean;
  /** Whether captures of the screen leave the window out, as main set it last. */
  isContentProtected: boolean;
}
