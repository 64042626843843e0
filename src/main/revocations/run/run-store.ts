import { toAppError } from '../../../contract/failure.ts';
import type { Clock } from '../../shared/clock.ts';
import { createUntilDone } from '../../shared/until-done.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import { type Change, maxRows } from '../../store/changes.ts';
import type { CommitLog, Store, StoredCounts, StoreReader, StoreWriter } from '../../store/interface.ts';
import type { ListOperation } from '../../store/method-names.ts';
import type { TargetId } from '../../store/records.ts';
import type { TargetEvent } from '../../store/target-state.ts';

/**
 * What a run reads and writes of its own revocation. When the store does not work, the run pauses and says why; resumed,
 * the same is tried again. When the run is to end and the store does not work, methods reject with its `Failure`.
 */
export interface RunStore {
  readonly id: string;
  /** As of the last answer of the store. */
  readonly counts: () => StoredCounts;
  /** Takes the change at once: `settle` resolves when it is on disk. */
  readonly append: (...changes: Change[]) => void;
  /** What happened to these targets at this moment. `halve`: see `Change`. */
  readonly recordEvent: (event: TargetEvent, on: readonly TargetId[], halve?: 'halve') => void;
  /** Resolves with the numbers when everything that was appended, changed or listed so far is on disk. */
  readonly settle: () => Promise<StoredCounts>;
  /** For tracked work, which must not wait: whether everything is on disk. If not, the run pauses. */
  readonly trySettle: () => Promise<boolean>;
  /** Asks for what is on disk. What was appended just before may be missing: settle first where that matters. */
  readonly read: <T>(ask: (reader: StoreReader) => Promise<T>) => Promise<T>;
  /** Changes many rows, after everything that was appended before. */
  readonly change: <T extends WithCounts>(
    work: (writer: Omit<StoreWriter, ListOperation>) => Promise<T>,
  ) => Promise<T>;
  /** The same for lists of users, of which a run has thousands: they are on disk with the next commit, or when `settle` resolves. */
  readonly list: <T extends WithCounts>(
    work: (writer: Pick<StoreWriter, ListOperation>) => Promise<T>,
  ) => Promise<T>;
  /** The same for a change without an effect on numbers. */
  readonly write: <T>(work: (writer: StoreWriter) => Promise<T>) => Promise<T>;
  /** So many rows may wait to be written before whoever appends should settle. */
  readonly hasMuchWaiting: () => boolean;
}

type WithCounts = StoredCounts | { readonly counts: StoredCounts };

interface RunStoreParts {
  readonly id: string;
  readonly store: Store;
  readonly control: WorkControl;
  readonly clock: Clock;
  readonly countsAtStart: StoredCounts;
  readonly onCounts: () => void;
}

const muchWaiting = 8 * maxRows;

export function createRunStore(parts: RunStoreParts): RunStore {
  const { clock, control, id, onCounts, store } = parts;
  let counts = parts.countsAtStart;
  const log: CommitLog = store.openLog(id, take);

  function take(next: StoredCounts): void {
    // A change between two commits has newer numbers than the commit before it.
    if (next.commit < counts.commit) return;
    counts = next;
    onCounts();
  }

  const untilDone = createUntilDone(control, (error) => ({ type: 'store', error }));

  /** The last commit before the lists that may not be on disk; null: all of them are. */
  let listed: { readonly after: number } | null = null;

  async function settleLists(): Promise<void> {
    const { commit } = await log.settle();
    const waiting = listed;
    if (waiting === null) return;
    // No commit has taken them to the disk. One that is there already changes nothing, and waits for the disk.
    if (commit <= waiting.after) await store.write.commit({ id, commit, changes: [] });
    if (listed === waiting) listed = null;
  }

  async function settle(): Promise<StoredCounts> {
    // Numbers of new commits came through `take`; those of the last one may be older than what changed since.
    await untilDone(settleLists);
    return counts;
  }

  async function write<T>(work: (writer: StoreWriter) => Promise<T>): Promise<T> {
    await untilDone(log.settle);
    return untilDone(() => work(store.write));
  }

  async function change<T extends WithCounts>(work: (writer: StoreWriter) => Promise<T>): Promise<T> {
    const changed = await write(work);
    take(countsOf(changed));
    return changed;
  }

  return {
    id,
    settle,
    write,
    counts: () => counts,
    append: log.append,
    recordEvent: (event, on, halve) => {
      const at = clock.now();
      for (let from = 0; from < on.length; from += maxRows) {
        const some = on.slice(from, from + maxRows);
        log.append({ type: 'event', at, event, on: some, ...(halve ? { halve: true } : {}) });
      }
    },
    trySettle: async () => {
      try {
        await settleLists();
        return true;
      } catch (thrown) {
        control.pause({ type: 'store', error: toAppError(thrown) });
        return false;
      }
    },
    read: (ask) => untilDone(() => ask(store.read)),
    change,
    list: async (work) => {
      const changed = await change(work);
      listed = { after: countsOf(changed).commit };
      return changed;
    },
    hasMuchWaiting: () => log.waiting() > muchWaiting,
  };
}

function countsOf(changed: WithCounts): StoredCounts {
  return 'counts' in changed ? changed.counts : changed;
}
