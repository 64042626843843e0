import type { SafeStorageState } from '../../shared/launched-console.ts';

/** What a launch asks of the host. Given to the child process as JSON in `CURFEW_HOST_OPTIONS`. */
export interface HostOptions {
  readonly headless: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly safeStorage: SafeStorageState;
  /** What the operating system prefers; as it really is unless given. */
  readonly colourScheme?: 'light' | 'dark';
  readonly userData: string;
  /** Chromium's own profile; a fresh folder. */
  readonly profile: string;
  readonly executable: string;
  /** Opens Chromium's debugging port on loopback, for a spec that attaches. */
  readonly attachable: boolean;
  /** Where the save dialog saves to: the user's own folder for downloads unless given. */
  readonly downloads?: string;
  /** A file for what Chromium does on the network. */
  readonly netLog?: string;
  /** Takes a picture of the first screen and says so. */
  readonly picture?: string;
  /** Ends after the picture. */
  readonly once?: boolean;
}

/** From the host to whoever launched it. */
export type HostReport =
  | { readonly kind: 'ready'; readonly endpoint: string | null }
  | { readonly kind: 'console-error'; readonly text: string }
  | { readonly kind: 'page-error'; readonly text: string }
  | { readonly kind: 'blocked'; readonly url: string; readonly why: string }
  | { readonly kind: 'answer'; readonly seq: number; readonly value: unknown };

/** What a spec asks of the host and main's fakes; each is answered. */
export type HostQuestion =
  | { readonly kind: 'click-menu'; readonly label: string }
  | { readonly kind: 'clipboard' }
  | { readonly kind: 'opened-outside' }
  /** The answer of the next save dialog; null: cancelled. */
  | { readonly kind: 'save-next-to'; readonly path: string | null }
  | { readonly kind: 'saved-to' }
  | { readonly kind: 'progress-bar' }
  | { readonly kind: 'kept-awake' }
  | { readonly kind: 'set-focused'; readonly focused: boolean }
  | { readonly kind: 'notifications' }
  | { readonly kind: 'click-notification'; readonly index: number }
  /** How native questions are answered from now on; at first: not confirmed. */
  | { readonly kind: 'answer-questions'; readonly confirming: boolean }
  | { readonly kind: 'questions' }
  /** The computer goes to sleep. */
  | { readonly kind: 'suspend' }
  | { readonly kind: 'content-protected' }
  /** Main is told that the page hangs as soon as it does not answer. */
  | { readonly kind: 'watch-until-hung' }
  /** An error of main that nobody catches. */
  | { readonly kind: 'throw-in-main'; readonly message: string }
  | { readonly kind: 'reject-in-main'; readonly message: string };

/** From whoever launched it to the host. */
export type HostRequest =
  | { readonly kind: 'quit' }
  | { readonly kind: 'ask'; readonly seq: number; readonly question: HostQuestion };

export const OPTIONS_VARIABLE = 'CURFEW_HOST_OPTIONS';
