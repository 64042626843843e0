import { failure } from '../../../contract/failure.ts';
import { storeFailure } from '../files/store-failure.ts';

/** Calls of runs come before everything else. */
export type Priority = 'run' | 'other';

interface Scheduler {
  /** Resolves with what the work gives; what it throws becomes a `Failure`. It is never interrupted. */
  readonly add: <T>(priority: Priority, work: () => T) => Promise<T>;
  /** Takes one step at a time; other calls get their turn in between. Aborted, it ends before its next step. */
  readonly addLong: <T>(
    priority: Priority,
    steps: () => Generator<unknown, T>,
    signal: AbortSignal,
  ) => Promise<T>;
  readonly waiting: () => number;
}

/** One turn: true when there is nothing more to do. */
type Task = () => boolean;

/** After so many turns of runs, something else gets one, so that it moves too. */
const runTurns = 16;

/**
 * Gives the calls of a worker their turns, one after the other, with messages taken in between: calls of runs come
 * before calls that have waited longer.
 */
export function createScheduler(): Scheduler {
  const queues: Readonly<Record<Priority, Task[]>> = { run: [], other: [] };
  let scheduled = false;
  let turnsOfRuns = 0;

  function enqueue(priority: Priority, task: Task): void {
    queues[priority].push(task);
    if (scheduled) return;
    scheduled = true;
    setImmediate(turn);
  }

  function nextPriority(): Priority | null {
    const { run, other } = queues;
    if (run.length > 0 && (turnsOfRuns < runTurns || other.length === 0)) return 'run';
    return other.length > 0 ? 'other' : null;
  }

  function turn(): void {
    const priority = nextPriority();
    const task = priority && queues[priority].shift();
    if (!priority || !task) {
      scheduled = false;
      return;
    }
    turnsOfRuns = priority === 'run' ? turnsOfRuns + 1 : 0;
    if (!task()) queues[priority].push(task);
    setImmediate(turn);
  }

  return {
    add: (priority, work) =>
      new Promise((resolve, reject) => {
        enqueue(priority, () => {
          try {
            resolve(work());
          } catch (thrown) {
            reject(storeFailure(thrown));
          }
          return true;
        });
      }),
    addLong: (priority, steps, signal) =>
      new Promise((resolve, reject) => {
        let running: ReturnType<typeof steps> | undefined;
        enqueue(priority, () => {
          try {
            if (signal.aborted) throw failure('aborted', { sent: true });
            running ??= steps();
            const step = running.next();
            if (!step.done) return false;
            resolve(step.value);
          } catch (thrown) {
            reject(storeFailure(thrown));
            // Its `finally` blocks release its file.
            running?.return(undefined as never);
          }
          return true;
        });
      }),
    waiting: () => queues.run.length + queues.other.length,
  };
}
