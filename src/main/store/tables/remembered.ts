import type { OpenFile } from '../files/connection.ts';
import { checksum } from './rows.ts';
import type { UserRow } from './users.ts';

/** Rows that are compared with their checksums at a time. */
const checkedAtOnce = 5_000;

/** Whether the row of a session that a user had beside the targets is as it was written. Without one, `crc` is null. */
export function isRememberedIntact(user: number, handle: unknown, crc: unknown): boolean {
  return typeof handle === 'string' && checksum(user, handle) === crc;
}

/** Sessions that a user had beside the targets before anything was ended. Known ones stay. Returns how many were added. */
export function insertRemembered(file: OpenFile, user: number, handles: readonly string[]): number {
  const insert = file.prepare('INSERT OR IGNORE INTO remembered VALUES (?, ?, ?)');
  let added = 0;
  for (const handle of handles) added += Number(insert.run(user, handle, checksum(user, handle)).changes);
  return added;
}

/**
 * Whether everything is there that is remembered of the user, as it was written: a row whose handle or user is another one than
 * it was is missing where it belongs. Yields how many rows it compared.
 */
export function* isAllRemembered(
  file: OpenFile,
  { id, remembered }: Pick<UserRow, 'id' | 'remembered'>,
): Generator<number, boolean> {
  let compared = 0;
  for (let after = ''; ; ) {
    const rows = file
      .prepare(
        `SELECT r.handle, r.crc FROM remembered AS r WHERE r.user = ? AND r.handle > ?
         ORDER BY r.handle LIMIT ${checkedAtOnce}`,
      )
      .all(id, after);
    if (!rows.every(({ crc, handle }) => isRememberedIntact(id, handle, crc))) return false;
    compared += rows.length;
    // Where rows are not in their order, a page can begin before the end of the one before.
    if (rows.length < checkedAtOnce || compared > remembered) return compared === remembered;
    after = String(rows.at(-1)?.handle);
    yield rows.length;
  }
}

/** Removes about so many of the user. False: these were all. */
export function deleteRemembered(file: OpenFile, user: number, limit: number): boolean {
  const next = file
    .prepare('SELECT r.handle FROM remembered AS r WHERE r.user = ? ORDER BY r.handle LIMIT 1 OFFSET ?')
    .get(user, limit);
  // By the range: the key of a damaged row does not lead to it.
  if (next) {
    const some = file.prepare('DELETE FROM remembered WHERE user = ? AND handle < ?');
    if (some.run(user, next.handle ?? null).changes > 0) return true;
  }
  // Also where a damaged row is not in its order, so that the range ends before it.
  file.prepare('DELETE FROM remembered WHERE user = ?').run(user);
  return false;
}
