import { failure } from '../../../contract/failure.ts';
import type { Priority } from '../worker/scheduler.ts';

/** Calls that wait in a worker. The others wait here, so that what waits there is bounded. */
export interface CallLine {
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

export function createCallLine(places: number): CallLine {
  const waiting: Readonly<Record<Priority, Set<Waiting>>> = { run: new Set(), other: new Set() };
  const forOthers = Math.max(1, Math.floor(places * (1 - shareOfRuns)));
  let taken = 0;

  function hasPlace(priority: Priority): boolean {
    return taken < (priority === 'run' ? places : forOthers);
  }

  function admit(): void {
    for (const priority of ['run', 'other'] as const) {
      for (const one of waiting[priority]) {
        if (!hasPlace(priority)) break;
        waiting[priority].delete(one);
        taken += 1;
        one.begin();
      }
    }
  }

  function place(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
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
      if (hasPlace(priority) && waiting[priority].size === 0) taken += 1;
      else await place(priority, signal);
      try {
        return await work();
      } finally {
        taken -= 1;
        admit();
      }
    },
  };
}
