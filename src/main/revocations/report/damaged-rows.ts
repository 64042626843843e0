import { failure } from '../../../contract/failure.ts';
import { unlessAborted } from '../../shared/retry/core-caller.ts';
import type { Store, StoredCounts } from '../../store/interface.ts';
import type { LongCall } from '../../store/long-call.ts';
import { countAll } from './report.ts';

/**
 * How many rows of targets are damaged on disk, of which nobody knows what became of the session. Only reading all of
 * them shows it, so they are counted once for each report, as long as nothing of it changes.
 */
export interface DamagedRows {
  /** Null: not known yet, because there are too many rows to read them for a screen. */
  readonly soon: (id: string, counts: StoredCounts) => Promise<number | null>;
  /** Reads all rows, a part at a time, until nobody waits for the number any more. Rejects with `aborted`. */
  readonly counted: (id: string, counts: StoredCounts, call?: LongCall) => Promise<number>;
  /** As far as they were counted since the start of the console. */
  readonly known: (id: string) => number;
  /** Whether they were counted since the start of the console. */
  readonly isKnown: (id: string) => boolean;
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
  readonly waiting: Set<LongCall>;
}

export function createDamagedRows({ read }: Pick<Store, 'read'>): DamagedRows {
  const countings = new Map<string, Counting>();

  async function readAll(id: string, of: number, waiting: ReadonlySet<LongCall>): Promise<number> {
    let damaged = 0;
    for (let done = 0; done < of; done += rowsAtATime) {
      if (waiting.size === 0) throw failure('aborted', { reason: 'export-stopped' });
      for (const { onProgress } of waiting) onProgress?.({ done, of });
      damaged += await read.damagedTargets({ id, offset: done, limit: rowsAtATime });
    }
    return damaged;
  }

  function begin(id: string, counts: StoredCounts, first: LongCall): Counting {
    const waiting = new Set([first]);
    const ended = readAll(id, rowsOf(counts), waiting);
    const counting: Counting = { commit: counts.commit, damaged: null, ended, waiting };
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

  async function counted(id: string, counts: StoredCounts, call: LongCall = {}): Promise<number> {
    const same = countings.get(id);
    const isUsable = same?.commit === counts.commit && (same.damaged !== null || same.waiting.size > 0);
    const counting = isUsable ? same : begin(id, counts, call);
    counting.waiting.add(call);
    try {
      return await (call.signal ? unlessAborted(counting.ended, call.signal) : counting.ended);
    } finally {
      counting.waiting.delete(call);
    }
  }

  return {
    soon: async (id, counts) => {
      if (rowsOf(counts) <= mostForScreen) return counted(id, counts);
      const known = countings.get(id);
      return known?.commit === counts.commit ? known.damaged : null;
    },
    counted,
    known: (id) => countings.get(id)?.damaged ?? 0,
    isKnown: (id) => typeof countings.get(id)?.damaged === 'number',
  };
}

function rowsOf({ linkedSessions, newSessions, targets }: StoredCounts): number {
  return countAll(targets) + countAll(newSessions) + countAll(linkedSessions);
}
