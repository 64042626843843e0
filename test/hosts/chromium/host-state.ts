import type { BrowserContext, CDPSession, Page } from 'playwright';
import type { AddressMap } from './address-map.ts';
import type { HostOptions, HostReport } from './options.ts';

export interface Chromium {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly session: CDPSession;
}

/** What the fakes of one launch share. */
export interface HostState {
  readonly options: HostOptions;
  /** Started at once; whoever needs the window waits for it. */
  readonly chromium: Promise<Chromium>;
  readonly addresses: AddressMap;
  /** Schemes that main has registered; the address map looks at it. */
  readonly schemes: Set<string>;
  readonly report: (report: HostReport) => void;
  /** Addresses that main handed to the operating system. */
  readonly openedOutside: string[];
  /** Of the window: what it was set to last. */
  progressBar: number;
  /** Whether main believes that the operator looks at the window. */
  focused: boolean;
}
