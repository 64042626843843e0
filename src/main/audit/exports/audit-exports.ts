import { randomUUID } from 'node:crypto';
import type { StreamContext } from '../../../contract/channels/contract.ts';
import type { AuditExportFormat, AuditExportRequest } from '../../../contract/domain/audit/export.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { Exported, ExportItem, ExportProgress } from '../../../contract/domain/rows.ts';
import { visibleJson } from '../../../contract/domain/text/visible-text.ts';
import { canonicalJson } from '../../shared/audit/chain.ts';
import { createProgressReporter } from '../../shared/changes.ts';
import { csvBeginning, csvRecord, type ExportRow } from '../../shared/export/csv.ts';
import { type Written, writeText } from '../../shared/export/write-export.ts';
import type { AuditLog } from '../audit-log.ts';
import { toEcs } from './ecs.ts';
import { type LogSnapshot, takeSnapshot } from './log-file.ts';
import { toOcsf } from './ocsf.ts';

const endings: Readonly<Record<AuditExportFormat, string>> = {
  'json-lines': 'jsonl',
  csv: 'csv',
  ocsf: 'ocsf.jsonl',
  ecs: 'ecs.jsonl',
};

type Pages = AsyncIterable<readonly AuditRecord[]>;
export type ExportAudit = (
  request: AuditExportRequest,
  context: Pick<StreamContext<ExportItem>, 'emit' | 'signal'>,
) => Promise<void>;

/** Writes records into a file that the operator chooses. The log has a record of it before the file has its name. */
export function createAuditExport(
  log: AuditLog,
  /** Null: the operator chose none. */
  saveFile: (defaultName: string) => Promise<string | null>,
): ExportAudit {
  return async ({ filter, format }, { emit, signal }) => {
    const day = new Date().toISOString().slice(0, 10);
    const path = await saveFile(`audit-log-${day}.${endings[format]}`);
    if (path === null) {
      await emit([{ type: 'done', exported: null }]);
      return;
    }
    const progress = createProgressReporter((item: ExportProgress) => emit([item]));
    const snapshot = await takeSnapshot(log, filter, signal);
    let rows = 0;
    const counted = counting(snapshot, (count, done, of) => {
      rows += count;
      progress({ type: 'progress', step: 'writing', done, of });
    });
    const text = textOf(format, { ...snapshot, records: counted });
    const onWritten = async ({ bytes, sha256 }: Written) => {
      const details = { of: 'audit-log', format, rows, bytes, sha256 };
      await log.record({
        action: 'export.written',
        outcome: 'done',
        details: { ...details, head: snapshot.head.hash },
        correlation: randomUUID(),
      });
    };
    const { bytes } = await writeText({ path, text, onWritten, signal });
    const exported: Exported = { path, rows, bytes };
    await emit([{ type: 'done', exported }]);
  };
}

/** The records on their way, told how many, and how far into the log they are. */
async function* counting(
  { from, head, records }: LogSnapshot,
  tell: (count: number, done: number, of: number) => void,
): AsyncGenerator<readonly AuditRecord[], void, undefined> {
  const of = head.sequence - from + 1;
  for await (const page of records) {
    tell(page.length, (page.at(-1)?.sequence ?? from) - from + 1, of);
    yield page;
  }
}

function textOf(format: AuditExportFormat, snapshot: LogSnapshot): AsyncIterable<string> {
  switch (format) {
    case 'json-lines':
      return snapshot.toFile(snapshot.records);
    case 'csv':
      return csvOf(snapshot.records);
    case 'ocsf':
      return linesOf(snapshot.records, toOcsf);
    case 'ecs':
      return linesOf(snapshot.records, toEcs);
  }
}

async function* csvOf(pages: Pages): AsyncGenerator<string> {
  yield csvBeginning(recordColumns);
  for await (const page of pages)
    yield page.map((record) => csvRecord(recordColumns, toRecordRow(record))).join('');
}

async function* linesOf(pages: Pages, toEvent: (record: AuditRecord) => unknown): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((record) => `${visibleJson(toEvent(record))}\n`).join('');
}

/** Columns of records in a table. */
const recordColumns = [
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
function toRecordRow(record: AuditRecord): ExportRow {
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
