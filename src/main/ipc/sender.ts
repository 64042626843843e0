import { failure } from '../../contract/failure.ts';

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

type SenderTrust =
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
export function checkSender(sender: Pick<Sender, 'url' | 'isMainFrame'>, ownOrigin: string): SenderTrust {
  if (!sender.isMainFrame) return { trusted: false, reason: 'sub-frame' };
  if (originOf(sender.url) !== ownOrigin) return { trusted: false, reason: 'foreign-origin' };
  return { trusted: true };
}

/** One call or stream that a page waits for. */
interface RunningCall {
  readonly controller: AbortController;
  /** Set for a stream: called when the page took a batch. */
  readonly onTaken?: () => void;
  /** It goes on while the console is locked. */
  readonly whileLocked?: boolean;
}

/** What runs, by sender and by the sender's own id: one page can neither abort nor acknowledge for another. */
export interface RunningCalls {
  /** Throws `bad-input` when this sender has a running call of this id. */
  readonly add: (sender: Sender, id: string, call: RunningCall) => void;
  /** Aborted when the sender's document is gone. */
  readonly pageOf: (sender: Sender) => AbortSignal;
  readonly find: (sender: Pick<Sender, 'id'>, id: string) => RunningCall | undefined;
  readonly remove: (sender: Pick<Sender, 'id'>, id: string) => void;
  readonly abortAll: () => void;
  /** Aborts for this reason what does not go on while the console is locked. */
  readonly abortForLock: (reason: Error) => void;
  readonly count: () => number;
}

export function createRunningCalls(): RunningCalls {
  const bySender = new Map<
    string,
    { readonly calls: Map<string, RunningCall>; readonly page: AbortSignal }
  >();

  function ofSender(sender: Sender) {
    const known = bySender.get(sender.id);
    if (known !== undefined) return known;
    const calls = new Map<string, RunningCall>();
    const gone = new AbortController();
    const entry = { calls, page: gone.signal };
    bySender.set(sender.id, entry);
    sender.onGone(() => {
      bySender.delete(sender.id);
      gone.abort();
      for (const call of calls.values()) call.controller.abort();
    });
    return entry;
  }

  return {
    add: (sender, id, call) => {
      const { calls } = ofSender(sender);
      if (calls.has(id)) throw failure('bad-input', { reason: 'call-id-taken' });
      calls.set(id, call);
    },
    pageOf: (sender) => ofSender(sender).page,
    find: (sender, id) => bySender.get(sender.id)?.calls.get(id),
    // The sender's own map stays until the document is gone: one `onGone` listener serves all of its calls.
    remove: (sender, id) => void bySender.get(sender.id)?.calls.delete(id),
    abortAll: () => {
      for (const { calls } of bySender.values()) for (const call of calls.values()) call.controller.abort();
    },
    abortForLock: (reason) => {
      for (const { calls } of bySender.values())
        for (const { controller, whileLocked } of calls.values())
          if (whileLocked !== true) controller.abort(reason);
    },
    count: () => [...bySender.values()].reduce((sum, { calls }) => sum + calls.size, 0),
  };
}
