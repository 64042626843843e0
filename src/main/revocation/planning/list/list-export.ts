import type { LineVerdict, ListRow } from '../../../../contract/domain/planning.ts';
import type { ExportRow } from '../draft-work.ts';

export const listColumns = [
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

type Cells = Partial<Record<(typeof listColumns)[number], string | number>>;

const nothing: ExportRow = Object.fromEntries(listColumns.map((column) => [column, null]));

/** A line of a list in the columns of its export. */
export function toExportRow({ line, text, kind, is, excluded }: ListRow): ExportRow {
  const cells: Cells = {
    line,
    text,
    ...(kind ? { kind } : {}),
    result: is.verdict,
    ...cellsOf(is),
    excluded: excluded ? 'yes' : 'no',
  };
  return { ...nothing, ...cells };
}

function cellsOf(is: LineVerdict): Cells {
  switch (is.verdict) {
    case 'session':
      return {
        session: is.handle,
        tenant: is.tenantId,
        user: is.userId,
        created: new Date(is.createdAt).toISOString(),
        sessions: 1,
      };
    case 'user':
      return { user: is.userId, name: is.name, sessions: is.sessions };
    case 'ambiguous':
      return { user: is.chosen.join(' '), sessions: is.sessions };
    case 'duplicate':
      return { 'duplicate of line': is.line };
    case 'malformed':
      return { why: is.why };
    case 'unread':
      return { why: is.error.message };
    case 'unknown':
      return {};
  }
}
