import type { ExportRow } from './export-row.ts';

/**
 * Where a spreadsheet sees the beginning of a formula: at the beginning of a cell, also as East Asian input methods write
 * it. And after what another one takes for the end of a cell: which delimiter it expects depends on its language, and then
 * it divides the cell in spite of our quotes.
 */
const formula = '["\\s]{0,8}[=+\\-@\uff1d\uff0b\uff0d\uff20]';
const atBegin = new RegExp(`^(?:${formula}|[\\t\\r\\n])`);
const afterDelimiter = new RegExp(`[,;|\\t\\r\\n](?=${formula})`, 'g');
const needsQuotes = /[",;|\t\r\n]|^\s|\s$/;

/** Told at the beginning, so that spreadsheets read the file as UTF-8. */
export const byteOrderMark = '\ufeff';

export function csvHeader(columns: readonly string[]): string {
  return toRecord(columns);
}

/** One record with its line end. An apostrophe is put before what a spreadsheet would run. */
export function csvRecord(columns: readonly string[], row: ExportRow): string {
  return toRecord(columns.map((column) => row[column] ?? null));
}

function toRecord(values: readonly (string | number | null)[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

function toCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inside = value.replace(afterDelimiter, "$&'");
  const text = atBegin.test(inside) ? `'${inside}` : inside;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
