import type { StoreReader } from '../../interface.ts';
import { intactTenant, type TenantRow } from '../change/tenants.ts';
import type { OpenFile } from '../open-file.ts';
import { endOf, startOf } from '../rows/ids.ts';
import { toUsers, userColumns } from '../rows/user-row.ts';
import { readNumbers } from './counts.ts';

/** The largest shares of a draft, excluded sessions included. */
export function readShares(
  file: OpenFile,
  rev: number,
  { most }: { readonly most: number },
): Awaited<ReturnType<StoreReader['shares']>> {
  const tenants = readTenants(file, rev).filter(({ matches }) => matches > 0);
  const byTenant = tenants.map(({ name, matches }) => ({ name, count: matches }));
  // The largest users of a list that is being loaded are not known.
  const isCounted = readNumbers(file, rev)('users-to-count') === 0;
  const users = file
    .prepare(
      `SELECT ${userColumns} FROM user AS u WHERE u.rev = ? AND u.matches > 0 ORDER BY u.matches DESC LIMIT ?`,
    )
    .all(rev, isCounted ? most : 0);
  return {
    byTenant: byTenant.sort((a, b) => b.count - a.count).slice(0, most),
    tenants: tenants.length,
    byUser: toUsers(users).map(({ userId, name, matches }) => ({
      userId,
      name: name ?? userId,
      count: matches,
    })),
  };
}

/** All tenants that a match was ever of. */
export function readTenants(file: OpenFile, rev: number): TenantRow[] {
  return file
    .prepare('SELECT id, name, matches, excluded, crc FROM tenant WHERE id > ? AND id <= ? ORDER BY id')
    .all(startOf(rev), endOf(rev))
    .map(intactTenant);
}
