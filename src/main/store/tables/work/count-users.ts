import { edit } from '../change/edit.ts';
import type { OpenFile } from '../open-file.ts';
import { readNumbers } from '../read/counts.ts';
import { buildIndex } from '../schema.ts';
import { inSteps } from './steps.ts';

/** Counts the sessions of users where loading a list left that to this. Repeatable. */
export function* countUsers(file: OpenFile, rev: number): Generator<number, void> {
  const count = readNumbers(file, rev);
  if (count('users-to-count') === 0) return;
  buildIndex(file.db, 'target_by_user');
  yield 0;
  const sql = `SELECT at, matches FROM (
      SELECT u.id AS at, u.matches AS before, (SELECT count(*) FROM target AS t WHERE t.user = u.id) AS matches
      FROM user AS u WHERE u.id > ?1 AND u.id <= ?2
    ) WHERE matches <> before ORDER BY at LIMIT ?3`;
  yield* inSteps<{ readonly at: number; readonly matches: number }>(
    { file, rev, last: count('last.user'), sql },
    (rows) =>
      edit(file, rev, ({ users }) => {
        users.loadNumbers(rows.map(({ at }) => at));
        for (const { at, matches } of rows) users.edit(users.get(at)).matches = matches;
      }),
  );
  edit(file, rev, ({ counts }) => counts.set('users-to-count', 0));
}
