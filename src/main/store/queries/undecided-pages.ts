import type { OpenFile } from '../files/connection.ts';
import type { StoreReader } from '../interface.ts';
import type { StoredUndecided } from '../records.ts';
import { fieldsOfCode, role } from '../tables/codes.ts';
import { readNumbers } from '../tables/counts.ts';
import { allRows, endOf, rowIsDamaged, startOf, toId, toNumber } from '../tables/rows.ts';
import { isUndecidedIntact, type ReadUndecidedRow, undecidedColumns } from '../tables/undecided.ts';
import { emailSql, isOwn, usersOf } from '../tables/users.ts';
import { emptySession, type PageRows, sessionFields } from './session-rows.ts';
import { addressKeySql, tenantSql, type ViewTable } from './view-table.ts';

type UndecidedRequest = Omit<Parameters<StoreReader['undecided']>[0], 'id'>;

/** Sessions about which a rule is undecided. A row that is damaged says nothing but that. */
export function readUndecidedPage(
  file: OpenFile,
  rev: number,
  { limit, offset, which }: UndecidedRequest,
): StoredUndecided[] {
  const count = readNumbers(file, rev);
  const notIncluded = count('undecided');
  const all = notIncluded + count('undecided-included');
  const of = which === 'all' ? all : notIncluded;
  // Where none is missing and none is passed over, the number of a row is its position.
  const isPosition = of === count('last.undecided');
  const from = isPosition ? toId(rev, offset + 1) : startOf(rev);
  const skip = isPosition ? 0 : offset;
  const rows = allRows(
    file,
    `SELECT ${undecidedRowColumns} FROM undecided AS w
     WHERE w.id >= ? AND w.id <= ? AND ${which === 'all' ? 'TRUE' : 'w.included = 0'}
     ORDER BY w.id LIMIT ? OFFSET ?`,
    ...[from, endOf(rev), limit, skip],
  ) as UndecidedPageRow[];
  if (rows.length < Math.min(limit, of - offset)) throw rowIsDamaged();
  return toStoredUndecided(file, rows);
}

/** The same in pages, in their own order or in the order of a view. */
export function undecidedRowsPage(file: OpenFile, rev: number, page: PageRows): StoredUndecided[] {
  if (page.type === 'offset') return readUndecidedPage(file, rev, { ...page, which: 'all' });
  const ids = page.ids.map((number) => toId(rev, number));
  const sql = `SELECT ${undecidedRowColumns} FROM json_each(?) AS j CROSS JOIN undecided AS w ON w.id = j.value`;
  return toStoredUndecided(file, allRows(file, sql, JSON.stringify(ids)) as UndecidedPageRow[]);
}

type UndecidedPageRow = ReadUndecidedRow & { readonly isTarget: number };

const undecidedRowColumns = `${undecidedColumns}, EXISTS (
  SELECT 1 FROM target AS t WHERE t.rev = w.rev AND t.handle = w.handle AND t.role = ${role.target}) AS isTarget`;

function toStoredUndecided(file: OpenFile, rows: readonly UndecidedPageRow[]): StoredUndecided[] {
  const users = usersOf(file, rows);
  return rows.map((row) => {
    const user = users.get(row.user);
    if (!isUndecidedIntact(row) || user === undefined) return damagedUndecided(row.id);
    return {
      ...sessionFields(row, user),
      userId: user.userId,
      expiry: row.expiry,
      undecidedFor: fieldsOfCode(row.fields),
      own: isOwn(user),
      isTarget: row.isTarget === 1,
    };
  });
}

function damagedUndecided(id: number): StoredUndecided {
  return { id: toNumber(id), ...emptySession, userId: '', expiry: null, own: false, isTarget: false };
}

/** How they are found and sorted. */
export const undecidedView: ViewTable = {
  table: 'source.undecided',
  row: 'w',
  joins: 'LEFT JOIN source.user AS u ON u.id = w.user',
  isShown: 'TRUE',
  shows: {},
  sorts: {
    handle: 'w.handle',
    tenantId: tenantSql('w.handle'),
    userId: 'u.user_id',
    name: 'u.name',
    createdAt: 'w.created',
    expiry: 'w.expiry',
    ip: addressKeySql('w.ip'),
    userAgent: 'w.user_agent',
  },
  texts: ['w.handle', tenantSql('w.handle'), 'u.user_id', 'u.name', emailSql, 'w.ip', 'w.user_agent'],
};
