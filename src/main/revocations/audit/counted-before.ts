import { everyRecord } from '../../../contract/domain/audit/log.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { StoredRun } from '../report/documents.ts';
import { countAllEnded } from '../report/report.ts';

/** Of the audit log: records of a revocation, newest first. */
export type RecordsOfEnds = Pick<AuditLog, 'page'>;

/** More records of ends than that were never behind the one that is on disk: there is one for each time that the console was killed. */
const most = 500;

/**
 * So many sessions of a revocation are in records of the audit log that say how many were ended. A console that was killed
 * between such a record and the commit behind it left a record that the facts do not know.
 */
export async function countedBefore(
  {
    counts,
    facts: { auditHead, endedAtHead },
    id,
    state,
  }: Pick<StoredRun, 'counts' | 'facts' | 'id' | 'state'>,
  log: RecordsOfEnds,
): Promise<number> {
  // An earlier version did not write it: what an earlier run ended is in the record of that run.
  if (endedAtHead === null && state === 'ended') return countAllEnded(counts);
  const filter = { ...everyRecord, revocation: id, actions: ['run.finished' as const] };
  const { rows } = await log.page({ filter, before: null, skip: 0, limit: most });
  const known = endedAtHead === null ? 0 : (auditHead?.sequence ?? 0);
  return rows.reduce((sum, row) => {
    if (row.type === 'damaged' || row.record.sequence <= known) return sum;
    return sum + Number(row.record.details.ended ?? 0);
  }, endedAtHead ?? 0);
}
