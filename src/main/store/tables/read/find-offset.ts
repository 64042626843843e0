import type { OpenFile } from '../open-file.ts';
import { startOf, toId } from '../rows/ids.ts';
import { byState, type ReadCount, readNumbers, sumOf } from './counts.ts';

/** Where to begin to read: at this id, passing over so many rows that are shown. */
export interface Offset {
  readonly from: number;
  readonly skip: number;
}

/** A plan has a mark at every so many of its targets; a page passes over fewer than that. */
export const pageMarkStep = 4_096;

/** Finds an offset in the order in which rows were added, without going through all rows before it where that can be. */
export function findOffset(file: OpenFile, rev: number, of: 'matches' | 'targets', offset: number): Offset {
  const count = readNumbers(file, rev);
  const targets = sumOf(byState(count, 'plan'));
  const shown = of === 'matches' ? count('matches') : targets;
  // When none of them is missing, a row has the number of its place.
  if (shown === lastOfPlan(count)) return { from: toId(rev, offset + 1), skip: 0 };
  const isFrozen = count('plan-end') > 0;
  if (of === 'matches' || !isFrozen) return { from: startOf(rev), skip: offset };
  if (offset >= targets) return { from: toId(rev, count('plan-end') + 1 + offset - targets), skip: 0 };
  const mark = file
    .prepare('SELECT at, id FROM page_mark WHERE rev = ? AND at <= ? ORDER BY at DESC LIMIT 1')
    .get(rev, offset);
  if (!mark) return { from: startOf(rev), skip: offset };
  return { from: Number(mark.id), skip: offset - Number(mark.at) };
}

/** The number of the last row that is not a new session. */
function lastOfPlan(count: ReadCount): number {
  return count('plan-end') || count('last.target') - sumOf(byState(count, 'new'));
}
