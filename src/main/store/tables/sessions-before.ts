import type { OpenFile } from '../files/connection.ts';
import type { SessionBefore, TargetId } from '../records.ts';
import { checksum, toId, toNumber } from './rows.ts';

/** Known ones stay: what a session was like before is read once. */
export function insertSessionsBefore(
  file: OpenFile,
  rev: number,
  sessions: readonly { readonly target: TargetId; readonly json: string }[],
): void {
  const insert = file.prepare('INSERT OR IGNORE INTO session_before VALUES (?, ?, ?)');
  for (const { json, target } of sessions) {
    const id = toId(rev, target);
    insert.run(id, json, checksum(id, json));
  }
}

interface ReadRow {
  readonly id: number;
  readonly json: string;
  readonly crc: number;
}

/** Of these targets, as far as they were read before they were ended. */
export function readSessionsBefore(
  file: OpenFile,
  rev: number,
  { targets }: { readonly targets: readonly TargetId[] },
): SessionBefore[] {
  const ids = JSON.stringify(targets.map((target) => toId(rev, target)));
  const rows = file
    .prepare(
      `SELECT b.id, b.json, b.crc FROM json_each(?) AS j CROSS JOIN session_before AS b ON b.id = j.value`,
    )
    .all(ids) as unknown as readonly ReadRow[];
  return rows.map(({ crc, id, json }) => ({
    target: toNumber(id),
    json: checksum(id, json) === crc ? json : null,
  }));
}
