import { tenantOfHandle } from '../../../identity/session-handles.ts';
import type { StoreReader } from '../../interface.ts';
import type { StoredUndecided } from '../../records.ts';
import { isOwn } from '../change/users.ts';
import type { OpenFile } from '../open-file.ts';
import { allRows } from '../rows/all-rows.ts';
import { rowIsDamaged } from '../rows/checksum.ts';
import { fieldsOfCode, role } from '../rows/codes.ts';
import { endOf, startOf, toId, toNumber } from '../rows/ids.ts';
import { isUndecidedIntact, type ReadUndecidedRow, undecidedColumns } from '../rows/undecided-row.ts';
import { readNumbers } from './counts.ts';
import { usersOf } from './pages.ts';

type Request = Omit<Parameters<StoreReader['undecided']>[0], 'id'>;

/** Sessions about which a rule is undecided. A row that is damaged says nothing but that. */
export function readUndecidedPage(
  file: OpenFile,
  rev: number,
  { limit, offset, what }: Request,
): StoredUndecided[] {
  const count = readNumbers(file, rev);
  const left = count('undecided');
  const all = left + count('undecided-included');
  const of = what === 'all' ? all : left;
  // Where none is missing and none is passed over, a row has the number of its place.
  const isPlace = of === count('last.undecided');
  const from = isPlace ? toId(rev, offset + 1) : startOf(rev);
  const skip = isPlace ? 0 : offset;
  const rows = allRows(
    file,
    `SELECT ${undecidedColumns},
       EXISTS (
         SELECT 1 FROM target AS t WHERE t.rev = w.rev AND t.handle = w.handle AND t.role = ${role.target}
       ) AS isTarget
     FROM undecided AS w WHERE w.id >= ? AND w.id <= ? AND ${what === 'all' ? 'TRUE' : 'w.included = 0'}
     ORDER BY w.id LIMIT ? OFFSET ?`,
    ...[from, endOf(rev), limit, skip],
  ) as (ReadUndecidedRow & { readonly isTarget: number })[];
  if (rows.length < Math.min(limit, of - offset)) throw rowIsDamaged();
  const users = usersOf(file, rows);
  return rows.map((row) => {
    const user = users.get(row.user);
    if (!isUndecidedIntact(row) || user === undefined) return damaged(row.id);
    return {
      id: toNumber(row.id),
      handle: row.handle,
      tenantId: tenantOfHandle(row.handle),
      userId: user.userId,
      name: user.name,
      createdAt: row.created,
      expiry: row.expiry,
      ip: row.ip,
      userAgent: row.userAgent,
      undecidedFor: fieldsOfCode(row.fields),
      own: isOwn(user),
      isTarget: row.isTarget === 1,
      damaged: false,
    };
  });
}

function damaged(id: number): StoredUndecided {
  return {
    ...{ id: toNumber(id), handle: '', tenantId: '', userId: '', name: null, createdAt: null, expiry: null },
    ...{ ip: null, userAgent: null, undecidedFor: [], own: false, isTarget: false, damaged: true },
  };
}
