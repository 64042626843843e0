import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Changes a file of the store that is at rest beside the store, without its checksums. */
export function changeFile(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

/** Overwrites the beginning of the page that the target with this handle is on. */
export function damagePage(path: string, handle: string): void {
  const intact = readFileSync(path);
  // The handle is in an index, too, and can be in pages that are not in use.
  for (let at = intact.indexOf(handle); at > 0; at = intact.indexOf(handle, at + 1)) {
    const bytes = Buffer.from(intact);
    bytes.fill(0xa5, at - (at % 4_096), at - (at % 4_096) + 64);
    writeFileSync(path, bytes);
    if (!canBeRead(path)) return;
  }
  throw new Error('The target is on no page.');
}

function canBeRead(path: string): boolean {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.prepare('SELECT sum(created) FROM target NOT INDEXED').get();
    return true;
  } catch {
    return false;
  } finally {
    db.close();
  }
}
