import { type Run, tell, tellNotSent } from '../runs/run.ts';
import { settleJournal } from '../runs/settle.ts';
import type { CallQueue } from './call-queue.ts';
import type { Pace } from './pace.ts';

/** Calls whose targets stand in the journal as sent, so that they may be sent. */
export interface Outbox {
  /** The targets of the next call; undefined when there is none, or the run is to end. */
  readonly next: () => Promise<readonly number[] | undefined>;
  /** What was made ready and not taken was not sent, and is written down as that. */
  readonly close: () => Promise<void>;
}

/** So many calls are made ready at once: getting to the disk costs the same for one and for all of them. */
const callsAhead = 8;

/**
 * Makes calls ready while others are under way: their targets are on disk as `sent` before they are handed out, because
 * after a crash only that tells which ones have to be read again.
 */
export function createOutbox(run: Run, queue: CallQueue, pace: Pace): Outbox {
  let ready: (readonly number[])[] = [];
  let making: Promise<void> | undefined;
  let closed = false;

  async function make(): Promise<void> {
    const calls: number[][] = [];
    while (calls.length < callsAhead && queue.left() > 0) calls.push(queue.take(pace.size()));
    if (calls.length === 0) return;
    for (const call of calls) tell(run, { type: 'sent' }, call);
    if (await settleJournal(run)) ready.push(...calls);
    else for (const call of calls) tellNotSent(run, call);
  }

  function makeMore(): Promise<void> {
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  }

  return {
    next: async () => {
      while (ready.length === 0) {
        if (closed || run.control.signal.aborted || (queue.left() === 0 && !making)) return undefined;
        await makeMore();
      }
      const call = ready.shift();
      if (ready.length < callsAhead / 2 && queue.left() > 0 && !closed) void makeMore();
      return call;
    },
    close: async () => {
      closed = true;
      await making;
      for (const call of ready) tellNotSent(run, call);
      ready = [];
    },
  };
}
