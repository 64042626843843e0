/**
 * The page a message came from, as the IPC server sees it. One `Sender` stands for one document: after a reload the
 * same window is another sender.
 */
export interface Sender {
  /** Equal for all messages of one document, different for every other. */
  readonly id: string;
  /** Address of the frame that sent the message. */
  readonly url: string;
  readonly isMainFrame: boolean;
  /** Never throws; does nothing once the document is gone. */
  readonly send: (channel: string, message: unknown) => void;
  /** Calls the listener once, when the document is gone: window closed, navigated away, renderer crashed. */
  readonly onGone: (listener: () => void) => void;
}

type SenderVerdict =
  | { readonly trusted: true }
  | { readonly trusted: false; readonly reason: 'sub-frame' | 'foreign-origin' };

/**
 * Scheme and host, for `curfew://app/users` `curfew://app`. `URL.origin` cannot be used: it is the text `null` for
 * every scheme that is not the web's own, so that all of those would be equal.
 */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password } = new URL(url);
  if (host === '' || username !== '' || password !== '') return undefined;
  return `${protocol}//${host}`;
}

/** Only the main frame of our own pages may call. `about:blank` and `data:` have no origin of ours. */
export function judgeSender(sender: Pick<Sender, 'url' | 'isMainFrame'>, ownOrigin: string): SenderVerdict {
  if (!sender.isMainFrame) return { trusted: false, reason: 'sub-frame' };
  if (originOf(sender.url) !== ownOrigin) return { trusted: false, reason: 'foreign-origin' };
  return { trusted: true };
}
