import { type AuditFilter, type AuditRow, everyRecord } from '../../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { call } from '../ipc-client.ts';

/** The newest row of the audit log that passes; undefined: none does. */
export async function readNewest(
  filter: Partial<AuditFilter>,
  signal: AbortSignal,
): Promise<AuditRow | undefined> {
  const request = { filter: { ...everyRecord, ...filter }, before: null, limit: 1 };
  return (await call('audit.page', request, signal)).rows[0];
}

/** A damaged row says nothing. */
export function recordIn(row: AuditRow | undefined): AuditRecord | null {
  return row?.type === 'record' ? row.record : null;
}
