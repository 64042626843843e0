import { failure } from '../../../contract/failure.ts';
import type { Priority } from '../worker/scheduler.ts';

/** Calls that wait in a worker. The others wait here, so that what waits there is bounded. */
export interface CallQueue {
  readonly run: <T>(
    priority: Priority,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ) => Promise<T>;
}

interface Waiting {
  readonly begin: () => void;
}

/** So many of the places are for calls of runs alone. */
const shareOfRuns = 0.25;

export function createCallQueue(limit: number): CallQueue {
  const waiting: Readonly<Record<Priority, Set<Waiting>>> = { run: new Set(), other: new Set() };
  const forOthers = Math.max(1, Math.floor(limit * (1 - shareOfRuns)));
  let running = 0;

  function hasRoom(priority: Priority): boolean {
    return running < (priority === 'run' ? limit : forOthers);
  }

  function admit(): void {
    for (const priority of ['run', 'other'] as const) {
      for (const one of waiting[priority]) {
        if (!hasRoom(priority)) break;
        waiting[priority].delete(one);
        running += 1;
        one.begin();
      }
    }
  }

  function waitForTurn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        begin() {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      function giveUp(): void {
        waiting[priority].delete(one);
        reject(failure('aborted', 'The call was stopped.', { sent: false }));
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting[priority].add(one);
    });
  }

  return {
    async run(priority, signal, work) {
      if (hasRoom(priority) && waiting[priority].size === 0) running += 1;
      else await waitForTurn(priority, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        admit();
      }
    },
  };
}
