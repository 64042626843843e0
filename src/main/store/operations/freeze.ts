import { editRevocation, thaw } from '../edits/edit.ts';
import type { OpenFile } from '../files/connection.ts';
import type { FrozenNumbers } from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import { pageMarkStep } from '../queries/session-rows.ts';
import { checkChosen } from '../tables/choices.ts';
import { lineCode, role, userFlag } from '../tables/codes.ts';
import { byState, readCounts, readNumbers, sumOf } from '../tables/counts.ts';
import { endOf, startOf, toId } from '../tables/rows.ts';
import { buildIndex } from '../tables/schema.ts';
import { readTenants } from '../tables/tenants.ts';
import { isSelectedWholeSql, isWholeSql } from '../tables/users.ts';
import { applyChangedChoices } from './apply-choices.ts';
import { excludeNewOwnUsers } from './exclude.ts';
import { settleList } from './settle-list.ts';

/** Marks that are made in one step, each over `pageMarkStep` targets. */
const marksInStep = 16;
const usersInStep = 50_000;
const maxNames = 20;

/** Makes a draft ready to be run, and counts it. */
export function* freeze(file: OpenFile, rev: number): Generator<OperationProgress, FrozenNumbers> {
  // Of a list that was not settled to its end, sessions would be ended twice, and users are not counted.
  if (readNumbers(file, rev)('unsettled') === 1) yield* settleList(file, rev);
  if (readNumbers(file, rev)('result.ambiguous') > 0)
    for (const _ of checkChosen(file, rev)) yield { done: 0, of: 1 };
  yield* applyChangedChoices(file, rev);
  yield* excludeNewOwnUsers(file, rev);
  for (const name of ['target_by_handle', 'target_by_user'] as const) {
    buildIndex(file.db, name);
    yield { done: 0, of: readNumbers(file, rev)('last.target') };
  }
  yield* markPages(file, rev);
  const numbers = yield* countUsers(file, rev);
  const count = readNumbers(file, rev);
  editRevocation(file, rev, ({ counts }) => counts.set('plan-end', count('last.target')));
  return {
    counts: readCounts(file, rev),
    targets: sumOf(byState(count, 'plan')),
    excluded: count('excluded'),
    ...numbers,
    duplicates: count('result.duplicate'),
    ambiguous: count('result.ambiguous') === 0 ? 0 : countAmbiguous(file, rev),
    byTenant: readTenants(file, rev)
      .map(({ name, matches, excluded }) => ({ name, sessions: matches - excluded }))
      .filter(({ sessions }) => sessions > 0)
      .sort((a, b) => b.sessions - a.sessions),
    names: firstNames(file, rev),
  };
}

/** Ambiguous lines without a choice. An index has the ambiguous lines alone. */
function countAmbiguous(file: OpenFile, rev: number): number {
  const row = file
    .prepare(
      `SELECT count(*) AS n FROM line AS l
       WHERE l.id > ? AND l.id <= ? AND l.result = ${lineCode.ambiguous} AND l.duplicate_of IS NULL
         AND NOT EXISTS (SELECT 1 FROM choice AS c WHERE c.rev = ? AND c.line = l.id)`,
    )
    .get(startOf(rev), endOf(rev), rev);
  return Number(row?.n);
}

/** A page at any offset begins at the mark before it. Where no row is missing, its number is enough. */
function* markPages(file: OpenFile, rev: number): Generator<OperationProgress, void> {
  const count = readNumbers(file, rev);
  const of = sumOf(byState(count, 'plan'));
  editRevocation(file, rev, thaw);
  file.prepare('DELETE FROM page_mark WHERE rev = ?').run(rev);
  yield { done: 0, of };
  if (of === count('last.target')) return;
  let id = startOf(rev);
  for (let at = 0; at < of; ) {
    for (let made = 0; made < marksInStep && at < of; made++) {
      const next = file
        .prepare(
          `SELECT id FROM target WHERE id >= ? AND id <= ? AND role = ${role.target} ORDER BY id LIMIT 1 OFFSET ?`,
        )
        .get(id, endOf(rev), at === 0 ? 0 : pageMarkStep);
      id = Number(next?.id ?? endOf(rev));
      file.prepare('INSERT INTO page_mark VALUES (?, ?, ?)').run(rev, at, id);
      at += pageMarkStep;
    }
    yield { done: Math.min(at, of), of };
  }
}

type UserNumbers = Pick<FrozenNumbers, 'own' | 'users' | 'wholeUsers' | 'ofWholeUsers' | 'ownKnown'>;

function* countUsers(file: OpenFile, rev: number): Generator<OperationProgress, UserNumbers> {
  const of = readNumbers(file, rev)('last.user');
  const sum = { own: 0, users: 0, wholeUsers: 0, ofWholeUsers: 0, ownKnown: 0 };
  for (let after = 0; after < of; after += usersInStep) {
    const row = file
      .prepare(
        `SELECT count(*) FILTER (WHERE targets > 0 OR whole) AS users, count(*) FILTER (WHERE whole) AS wholeUsers,
           total(targets) FILTER (WHERE whole) AS ofWholeUsers, total(targets) FILTER (WHERE own) AS own,
           total(targets) FILTER (WHERE selected OR own) AS ownKnown
         FROM (
           SELECT u.matches - u.excluded AS targets, ${isWholeSql} AS whole, u.flags & ${userFlag.own} <> 0 AS own,
             ${isSelectedWholeSql} AS selected
           FROM user AS u WHERE u.id > ? AND u.id <= ?
         )`,
      )
      .get(toId(rev, after), toId(rev, after + usersInStep));
    for (const name of Object.keys(sum) as (keyof UserNumbers)[]) sum[name] += Number(row?.[name] ?? 0);
    yield { done: after, of };
  }
  return sum;
}

function firstNames(file: OpenFile, rev: number): string[] {
  return file
    .prepare(
      `SELECT coalesce(u.name, u.user_id) AS name FROM user AS u
       WHERE u.id > ? AND u.id <= ? AND (u.matches > u.excluded OR ${isWholeSql}) ORDER BY u.id LIMIT ${maxNames}`,
    )
    .all(startOf(rev), endOf(rev))
    .map(({ name }) => String(name));
}
