import { lineKinds, targetStates } from '../../../contract/domain/stored-names.ts';
import type { ViewRequest } from '../interface.ts';
import { lineCode, lineExcluded, lineResults, role, stateCode, targetFlag, userFlag } from './rows/codes.ts';
import { revSql } from './rows/ids.ts';
import { emailSql } from './rows/user-row.ts';

/** How rows of one kind are found and sorted, in SQL over the database `source`. */
export interface ViewTable {
  readonly table: string;
  /** Of the row: its table has this name. */
  readonly row: string;
  readonly joins: string;
  /** Whether a row is ever shown. */
  readonly isShown: string;
  /** By the value of `show`. */
  readonly shows: Readonly<Record<string, string>>;
  /** What a column is sorted by. Named as the fields of the rows in `records.ts`. */
  readonly sorts: Readonly<Record<string, string>>;
  /** What is searched: all texts that are shown. */
  readonly texts: readonly string[];
}

const isOwn = `coalesce(u.flags & ${userFlag.own} <> 0, 0)`;
const isDuplicate = 'l.duplicate_of IS NOT NULL';
const verdict = `CASE WHEN ${isDuplicate} THEN 'duplicate' ELSE ${nameSql('l.result', lineResults)} END`;
const isOwnLine = `(NOT ${isDuplicate} AND (${isOwn} OR EXISTS (
  SELECT 1 FROM source.choice AS c JOIN source.user AS o ON o.id = c.user
  WHERE c.line = l.id AND o.flags & ${userFlag.own} <> 0)))`;
/** Nothing is selected by it: what it means is not known, or nobody chose. */
const isNotCovered = `NOT ${isDuplicate} AND (
  l.result IN (${lineCode.open}, ${lineCode.unknown}, ${lineCode.malformed}, ${lineCode.unread})
  OR l.result = ${lineCode.ambiguous} AND NOT EXISTS (
    SELECT 1 FROM source.choice AS c WHERE c.rev = ${revSql('l.id')} AND c.line = l.id))`;
const isLinked = `t.flags & ${targetFlag.linked} <> 0`;
const state = nameSql('t.state', targetStates);
const error = '(SELECT e.code FROM source.error AS e WHERE e.id = t.error)';

const lines: ViewTable = {
  table: 'source.line',
  row: 'l',
  joins: 'LEFT JOIN source.user AS u ON u.id = l.user',
  isShown: 'TRUE',
  shows: {
    open: `l.result = ${lineCode.open}`,
    duplicate: isDuplicate,
    ...Object.fromEntries(
      (['session', 'user', 'unknown', 'ambiguous', 'malformed', 'unread'] as const).map((name) => [
        name,
        `l.result = ${lineCode[name]} AND NOT ${isDuplicate}`,
      ]),
    ),
    excluded: `l.excluded <> ${lineExcluded.no}`,
    own: isOwnLine,
    'not-covered': isNotCovered,
    'to-try-again': `${isNotCovered} AND l.result <> ${lineCode.malformed}`,
  },
  sorts: {
    number: 'l.number',
    text: 'l.text',
    kind: nameSql('l.kind', lineKinds),
    verdict,
    handle: 'l.handle',
    tenantId: tenantSql('l.handle'),
    userId: 'u.user_id',
    name: 'u.name',
    createdAt: 'l.created',
    sessions: `CASE WHEN ${isDuplicate} THEN 0 WHEN l.result = ${lineCode.session} THEN 1 ELSE l.sessions END`,
    excluded: `l.excluded <> ${lineExcluded.no}`,
    own: isOwnLine,
  },
  texts: ['l.text', 'l.handle', tenantSql('l.handle'), 'u.user_id', 'u.name', 'l.reason', verdict],
};

/** "emailpassword", "thirdparty google". */
const loginMethodSql = `(SELECT trim(m.recipe || ' ' || m.third_party) FROM source.login_method AS m
  WHERE m.rev = ${revSql('t.id')} AND m.number = t.login_method)`;
const targetJoins = 'LEFT JOIN source.user AS u ON u.id = t.user';
const targetSorts = {
  handle: 't.handle',
  tenantId: tenantSql('t.handle'),
  userId: 'u.user_id',
  name: 'u.name',
  email: `nullif(${emailSql}, '')`,
  loginMethod: loginMethodSql,
  createdAt: 't.created',
  ip: 't.ip',
  userAgent: 't.user_agent',
} as const;
const targetTexts = [
  ...['t.handle', tenantSql('t.handle'), 'u.user_id', 'u.name', emailSql, loginMethodSql],
  ...['t.ip', 't.user_agent'],
];

const matches: ViewTable = {
  table: 'source.target',
  row: 't',
  joins: targetJoins,
  isShown: `t.role <> ${role.newSession}`,
  shows: { excluded: `t.role = ${role.excluded}`, own: isOwn },
  sorts: { ...targetSorts, expiry: 't.expiry', own: isOwn, excluded: `t.role = ${role.excluded}` },
  texts: targetTexts,
};

const targets: ViewTable = {
  table: 'source.target',
  row: 't',
  joins: `${targetJoins} LEFT JOIN source.line AS l ON l.id = t.line`,
  isShown: `t.role <> ${role.excluded}`,
  shows: {
    'new-sessions': `t.role = ${role.newSession} AND NOT ${isLinked}`,
    'linked-sessions': `t.role = ${role.newSession} AND ${isLinked}`,
    ...Object.fromEntries(
      targetStates.map((name) => [name, `t.role = ${role.target} AND t.state = ${stateCode[name]}`]),
    ),
  },
  sorts: {
    ...targetSorts,
    state: 't.state',
    newSession: `t.role = ${role.newSession}`,
    endedAt: 't.ended_at',
    // Every row of a plan has the same lifetime of access tokens.
    exposureUntil: 't.ended_at',
    error,
    selectedBy: 'l.number',
  },
  texts: [...targetTexts, state, error, "'line ' || l.number", 'l.text'],
};

export const viewTables: Readonly<Record<ViewRequest['of'], ViewTable>> = { lines, matches, targets };

/** The tenant that a handle names: see `handle-tenant.ts`. */
function tenantSql(handle: string): string {
  return `CASE WHEN ${handle} IS NULL THEN NULL
    WHEN instr(${handle}, '_') IN (0, length(${handle})) THEN 'public'
    ELSE substr(${handle}, instr(${handle}, '_') + 1) END`;
}

/** The name of a number in a column. */
function nameSql(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, code) => `WHEN ${code} THEN '${name}'`).join(' ')} END`;
}
