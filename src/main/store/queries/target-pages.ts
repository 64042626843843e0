import type { TargetColumn } from '../../../contract/domain/revocation/targets.ts';
import { oauthStates, targetStates } from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { ReportTarget } from '../records.ts';
import { fieldsOfFlags, oauthStateOf, role, stateCode, stateOf, targetFlag } from '../tables/codes.ts';
import { behindPlan, byState, readNumbers, sumOf } from '../tables/counts.ts';
import { readErrors } from '../tables/errors.ts';
import { isLineIntact, type LineRow, readLinesOfPage } from '../tables/lines.ts';
import { readLoginMethods } from '../tables/login-methods.ts';
import { distinct, toNumber } from '../tables/rows.ts';
import { isTargetIntact } from '../tables/targets.ts';
import { toEmail, usersOf } from '../tables/users.ts';
import {
  emptySession,
  type PageRows,
  readSessionRows,
  sessionFields,
  sessionJoins,
  sessionSorts,
  sessionTexts,
} from './session-rows.ts';
import { nameSql, type ViewTable } from './view-table.ts';

/** Targets of the plan, then new sessions. A row that is damaged says nothing but that. */
export function targetsPage(file: OpenFile, rev: number, page: PageRows): ReportTarget[] {
  const rows = readSessionRows(file, rev, page, `t.role <> ${role.excluded}`, 'targets');
  const users = usersOf(file, rows);
  const lines = linesOf(file, rows);
  const errors = readErrors(file, distinct(rows, 'error'));
  const methods = readLoginMethods(file, rev, distinct(rows, 'loginMethod'));
  return rows.map((row) => {
    const user = row.user === null ? null : users.get(row.user);
    const line = row.line === null ? null : lines.get(row.line);
    const error = row.error === null ? null : errors.get(row.error);
    const loginMethod = row.loginMethod === null ? null : methods.get(row.loginMethod);
    const isDamaged =
      user === undefined || line === undefined || error === undefined || loginMethod === undefined;
    if (!isTargetIntact(row) || isDamaged) return damagedTarget(row.id);
    return {
      ...sessionFields(row, user),
      email: user && toEmail(user),
      loginMethod,
      state: stateOf(row.state),
      newSession: row.role === role.newSession && (row.flags & targetFlag.linked) === 0,
      linked: (row.flags & targetFlag.linked) !== 0,
      endedAt: row.endedAt,
      oauth: oauthStateOf(row.oauth),
      error,
      line: line && { number: line.number, text: line.text },
      undecidedFor: fieldsOfFlags(row.flags),
    };
  });
}

function linesOf(
  file: OpenFile,
  rows: readonly { readonly line: number | null }[],
): ReadonlyMap<number, LineRow> {
  const lines = readLinesOfPage(file, distinct(rows, 'line'));
  return new Map(lines.filter(isLineIntact).map((line) => [line.id, line]));
}

function damagedTarget(id: number): ReportTarget {
  return {
    id: toNumber(id),
    ...emptySession,
    email: null,
    loginMethod: null,
    state: 'unknown',
    newSession: false,
    linked: false,
    endedAt: null,
    oauth: 'not-asked',
    error: null,
    line: null,
  };
}

const isLinked = `t.flags & ${targetFlag.linked} <> 0`;
const state = nameSql('t.state', targetStates);
const error = '(SELECT e.code FROM source.error AS e WHERE e.id = t.error)';

/** How targets are found and sorted. */
export const targetsView: ViewTable & { readonly sorts: Readonly<Record<TargetColumn, string>> } = {
  table: 'source.target',
  row: 't',
  joins: `${sessionJoins} LEFT JOIN source.line AS l ON l.id = t.line`,
  isShown: `t.role <> ${role.excluded}`,
  shows: {
    'new-sessions': `t.role = ${role.newSession} AND NOT ${isLinked}`,
    'linked-sessions': `t.role = ${role.newSession} AND ${isLinked}`,
    ...Object.fromEntries(
      targetStates.map((name) => [name, `t.role = ${role.target} AND t.state = ${stateCode[name]}`]),
    ),
  },
  sorts: {
    ...sessionSorts,
    state: 't.state',
    newSession: `t.role = ${role.newSession}`,
    endedAt: 't.ended_at',
    // Every row of a plan has the same lifetime of access tokens.
    exposureUntil: 't.ended_at',
    oauth: 't.oauth',
    error,
    selectedBy: 'l.number',
  },
  texts: [...sessionTexts, state, nameSql('t.oauth', oauthStates), error, "'line ' || l.number", 'l.text'],
};

interface Part {
  readonly offset: number;
  readonly limit: number;
}

/** How many of these targets of a report are damaged; all of them where the part cannot be read as a whole. */
export function countDamagedTargets(file: OpenFile, rev: number, { limit, offset }: Part): number {
  try {
    const rows = targetsPage(file, rev, { type: 'offset', offset, limit });
    return rows.filter(({ damaged }) => damaged).length;
  } catch (thrown) {
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    const count = readNumbers(file, rev);
    const all = sumOf(byState(count, 'plan')) + behindPlan(count);
    return Math.max(0, Math.min(limit, all - offset));
  }
}
