import { storeFailure } from '../../files/store-failure.ts';
import type { OpenFile } from '../open-file.ts';
import { byState, readNumbers, sumOf } from './counts.ts';
import { targetsPage } from './pages.ts';

interface Part {
  readonly offset: number;
  readonly limit: number;
}

/** How many of these targets of a report are damaged; all of them where the part cannot be read as a whole. */
export function countDamagedTargets(file: OpenFile, rev: number, { limit, offset }: Part): number {
  try {
    const rows = targetsPage(file, rev, { type: 'offset', offset, limit });
    return rows.filter(({ damaged }) => damaged).length;
  } catch (thrown) {
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    const count = readNumbers(file, rev);
    const all = sumOf(byState(count, 'plan')) + sumOf(byState(count, 'new'));
    return Math.max(0, Math.min(limit, all - offset));
  }
}
