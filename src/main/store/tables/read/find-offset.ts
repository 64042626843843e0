import type { OpenFile } from '../open-file.ts';
import { startOf, toId } from '../rows/ids.ts';
import { behindPlan, byState, type ReadCount, readNumbers, sumOf } from './counts.ts';

/** Where to begin to read: at this id, passing over so many rows that are shown. */
export interface Offset {
  readonly from: number;
  readonly skip: number;
  /** So many rows are shown in all. */
  readonly shown: number;
}

/** A plan has a mark at every so many of its targets; a page passes over fewer than that. */
export const pageMarkStep = 4_096;

/** Finds an offset in the order in which rows were added, without going through all rows before it where that can be. */
export function findOffset(file: OpenFile, rev: number, of: 'matches' | 'targets', offset: number): Offset {
  const count = readNumbers(file, rev);
  const targets = sumOf(byState(count, 'plan'));
  const ofPlan = of === 'matches' ? count('matches') : targets;
  const shown = of === 'matches' ? ofPlan : targets + behindPlan(count);
  // When none of them is missing, a row has the number of its place.
  if (ofPlan === lastOfPlan(count)) return { from: toId(rev, offset + 1), skip: 0, shown };
  const planEnd = count('plan-end');
  if (of === 'matches' || planEnd === 0) return { from: startOf(rev), skip: offset, shown };
  if (offset >= targets) return { from: toId(rev, planEnd + 1 + offset - targets), skip: 0, shown };
  const mark = file
    .prepare('SELECT at, id FROM page_mark WHERE rev = ? AND at <= ? ORDER BY at DESC LIMIT 1')
    .get(rev, offset);
  if (!mark) return { from: startOf(rev), skip: offset, shown };
  return { from: Number(mark.id), skip: offset - Number(mark.at), shown };
}

/** The number of the last row that is not a new session. */
function lastOfPlan(count: ReadCount): number {
  return count('plan-end') || count('last.target') - behindPlan(count);
}
