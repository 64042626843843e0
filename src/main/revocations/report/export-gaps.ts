import type { Gap } from '../../../contract/domain/coverage.ts';
import type { GapRow } from '../../../contract/domain/revocation/gap-rows.ts';
import type { ExportRow } from '../../shared/export/csv.ts';

/** `gap` is a name of the head's `coverage`. Those of lines come first, then those of users and sessions. */
export const gapColumns = [
  'gap',
  'line',
  'line_text',
  'matching_users',
  'malformed',
  'user',
  'name',
  'handle',
  'ip',
  'undecided_for',
  'error_code',
  'error_reason',
  'damaged',
] as const;

/** What is not covered as a file has it. */
export async function* exportGapRows(rows: AsyncIterable<GapRow>): AsyncGenerator<ExportRow> {
  for await (const row of rows) yield toGapExportRow(row);
}

/** Of a damaged row only that it is damaged. A user without a handle: all of the user's sessions. */
function toGapExportRow(row: GapRow): ExportRow {
  if (row.type === 'damaged') return { damaged: 'yes' };
  return { gap: gapOf(row), ...cellsOf(row), damaged: 'no' };
}

function gapOf(row: Exclude<GapRow, { type: 'damaged' }>): Gap {
  switch (row.type) {
    case 'line':
      return row.why.type;
    case 'user':
      return 'unread-users';
    case 'session':
      return 'unread-sessions';
    case 'undecided':
      return 'undecided-sessions';
  }
}

function cellsOf(row: Exclude<GapRow, { type: 'damaged' }>): ExportRow {
  switch (row.type) {
    case 'line': {
      const { line, text, why } = row;
      return {
        line,
        line_text: text,
        matching_users: why.type === 'ambiguous-lines' ? why.users : null,
        malformed: why.type === 'malformed-lines' ? why.reason.code : null,
        error_code: why.type === 'unread-lines' ? why.error.code : null,
        error_reason: why.type === 'unread-lines' ? (why.error.reason ?? null) : null,
      };
    }
    case 'user':
      return { user: row.userId };
    case 'session':
      return { user: row.userId, handle: row.handle };
    case 'undecided':
      return {
        ...{ user: row.userId, name: row.name, handle: row.handle, ip: row.ip },
        undecided_for: row.undecidedFor.join(' '),
      };
  }
}
