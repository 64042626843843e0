import type { OpenFile } from '../files/connection.ts';
import type { StoredMatch } from '../records.ts';
import { fieldsOfFlags, role } from '../tables/codes.ts';
import { toNumber } from '../tables/rows.ts';
import { isTargetIntact } from '../tables/targets.ts';
import { isOwn, usersOf } from '../tables/users.ts';
import {
  emptySession,
  type PageRows,
  readSessionRows,
  sessionFields,
  sessionJoins,
  sessionSorts,
  sessionTexts,
} from './session-rows.ts';
import { isOwnSql, type ViewTable } from './view-table.ts';

/** Matches of a draft. A row that is damaged says nothing but that. */
export function matchesPage(file: OpenFile, rev: number, page: PageRows): StoredMatch[] {
  const rows = readSessionRows(file, rev, page, `t.role <> ${role.newSession}`, 'matches');
  const users = usersOf(file, rows);
  return rows.map((row) => {
    const user = row.user === null ? null : users.get(row.user);
    if (!isTargetIntact(row) || user === undefined) return damagedMatch(row.id);
    return {
      ...sessionFields(row, user),
      expiry: row.expiry,
      own: user !== null && isOwn(user),
      excluded: row.role === role.excluded,
      undecidedFor: fieldsOfFlags(row.flags),
    };
  });
}

function damagedMatch(id: number): StoredMatch {
  return { id: toNumber(id), ...emptySession, expiry: null, own: false, excluded: false };
}

/** How matches are found and sorted. */
export const matchesView: ViewTable = {
  table: 'source.target',
  row: 't',
  joins: sessionJoins,
  isShown: `t.role <> ${role.newSession}`,
  shows: { excluded: `t.role = ${role.excluded}`, own: isOwnSql },
  sorts: { ...sessionSorts, expiry: 't.expiry', own: isOwnSql, excluded: `t.role = ${role.excluded}` },
  texts: sessionTexts,
};
