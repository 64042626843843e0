import { targetStates } from '../../../../src/contract/domain/stored-names.ts';
import { groupOf } from '../../../../src/main/store/edits/edit.ts';
import type { OpenFile } from '../../../../src/main/store/files/connection.ts';
import {
  oauthStateOf,
  role,
  stateOf,
  targetFlag,
  userFlag,
} from '../../../../src/main/store/tables/codes.ts';
import { readAllCounts } from '../../../../src/main/store/tables/counts.ts';
import { readExcludedBefore } from '../../../../src/main/store/tables/excluded-before.ts';
import { kindOf, lineColumns, resultOfRow, toLines } from '../../../../src/main/store/tables/lines.ts';
import { endOf, startOf } from '../../../../src/main/store/tables/rows.ts';
import { type TargetRow, targetColumns, toTargets } from '../../../../src/main/store/tables/targets.ts';
import { readTenants } from '../../../../src/main/store/tables/tenants.ts';
import { toUndecided, undecidedColumns } from '../../../../src/main/store/tables/undecided.ts';
import {
  isSelectedWhole,
  isWholeUser,
  toUsers,
  type UserRow,
  userColumns,
} from '../../../../src/main/store/tables/users.ts';

/** All rows of a revocation; throws when one of them has a wrong checksum. */
function allRowsOf(file: OpenFile, rev: number) {
  const range = [startOf(rev), endOf(rev)] as const;
  const select = (sql: string) => file.db.prepare(`${sql} ORDER BY id`).all(...range);
  return {
    targets: toTargets(select(`SELECT ${targetColumns} FROM target AS t WHERE t.id > ? AND t.id <= ?`)),
    users: toUsers(select(`SELECT ${userColumns} FROM user AS u WHERE u.id > ? AND u.id <= ?`)),
    lines: toLines(select(`SELECT ${lineColumns} FROM line AS l WHERE l.id > ? AND l.id <= ?`)),
  };
}

/** The numbers that are stored, and the same counted from the rows. Those that are 0 are left out. */
export function storedAndCounted(file: OpenFile, rev: number) {
  const { lines, targets, users } = allRowsOf(file, rev);
  const counted = new Map<string, number>();
  const add = (name: string, by = 1) => counted.set(name, (counted.get(name) ?? 0) + by);
  const ofUser = new Map<number, UserRow>(users.map((user) => [user.id, user]));
  for (const target of targets) {
    if (target.role !== role.excluded) add(nameOf(target));
    const oauth = oauthStateOf(target.oauth);
    if (target.role !== role.excluded && oauth !== 'not-asked') add(`${groupOf(target)}.oauth.${oauth}`);
    const isSignalled =
      (target.flags & targetFlag.signalled) !== 0 && (target.flags & targetFlag.verified) !== 0;
    if (target.role !== role.excluded && isSignalled) add(`${groupOf(target)}.signalled`);
    if (target.error !== null) add(`error ${target.error}`);
    if (target.role !== role.newSession) {
      add('matches');
      add(`tenant ${target.tenant} matches`);
      if (target.role === role.excluded) {
        add('excluded');
        add(`tenant ${target.tenant} excluded`);
      }
      if (target.user === null && target.role === role.target) add('no-owner');
    }
    if (target.user === null) continue;
    if (target.role === role.newSession) add(`user ${target.user} new`);
    else {
      add(`user ${target.user} matches`);
      if (target.role === role.excluded) add(`user ${target.user} excluded`);
      if (((ofUser.get(target.user)?.flags ?? 0) & userFlag.own) !== 0) add('own');
    }
  }
  for (const { included } of undecidedRows(file, rev))
    add(included === 1 ? 'undecided-included' : 'undecided');
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows = readExcludedBefore(file, rev, { after, limit: 1_000 });
    add('excluded-before', rows.length);
    after = rows.at(-1)?.handle;
  }
  const remembered = file.db.prepare(
    'SELECT user, count(*) AS n FROM remembered WHERE user > ? AND user <= ? GROUP BY user',
  );
  for (const { n, user } of remembered.all(startOf(rev), endOf(rev))) {
    add('remembered', Number(n));
    add(`user ${user} remembered`, Number(n));
  }
  for (const user of users) {
    if (user.matches > 0 || isSelectedWhole(user.flags)) add('users');
    if (isWholeUser(user)) add('whole-users');
    if ((user.flags & userFlag.watched) !== 0) add('watched-users');
  }
  for (const line of lines) {
    add('lines');
    const result = resultOfRow(line);
    add(result === 'open' ? 'open-lines' : `result.${result}`);
    const kind = kindOf(line);
    if (kind) add(`kind.${kind}`);
  }
  return { stored: stored(file, rev, users), counted: withoutZeros(counted) };
}

function undecidedRows(file: OpenFile, rev: number) {
  const sql = `SELECT ${undecidedColumns} FROM undecided AS w WHERE w.id > ? AND w.id <= ?`;
  return toUndecided(file.db.prepare(sql).all(startOf(rev), endOf(rev)));
}

function nameOf({ flags, role: is, state }: TargetRow): string {
  const verified = (flags & targetFlag.verified) === 0 ? 'not-verified' : 'verified';
  return `${groupOf({ flags, role: is })}.${stateOf(state)}.${verified}`;
}

const countedNames = new Set([
  ...targetStates.flatMap((state) =>
    ['plan', 'new', 'linked'].flatMap((of) => [`${of}.${state}.verified`, `${of}.${state}.not-verified`]),
  ),
  ...[
    'lines',
    'open-lines',
    'matches',
    'excluded',
    'own',
    'users',
    'whole-users',
    'watched-users',
    'no-owner',
  ],
  ...['undecided', 'undecided-included', 'excluded-before', 'remembered'],
  ...['plan', 'new', 'linked'].map((of) => `${of}.signalled`),
  ...['sent', 'ended', 'unknown'].flatMap((state) =>
    ['plan', 'new', 'linked'].map((of) => `${of}.oauth.${state}`),
  ),
]);

function stored(file: OpenFile, rev: number, users: readonly UserRow[]): Record<string, number> {
  const all = new Map<string, number>();
  for (const [name, n] of readAllCounts(file, rev))
    if (countedNames.has(name) || /^(result|kind)\./.test(name)) all.set(name, n);
  for (const { id, matches, excluded, newSessions, remembered } of users) {
    all.set(`user ${id} matches`, matches);
    all.set(`user ${id} excluded`, excluded);
    all.set(`user ${id} new`, newSessions);
    all.set(`user ${id} remembered`, remembered);
  }
  for (const { id, matches, excluded } of readTenants(file, rev)) {
    all.set(`tenant ${id} matches`, matches);
    all.set(`tenant ${id} excluded`, excluded);
  }
  const errors = file.db
    .prepare('SELECT id, targets FROM error WHERE id > ? AND id <= ?')
    .all(startOf(rev), endOf(rev));
  for (const { id, targets } of errors) all.set(`error ${id}`, Number(targets));
  return withoutZeros(all);
}

function withoutZeros(numbers: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...numbers].filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}
