import type { Store, StoredCounts } from '../../store/interface.ts';
import { countAll } from './report.ts';

/**
 * How many rows of targets are damaged on disk, of which nobody knows what became of the session. Only reading all of
 * them shows it, so they are counted once for each report, as long as nothing of it changes.
 */
export interface DamagedRows {
  /** Null: not known yet, because there are too many rows to read them for a screen. */
  readonly soon: (id: string, counts: StoredCounts) => Promise<number | null>;
  /** Reads all rows, a part at a time. */
  readonly counted: (id: string, counts: StoredCounts) => Promise<number>;
  /** As far as they were counted since the start of the console. */
  readonly known: (id: string) => number;
}

/** So many rows take some 20 ms. */
const mostForScreen = 5_000;
const rowsAtATime = 2_000;
const mostRemembered = 1_000;

interface Counting {
  readonly commit: number;
  /** Null: it has not ended. */
  damaged: number | null;
  readonly ended: Promise<number>;
}

export function createDamagedRows({ read }: Pick<Store, 'read'>): DamagedRows {
  const countings = new Map<string, Counting>();

  async function readAll(id: string, rows: number): Promise<number> {
    let damaged = 0;
    for (let offset = 0; offset < rows; offset += rowsAtATime)
      damaged += await read.damagedTargets({ id, offset, limit: rowsAtATime });
    return damaged;
  }

  function countingOf(id: string, counts: StoredCounts): Counting {
    const same = countings.get(id);
    if (same?.commit === counts.commit) return same;
    const ended = readAll(id, rowsOf(counts));
    const counting: Counting = { commit: counts.commit, damaged: null, ended };
    countings.set(id, counting);
    ended.then(
      (damaged) => {
        counting.damaged = damaged;
      },
      // Whoever asks next begins again.
      () => countings.get(id) === counting && countings.delete(id),
    );
    for (const oldest of countings.keys()) {
      if (countings.size <= mostRemembered) break;
      countings.delete(oldest);
    }
    return counting;
  }

  return {
    soon: async (id, counts) => {
      if (rowsOf(counts) <= mostForScreen) return countingOf(id, counts).ended;
      const known = countings.get(id);
      return known?.commit === counts.commit ? known.damaged : null;
    },
    counted: (id, counts) => countingOf(id, counts).ended,
    known: (id) => countings.get(id)?.damaged ?? 0,
  };
}

function rowsOf({ newSessions, targets }: StoredCounts): number {
  return countAll(targets) + countAll(newSessions);
}
