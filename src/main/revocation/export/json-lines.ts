import type { ExportRow } from '../planning/draft-work.ts';

/** One object a line, with all columns in their order. */
export function jsonLine(columns: readonly string[], row: ExportRow): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))}\n`;
}
