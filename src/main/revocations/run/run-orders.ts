import type { UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { failure } from '../../../contract/failure.ts';

/** What the operator orders to end while a run watches for new sessions. */
export interface EndOrder {
  readonly which: UnplannedSessions;
  /**
   * Resolves when it may be carried out with so many that are left, and is in the audit log. Rejects with a `Failure`: nothing is
   * ended then.
   */
  readonly confirm: (left: number) => Promise<void>;
}

/** An order that was given, to be answered by `accept` or `refuse`: the first answer counts. */
export interface GivenOrder extends EndOrder {
  /** It is on disk. */
  readonly accept: () => void;
  readonly refuse: (thrown: unknown) => void;
}

/** Orders on their way from the operator to a run that watches. The run itself ends the sessions: nobody else may. */
export interface RunOrders {
  /** Resolves when the order is on disk. Rejects when the run does not watch, or ends before. */
  readonly give: (order: EndOrder) => Promise<void>;
  readonly areWaiting: () => boolean;
  readonly take: () => GivenOrder | undefined;
  /** Calls back when one is given; gives what ends that. */
  readonly onGiven: (callback: () => void) => () => void;
  /** From now on orders are taken. */
  readonly open: () => void;
  /** No order is taken any more; those that wait are refused. */
  readonly close: () => void;
}

export function createRunOrders(): RunOrders {
  const listeners = new Set<() => void>();
  let waiting: GivenOrder[] = [];
  let isOpen = false;

  return {
    give: (order) =>
      new Promise((resolve, reject) => {
        if (!isOpen) {
          reject(notWatching());
          return;
        }
        waiting.push({ ...order, accept: resolve, refuse: reject });
        for (const notify of [...listeners]) notify();
      }),
    areWaiting: () => waiting.length > 0,
    take: () => waiting.shift(),
    onGiven: (callback) => {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
    open: () => {
      isOpen = true;
    },
    close: () => {
      isOpen = false;
      for (const { refuse } of waiting) refuse(notWatching());
      waiting = [];
    },
  };
}

function notWatching() {
  return failure('bad-input', { reason: 'revocation-does-not-watch' });
}
