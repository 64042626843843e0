import type { OpenFile } from '../files/connection.ts';
import type { UserIdentity } from '../records.ts';
import { userFlag } from './codes.ts';
import { allRows, checksum, cut, distinct, intactRows, rowIsDamaged } from './rows.ts';

/** A row of the table of users. */
export interface UserRow {
  readonly id: number;
  userId: string;
  name: string | null;
  /** See `toEmail`. */
  emails: string | null;
  /** See `toIdentities`. */
  identities: string | null;
  flags: number;
  /** Lists: the first line that selects the user as a whole. */
  line: number | null;
  /** Sessions that were selected, excluded ones included. */
  matches: number;
  /** Of these. */
  excluded: number;
  newSessions: number;
  /** Rows of `remembered`. */
  remembered: number;
}

/** As it was read: nothing of it may be believed before `isUserIntact`. */
export type ReadUserRow = UserRow & { readonly crc: number };

export const userColumns = `u.id, u.user_id AS userId, u.name, u.emails, u.identities, u.flags, u.line, u.matches, u.excluded,
  u.new_sessions AS newSessions, u.remembered, u.crc`;

const excludedFlags = userFlag.excluded | userFlag.excludedBefore | userFlag.partlyExcludedBefore;

/** Whether the user `u`, or a session of the user, was excluded, in SQL. */
export const hasExcludedSql = `(u.flags & ${excludedFlags} <> 0 OR u.excluded <> 0)`;

/** The same of a row. */
export function hasExcluded({ flags, excluded }: Pick<UserRow, 'flags' | 'excluded'>): boolean {
  return (flags & excludedFlags) !== 0 || excluded !== 0;
}

/** Whether everything of the user `u` was selected, whatever is excluded since, in SQL: the user was read with all ids. */
export const isSelectedWholeSql = `(u.flags & ${userFlag.whole | userFlag.chosen} <> 0)`;

/**
 * Whether everything of the user `u` is ordered to be ended, in SQL. Ending everything of a user of whom something is
 * excluded would end that too.
 */
export const isWholeSql = `(${isSelectedWholeSql} AND NOT ${hasExcludedSql})`;

/** The same of a row. */
export function isWholeUser(user: Pick<UserRow, 'flags' | 'excluded'>): boolean {
  return isSelectedWhole(user.flags) && !hasExcluded(user);
}

/**
 * Whether the user `u` is united with another one, in SQL: the own id leads to that one, of whom the lists have the sessions of both.
 * They were two accounts when the plan was made, and were linked since.
 */
export const isUnitedSql = `EXISTS (SELECT 1 FROM user_alias AS a
  WHERE a.rev = u.rev AND a.alias = u.user_id AND a.user <> u.id)`;

/** The same of the flags of a row. See `isSelectedWholeSql`. */
export function isSelectedWhole(flags: number): boolean {
  return (flags & (userFlag.whole | userFlag.chosen)) !== 0;
}

/** What is stored of a row, in the order of its columns, but for the revocation and the last column. Its checksum is over all of it. */
function valuesOf(row: UserRow) {
  return [
    row.id,
    row.userId,
    row.name,
    row.emails,
    row.identities,
    row.flags,
    row.line,
    row.matches,
    row.excluded,
    row.newSessions,
  ] as const;
}

/** Rows of earlier versions, which have no such column, have a right checksum with 0. */
function checksumOf(row: UserRow): number {
  return row.remembered === 0 ? checksum(...valuesOf(row)) : checksum(...valuesOf(row), row.remembered);
}

export function isUserIntact(row: ReadUserRow): boolean {
  return checksumOf(row) === row.crc;
}

/** Rows of a query that selects `userColumns`. Throws `store-damaged` when one of them is damaged. */
export function toUsers(rows: readonly unknown[]): UserRow[] {
  return intactRows(rows, isUserIntact);
}

/** Ids that are not there are left out. */
export function readUsers(file: OpenFile, ids: readonly number[]): ReadUserRow[] {
  if (ids.length === 0) return [];
  return file
    .prepare(`SELECT ${userColumns} FROM json_each(?) AS j CROSS JOIN user AS u ON u.id = j.value`)
    .all(JSON.stringify(ids)) as unknown as ReadUserRow[];
}

/**
 * The users with these ids, by any of their ids; unknown ids are left out. Throws `store-damaged` when it is not sure
 * which user has an id.
 */
export function findUserIds(file: OpenFile, rev: number, ids: readonly string[]): Map<string, number> {
  if (ids.length === 0) return new Map();
  const rows = file
    .prepare(
      `SELECT j.value AS id, a.user AS byAlias, a.crc, u.id AS byUserId FROM json_each(?2) AS j
       LEFT JOIN user_alias AS a ON a.rev = ?1 AND a.alias = j.value
       LEFT JOIN user AS u ON u.rev = ?1 AND u.user_id = j.value`,
    )
    .all(rev, JSON.stringify(ids)) as unknown as readonly FoundId[];
  const numbers = new Map<string, number>();
  for (const { id, byAlias, byUserId, crc } of rows) {
    if (byAlias !== null && checksum(rev, id, byAlias) !== crc) throw rowIsDamaged();
    const user = byAlias ?? byUserId;
    if (user !== null) numbers.set(id, user);
  }
  return numbers;
}

/** The user whose own id this is, also when the id leads to another user since the two were linked. */
export function findUserByOwnId(file: OpenFile, rev: number, userId: string): number | undefined {
  const row = file.prepare('SELECT id FROM user WHERE rev = ? AND user_id = ?').get(rev, userId);
  return row === undefined ? undefined : Number(row.id);
}

interface FoundId {
  readonly id: string;
  readonly byAlias: number | null;
  readonly crc: number | null;
  readonly byUserId: number | null;
}

export function insertUser(file: OpenFile, rev: number, row: UserRow): void {
  const [id, ...values] = valuesOf(row);
  file
    .prepare('INSERT INTO user VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(id, rev, ...values, checksumOf(row), row.remembered);
}

export function updateUser(file: OpenFile, row: UserRow): void {
  file
    .prepare(
      `UPDATE user SET name = ?, emails = ?, identities = ?, flags = ?, line = ?, matches = ?, excluded = ?, new_sessions = ?, remembered = ?, crc = ?
       WHERE id = ?`,
    )
    .run(
      row.name,
      row.emails,
      row.identities,
      row.flags,
      row.line,
      row.matches,
      row.excluded,
      row.newSessions,
      row.remembered,
      checksumOf(row),
      row.id,
    );
}

/** Writes the id; the rest, and the checksum, by `updateUser` in the same transaction. */
export function renameUser(file: OpenFile, row: UserRow): void {
  file.prepare('UPDATE user SET user_id = ? WHERE id = ?').run(row.userId, row.id);
}

export function insertAlias(file: OpenFile, rev: number, alias: string, user: number): void {
  file
    .prepare('INSERT OR REPLACE INTO user_alias VALUES (?, ?, ?, ?)')
    .run(rev, alias, user, checksum(rev, alias, user));
}

/** Stored in place of the e-mail where the name is the only one, as of most users. */
const asName = '=';

/** The column `emails`: text, none as an empty one; null while they were not read. */
export function fromEmails(name: string | null, emails: readonly string[]): string {
  const text = cut(emails.join(', '));
  return text === name ? asName : text;
}

export function toEmail({ emails, name }: Pick<UserRow, 'emails' | 'name'>): string | null {
  return emails === asName ? name : emails;
}

/** The same in SQL, of the user `u`. */
export const emailSql = `CASE u.emails WHEN '${asName}' THEN u.name ELSE u.emails END`;

/** Stored in place of one login method without an external id, as most users have. */
const plain = '=';

/** The column `identities`: JSON, `plain`, or null while they were not read. */
export function fromIdentities(userId: string, identities: readonly UserIdentity[]): string {
  const [only] = identities;
  const isPlain =
    identities.length === 1 && only?.kind === 'only' && only.id === userId && only.recipeUserId === userId;
  return isPlain ? plain : JSON.stringify(identities);
}

export function toIdentities({
  userId,
  identities,
}: Pick<UserRow, 'userId' | 'identities'>): readonly UserIdentity[] | null {
  if (identities === null) return null;
  if (identities === plain) return [{ id: userId, kind: 'only', recipeUserId: userId }];
  return JSON.parse(identities);
}

export function isOwn({ flags }: Pick<UserRow, 'flags'>): boolean {
  return (flags & userFlag.own) !== 0;
}

/** Without those that are damaged. */
export function usersOf(
  file: OpenFile,
  rows: readonly { readonly user: number | null }[],
): ReadonlyMap<number, UserRow> {
  const sql = `SELECT ${userColumns} FROM json_each(?) AS j CROSS JOIN user AS u ON u.id = j.value`;
  const users = allRows(file, sql, JSON.stringify(distinct(rows, 'user'))) as ReadUserRow[];
  return new Map(users.filter(isUserIntact).map((user) => [user.id, user]));
}
