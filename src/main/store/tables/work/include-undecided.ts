import { mostRows } from '../../changes.ts';
import type { OperationProgress } from '../../interface.ts';
import { edit } from '../change/edit.ts';
import { setIncluded } from '../change/undecided.ts';
import type { OpenFile } from '../open-file.ts';
import { readNumbers } from '../read/counts.ts';
import { userFlag } from '../rows/codes.ts';
import { endOf, startOf, toId } from '../rows/ids.ts';
import { toUndecided, undecidedColumns } from '../rows/undecided-row.ts';
import { findUserIds } from '../rows/user-row.ts';

/** Each has a row of its own and one of a target. */
const undecidedInStep = mostRows / 2;

export type UndecidedSessions =
  | { readonly type: 'undecided' }
  | { readonly type: 'undecided-of-user'; readonly userId: string }
  | { readonly type: 'undecided-rows'; readonly rows: readonly number[] };

/** Includes sessions about which a rule is undecided, or excludes them again. Repeatable. */
export function* includeUndecided(
  file: OpenFile,
  rev: number,
  what: UndecidedSessions,
  included: boolean,
): Generator<OperationProgress, void> {
  const of = readNumbers(file, rev)('last.undecided');
  const { where, value } = conditionOf(file, rev, what, included);
  for (let after = startOf(rev); ; ) {
    const rows = toUndecided(
      file
        .prepare(
          `SELECT ${undecidedColumns} FROM undecided AS w
           WHERE w.id > ?1 AND w.id <= ?2 AND ${where} AND ?3 IS NOT NULL ORDER BY w.id LIMIT ${undecidedInStep}`,
        )
        .all(after, endOf(rev), value),
    );
    const last = rows.at(-1);
    if (!last) return;
    edit(file, rev, (open) => setIncluded(open, rows, included));
    after = last.id;
    yield { done: after - startOf(rev), of };
  }
}

/** `value` is `?3`. */
function conditionOf(
  file: OpenFile,
  rev: number,
  what: UndecidedSessions,
  included: boolean,
): { readonly where: string; readonly value: string | number } {
  switch (what.type) {
    case 'undecided': {
      const withoutOwn = included && readNumbers(file, rev)('own-excluded') === 1;
      return { where: withoutOwn ? `NOT ${isOwnSql}` : 'TRUE', value: 0 };
    }
    case 'undecided-of-user':
      return { where: 'w.user = ?3', value: findUserIds(file, rev, [what.userId]).get(what.userId) ?? 0 };
    case 'undecided-rows':
      return {
        where: 'w.id IN (SELECT value FROM json_each(?3))',
        value: JSON.stringify(what.rows.map((row) => toId(rev, row))),
      };
  }
}

const isOwnSql = `EXISTS (SELECT 1 FROM user AS u WHERE u.id = w.user AND u.flags & ${userFlag.own} <> 0)`;
