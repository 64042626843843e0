import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { canonicalJson } from '../../shared/audit/chain.ts';
import type { ExportRow } from '../../shared/export/csv.ts';

/** Columns of records in a table. */
export const recordColumns = [
  'sequence',
  'time',
  'elapsed_ms',
  'action',
  'outcome',
  'operator',
  'account',
  'host',
  'connection',
  'connection_id',
  'environment',
  'address',
  'core',
  'user',
  'session',
  'revocation',
  'reason',
  'ticket',
  'details',
  'correlation',
  'version',
  'previous',
  'hash',
] as const;

/** A record in a row. What an action has of its own is JSON in one cell. */
export function toRecordRow(record: AuditRecord): ExportRow {
  const { connection, operator } = record;
  const values: Record<(typeof recordColumns)[number], string | number | null> = {
    sequence: record.sequence,
    time: record.time,
    elapsed_ms: record.elapsedMs,
    action: record.action,
    outcome: record.outcome,
    operator: operator.name,
    account: operator.account,
    host: operator.host,
    connection: connection?.name ?? null,
    connection_id: connection?.id ?? null,
    environment: connection?.environment ?? null,
    address: connection?.address ?? null,
    core: connection?.core ?? null,
    user: record.user,
    session: record.session,
    revocation: record.revocation,
    reason: record.reason,
    ticket: record.ticket,
    details: canonicalJson(record.details),
    correlation: record.correlation,
    version: record.version,
    previous: record.previous,
    hash: record.hash,
  };
  return values;
}
