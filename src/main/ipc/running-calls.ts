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
  readonly find: (sender: Pick<Sender, 'id'>, id: string) => RunningCall | undefined;
  readonly remove: (sender: Pick<Sender, 'id'>, id: string) => void;
  readonly abortAll: () => void;
  readonly count: () => number;
}

export function createRunningCalls(): RunningCalls {
  const bySender = new Map<string, Map<string, RunningCall>>();

  function callsOf(sender: Sender): Map<string, RunningCall> {
    const known = bySender.get(sender.id);
    if (known !== undefined) return known;
    const calls = new Map<string, RunningCall>();
    bySender.set(sender.id, calls);
    sender.onGone(() => {
      bySender.delete(sender.id);
      for (const call of calls.values()) call.controller.abort();
    });
    return calls;
  }

  return {
    add: (sender, id, call) => {
      const calls = callsOf(sender);
      if (calls.has(id)) throw failure('bad-input', 'A call with this id is already running.');
      calls.set(id, call);
    },
    find: (sender, id) => bySender.get(sender.id)?.get(id),
    // The sender's own map stays until the document is gone: one `onGone` listener serves all of its calls.
    remove: (sender, id) => void bySender.get(sender.id)?.delete(id),
    abortAll: () => {
      for (const calls of bySender.values()) for (const call of calls.values()) call.controller.abort();
    },
    count: () => [...bySender.values()].reduce((sum, calls) => sum + calls.size, 0),
  };
}
