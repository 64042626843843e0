import { failure } from '../../../../contract/failure.ts';
import type { Hits } from '../hits.ts';
import type { RowSpool } from '../row-spool.ts';
import { rowFlag } from './found.ts';
import type { ScanLog } from './scan-log.ts';
import type { KeepRecord, ScanRow } from './scan-records.ts';

/** What the operator took out. Written by handle: after a restart a match can come back in another row. */
export interface Keeping {
  /** Throws `bad-input` for a row that is not there. Resolves when it is on disk. */
  readonly keep: (what: 'own' | readonly number[], excluded: boolean) => Promise<void>;
  /** A new match: it is out at once when it was taken out before, or when all of the operator's own are. */
  readonly onRow: (row: number) => void;
  /** As read from the log, after the rows. */
  readonly restore: (record: KeepRecord) => void;
}

interface KeepingParts {
  readonly hits: Hits;
  readonly log: ScanLog;
  readonly spool: RowSpool<ScanRow>;
}

export function createKeeping({ hits, log, spool }: KeepingParts): Keeping {
  /** Taken out, and not among the matches now. */
  const ahead = new Set<string>();
  let allOwn = false;

  function setKept(row: number, excluded: boolean): void {
    const flags = spool.flags(row);
    spool.setFlags(row, excluded ? flags | rowFlag.excluded : flags & ~rowFlag.excluded);
    if (hits.isKept(row) !== excluded) hits.keep(row, excluded);
  }

  function setAllOwn(excluded: boolean): void {
    allOwn = excluded;
    for (let row = 0; row < spool.size; row++) if (hits.isOwn(row)) setKept(row, excluded);
  }

  return {
    keep: async (what, excluded) => {
      if (what === 'own') {
        setAllOwn(excluded);
        return log.append({ record: 'keep', what, excluded });
      }
      if (what.some((row) => row >= spool.size)) throw failure('bad-input', 'There is no such row.');
      for (const row of what) setKept(row, excluded);
      return log.append({ record: 'keep', what: what.map((row) => hits.targets.handle(row)), excluded });
    },
    onRow: (row) => {
      if ((allOwn && hits.isOwn(row)) || ahead.delete(hits.targets.handle(row))) setKept(row, true);
    },
    restore: ({ what, excluded }) => {
      if (what === 'own') return setAllOwn(excluded);
      for (const handle of what) {
        const row = hits.targets.find(handle);
        if (row >= 0) setKept(row, excluded);
        else if (excluded) ahead.add(handle);
        else ahead.delete(handle);
      }
    },
  };
}
