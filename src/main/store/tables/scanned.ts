import type { OpenFile } from '../files/connection.ts';
import { isStorableId, type ScanNumber } from '../records.ts';
import { checkId } from './rows.ts';

interface ScannedUsers {
  readonly scan: ScanNumber;
  readonly userIds: readonly string[];
}

/** What the second scan visited is told by a character that no id has, so that both are in one table. */
const prefixes: Readonly<Record<ScanNumber, string>> = { first: '', second: '\0' };

/** Marks ids of users as scanned. What the first scan marked is of no use to a run: an id is there once. */
export function insertScanned(file: OpenFile, rev: number, { scan, userIds }: ScannedUsers): void {
  for (const userId of userIds) checkId(userId);
  for (const userId of userIds) {
    if (scan === 'second') file.prepare('DELETE FROM scanned WHERE rev = ? AND user_id = ?').run(rev, userId);
    file.prepare('INSERT OR IGNORE INTO scanned VALUES (?, ?)').run(rev, `${prefixes[scan]}${userId}`);
  }
}

/** Which of these ids this scan has marked. */
export function readScanned(file: OpenFile, rev: number, { scan, userIds }: ScannedUsers): string[] {
  return file
    .prepare(
      `SELECT j.value AS userId FROM json_each(?) AS j
       CROSS JOIN scanned AS s ON s.rev = ? AND s.user_id = ? || j.value`,
    )
    .all(JSON.stringify(userIds.filter(isStorableId)), rev, prefixes[scan])
    .map(({ userId }) => String(userId));
}
