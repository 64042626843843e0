import { failure } from '../../contract/failure.ts';
import type { Sender } from './sender.ts';

/** One call or stream that a page waits for. */
export interface RunningCall {
  readonly controller: AbortController;
  /** Set for a stream: called when the page took a batch. */
  readonly onTaken?: () => void;
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
      if (calls.has(id)) throw failure('bad-input', 'A call with this id is already running.');
      calls.set(id, call);
    },
    pageOf: (sender) => ofSender(sender).page,
    find: (sender, id) => bySender.get(sender.id)?.calls.get(id),
    // The sender's own map stays until the document is gone: one `onGone` listener serves all of its calls.
    remove: (sender, id) => void bySender.get(sender.id)?.calls.delete(id),
    abortAll: () => {
      for (const { calls } of bySender.values()) for (const call of calls.values()) call.controller.abort();
    },
    count: () => [...bySender.values()].reduce((sum, { calls }) => sum + calls.size, 0),
  };
}
