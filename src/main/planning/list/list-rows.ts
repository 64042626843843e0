import type { LineVerdict, ListRow } from '../../../contract/domain/planning.ts';
import { verdicts } from '../../../contract/domain/stored-names.ts';
import { type ExportRow, toIsoTime } from '../../shared/write-export.ts';
import type { StoreReader } from '../../store/interface.ts';
import type { StoredLine } from '../../store/records.ts';
import { reasonFromText, reasonToText } from '../../store/source-lines.ts';
import type { PreviewRows } from '../draft/draft.ts';

const exportColumns = [
  'line',
  'text',
  'kind',
  'result',
  'session',
  'tenant',
  'user',
  'name',
  'created',
  'sessions',
  'duplicate of line',
  'why',
  'excluded',
] as const;

type Cells = Partial<Record<(typeof exportColumns)[number], string | number | null>>;

/** The lines of a list, in the order of the list. */
export function createListRows(read: Pick<StoreReader, 'lines'>): PreviewRows<StoredLine> {
  return {
    of: 'lines',
    shown: [...verdicts, 'excluded', 'own'],
    read: (request) => read.lines(request),
    toPage: (total, rows) => ({ of: 'list', total, rows: rows.map(toListRow) }),
    exportColumns,
    toExportRow,
  };
}

function toListRow(line: StoredLine): ListRow {
  const { excluded, id, kind, number, text } = line;
  return { row: id - 1, excluded, line: number, text, kind, verdict: verdictOf(line) };
}

function verdictOf(line: StoredLine): LineVerdict {
  const {
    candidates,
    chosen,
    createdAt,
    duplicateOf,
    error,
    handle,
    name,
    reason,
    sessions,
    tenantId,
    userId,
  } = line;
  if (line.damaged) return { type: 'damaged' };
  switch (line.verdict) {
    case 'session':
      if (handle === null || tenantId === null || userId === null || createdAt === null) break;
      return { type: 'session', handle, tenantId, userId, createdAt };
    case 'user':
      if (userId === null) break;
      return { type: 'user', userId, name: name ?? userId, sessions };
    case 'duplicate':
      if (duplicateOf === null) break;
      return { type: 'duplicate', row: duplicateOf.id - 1, line: duplicateOf.number };
    case 'ambiguous':
      return { type: 'ambiguous', candidates: candidates.map(copy), chosen: [...chosen], sessions };
    case 'malformed':
      return { type: 'malformed', reason: reasonFromText(reason ?? '') };
    case 'unread':
      if (error === null) break;
      return { type: 'unread', error };
    case 'unknown':
    case 'open':
      return { type: line.verdict };
  }
  // A row without what it must have is none that the store wrote.
  return { type: 'damaged' };
}

function copy<T>(value: T): T {
  return { ...value };
}

function toExportRow(line: StoredLine): ExportRow {
  const { excluded, kind, line: number, text, verdict } = toListRow(line);
  const cells: Cells = {
    line: number,
    text,
    ...(kind ? { kind } : {}),
    result: verdict.type,
    ...cellsOf(verdict),
    excluded: excluded ? 'yes' : 'no',
  };
  return { ...nothing, ...cells };
}

const nothing: ExportRow = Object.fromEntries(exportColumns.map((column) => [column, null]));

function cellsOf(verdict: LineVerdict): Cells {
  switch (verdict.type) {
    case 'session':
      return {
        session: verdict.handle,
        tenant: verdict.tenantId,
        user: verdict.userId,
        created: toIsoTime(verdict.createdAt),
        sessions: 1,
      };
    case 'user':
      return { user: verdict.userId, name: verdict.name, sessions: verdict.sessions };
    case 'ambiguous':
      return { user: verdict.chosen.join(' '), sessions: verdict.sessions };
    case 'duplicate':
      return { 'duplicate of line': verdict.line };
    case 'malformed':
      return { why: reasonToText(verdict.reason) };
    case 'unread':
      return { why: verdict.error.reason ?? verdict.error.code };
    case 'unknown':
    case 'open':
    case 'damaged':
      return {};
  }
}
