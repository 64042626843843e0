import type { OperationProgress, StoredCounts } from '../../interface.ts';
import { edit, thaw } from '../change/edit.ts';
import type { OpenFile } from '../open-file.ts';
import { readCounts, readNumbers } from '../read/counts.ts';
import { buildIndex } from '../schema.ts';
import { applyChoices } from './apply-choices.ts';
import { countUsers } from './count-users.ts';
import { excludeNewOwnUsers } from './exclude-users.ts';
import { findFirstLines, settleLines } from './settle-lines.ts';
import { removeDuplicates } from './take-out-duplicates.ts';

/**
 * Removes what lines of a list select more than once: the earliest line keeps a session or a user. Each step leaves
 * what the steps before it did, and does nothing where nothing is left to do: ended in the middle, it is begun again.
 */
export function* settleList(file: OpenFile, rev: number): Generator<OperationProgress, StoredCounts> {
  const count = readNumbers(file, rev);
  const of = count('last.target') + 2 * count('last.line');
  edit(file, rev, thaw);
  buildIndex(file.db, 'target_by_handle');
  yield { done: 0, of };
  for (const _ of findFirstLines(file, rev)) yield { done: 0, of };
  for (const done of removeDuplicates(file, rev)) yield { done, of };
  for (const _ of countUsers(file, rev)) yield { done: count('last.target'), of };
  buildIndex(file.db, 'target_by_line');
  yield { done: count('last.target'), of };
  for (const done of settleLines(file, rev)) yield { done: count('last.target') + done, of };
  for (const _ of applyChoices(file, rev)) yield { done: of, of };
  for (const _ of excludeNewOwnUsers(file, rev)) yield { done: of, of };
  edit(file, rev, ({ counts }) => counts.set('unsettled', 0));
  return readCounts(file, rev);
}
