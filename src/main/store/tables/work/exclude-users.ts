import { mostRows } from '../../changes.ts';
import type { OperationProgress } from '../../interface.ts';
import { setFlag } from '../change/change-users.ts';
import { edit } from '../change/edit.ts';
import { setExcluded, setUsersExcluded } from '../change/exclude-rows.ts';
import type { OpenFile } from '../open-file.ts';
import { readNumbers } from '../read/counts.ts';
import { role, userFlag } from '../rows/codes.ts';
import { toId, toNumber } from '../rows/ids.ts';
import { targetColumns, toTargets } from '../rows/target-row.ts';

/** So many rows are looked at in one step where few of them change. */
const mostLookedAt = 50_000;

/** Takes everything of the users with this flag out of the plan, or in again. Such users are few. */
export function* excludeUsersWith(
  file: OpenFile,
  rev: number,
  flag: number,
  excluded: boolean,
): Generator<OperationProgress, void> {
  const count = readNumbers(file, rev);
  const of = count('last.target');
  for (let after = 0; after < count('last.user'); after += mostLookedAt) {
    const ids = file
      .prepare('SELECT id FROM user WHERE id > ? AND id <= ? AND flags & ? <> 0')
      .all(toId(rev, after), toId(rev, after + mostLookedAt), flag)
      .map(({ id }) => Number(id));
    edit(file, rev, (open) => setUsersExcluded(open, ids, excluded));
    yield { done: 0, of };
  }
  const from = excluded ? role.target : role.excluded;
  let after = 0;
  while (after < of) {
    const to = Math.min(after + mostLookedAt, of);
    const rows = toTargets(
      file
        .prepare(
          `SELECT ${targetColumns} FROM target AS t CROSS JOIN user AS u ON u.id = t.user
           WHERE t.id > ? AND t.id <= ? AND t.role = ? AND u.flags & ? <> 0 ORDER BY t.id LIMIT ${mostRows / 2}`,
        )
        .all(toId(rev, after), toId(rev, to), from, flag),
    );
    if (rows.length > 0) edit(file, rev, (open) => setExcluded(open, rows, excluded));
    const last = rows.at(-1);
    after = rows.length === mostRows / 2 && last ? toNumber(last.id) : to;
    yield { done: after, of };
  }
}

/** Users who became the operator's own while everything of those is excluded. */
export function* excludeNewOwnUsers(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  if (readNumbers(file, rev)('users-to-exclude') === 0) return;
  yield* excludeUsersWith(file, rev, userFlag.toExclude, true);
  const ids = file
    .prepare('SELECT id FROM user WHERE id > ? AND id <= ? AND flags & ? <> 0')
    .all(toId(rev, 0), toId(rev + 1, 0), userFlag.toExclude)
    .map(({ id }) => Number(id));
  edit(file, rev, (open) => {
    open.users.loadNumbers(ids);
    for (const id of ids) setFlag(open, open.users.get(id), userFlag.toExclude, false);
    open.counts.set('users-to-exclude', 0);
  });
}
