import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type { ShownTargets } from '../../contract/domain/revocation.ts';
import { writeExport } from './export/write-export.ts';
import type { ExportRow } from './planning/draft-work.ts';
import type { RevocationRecord } from './record.ts';
import { toTargetRow } from './report.ts';
import { isShown } from './target-pages.ts';

const columns = [
  'handle',
  'state',
  'tenant',
  'user',
  'created',
  'revoked_at',
  'exposure_until',
  'newSession',
  'error_code',
  'error',
] as const;

const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };
/** So many rows are made between two looks at whoever else waits. */
const rowsInARow = 2_000;

/**
 * Writes the targets of a revocation into a file that the operator chooses; null when none is chosen. Times are in UTC,
 * ISO 8601. Rejects with a `Failure`, and leaves nothing half-written.
 */
export async function exportTargets(
  record: RevocationRecord,
  { format, show }: { readonly show: ShownTargets; readonly format: ExportFormat },
  saveFile: (defaultName: string) => Promise<string | null>,
  signal: AbortSignal,
): Promise<Exported> {
  const id = record.plan.plan.id.slice(0, 8);
  const path = await saveFile(`revocation-${id}${show === 'all' ? '' : `-${show}`}.${endings[format]}`);
  if (path === null) return null;
  return writeExport({ path, format, columns, rows: rowsOf(record, show), signal });
}

async function* rowsOf(record: RevocationRecord, show: ShownTargets): AsyncGenerator<ExportRow> {
  for (let index = 0; index < record.ledger.size; index++) {
    if (index % rowsInARow === rowsInARow - 1) await nextTurn();
    if (isShown(record, index, show)) yield rowOf(record, index);
  }
}

function rowOf(record: RevocationRecord, index: number): ExportRow {
  const row = toTargetRow(record, index);
  return {
    handle: row.handle,
    state: row.state,
    tenant: row.tenantId,
    user: row.userId,
    created: time(row.createdAt),
    revoked_at: time(row.endedAt),
    exposure_until: time(row.exposureUntil),
    newSession: row.newSession ? 'yes' : 'no',
    error_code: row.error?.code ?? null,
    error: row.error?.message ?? null,
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
