import { deleteUndecided, findUndecided } from '../rows/undecided-row.ts';
import type { Edit } from './edit.ts';

/** The rule selects this session by now: it is not undecided any more. */
export function becomeDecided({ counts, file, rev }: Edit, handle: string): void {
  if (counts.get('undecided') === 0) return;
  const row = findUndecided(file, rev, handle);
  if (!row || row.included === 1) return;
  deleteUndecided(file, row.id);
  counts.add('undecided', -1);
}
