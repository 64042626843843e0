import type { OpenFile } from '../files/connection.ts';
import { isStorableId, type ScanNumber } from '../records.ts';
import { checkId, checksum } from './rows.ts';

interface ScannedUsers {
  readonly scan: ScanNumber;
  readonly userIds: readonly string[];
}

/** What the second scan visited is told by a character that no id has, so that both are in one table. */
const prefixes: Readonly<Record<ScanNumber, string>> = { first: '', second: '\0' };

/**
 * Marks ids of users as scanned. What the first scan marked is of no use to a run: an id is there once. A mark that is
 * damaged is written anew.
 */
export function insertScanned(file: OpenFile, rev: number, { scan, userIds }: ScannedUsers): void {
  for (const userId of userIds) checkId(userId);
  for (const userId of userIds) {
    if (scan === 'second') file.prepare('DELETE FROM scanned WHERE rev = ? AND user_id = ?').run(rev, userId);
    const mark = `${prefixes[scan]}${userId}`;
    file.prepare('INSERT OR REPLACE INTO scanned VALUES (?, ?, ?)').run(rev, mark, checksum(rev, mark));
  }
}

/** Which of these ids this scan has marked. A damaged mark is none: it can be that of another user, who is scanned again. */
export function readScanned(file: OpenFile, rev: number, { scan, userIds }: ScannedUsers): string[] {
  return file
    .prepare(
      `SELECT j.value AS userId, s.crc FROM json_each(?) AS j
       CROSS JOIN scanned AS s ON s.rev = ? AND s.user_id = ? || j.value`,
    )
    .all(JSON.stringify(userIds.filter(isStorableId)), rev, prefixes[scan])
    .filter(({ crc, userId }) => checksum(rev, `${prefixes[scan]}${userId}`) === crc)
    .map(({ userId }) => String(userId));
}
