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
  return { row: id - 1, excluded, line: number, text, kind, is: verdictOf(line) };
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
  if (line.damaged) return { verdict: 'damaged' };
  switch (line.verdict) {
    case 'session':
      if (handle === null || tenantId === null || userId === null || createdAt === null) break;
      return { verdict: 'session', handle, tenantId, userId, createdAt };
    case 'user':
      if (userId === null) break;
      return { verdict: 'user', userId, name: name ?? userId, sessions };
    case 'duplicate':
      if (duplicateOf === null) break;
      return { verdict: 'duplicate', row: duplicateOf.id - 1, line: duplicateOf.number };
    case 'ambiguous':
      return { verdict: 'ambiguous', candidates: candidates.map(copy), chosen: [...chosen], sessions };
    case 'malformed':
      return { verdict: 'malformed', reason: reasonFromText(reason ?? '') };
    case 'unread':
      if (error === null) break;
      return { verdict: 'unread', error };
    case 'unknown':
    case 'open':
      return { verdict: line.verdict };
  }
  // A row without what it must have is none that the store wrote.
  return { verdict: 'damaged' };
}

function copy<T>(value: T): T {
  return { ...value };
}

function toExportRow(line: StoredLine): ExportRow {
  const { excluded, kind, line: number, text, is } = toListRow(line);
  const cells: Cells = {
    line: number,
    text,
    ...(kind ? { kind } : {}),
    result: is.verdict,
    ...cellsOf(is),
    excluded: excluded ? 'yes' : 'no',
  };
  return { ...nothing, ...cells };
}

const nothing: ExportRow = Object.fromEntries(exportColumns.map((column) => [column, null]));

function cellsOf(is: LineVerdict): Cells {
  switch (is.verdict) {
    case 'session':
      return {
        session: is.handle,
        tenant: is.tenantId,
        user: is.userId,
        created: toIsoTime(is.createdAt),
        sessions: 1,
      };
    case 'user':
      return { user: is.userId, name: is.name, sessions: is.sessions };
    case 'ambiguous':
      return { user: is.chosen.join(' '), sessions: is.sessions };
    case 'duplicate':
      return { 'duplicate of line': is.line };
    case 'malformed':
      return { why: reasonToText(is.reason) };
    case 'unread':
      return { why: is.error.reason ?? is.error.code };
    case 'unknown':
    case 'open':
    case 'damaged':
      return {};
  }
}
