import { visibleText } from '../../../contract/domain/text/visible-text.ts';

/** A row on its way into a file: names of columns and values. */
export type ExportRow = Readonly<Record<string, string | number | null>>;

/**
 * Where a spreadsheet sees the beginning of a formula: at the beginning of a cell, behind blanks and quotes, also as East
 * Asian input methods write it. And after what another one takes for the end of a cell: which delimiter it expects depends
 * on its language, and then it divides the cell in spite of our quotes.
 */
const formula = '["\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]';
const atBegin = new RegExp(`^${formula}`);
const afterDelimiter = new RegExp(`[,;|](?=${formula})`, 'g');
const needsQuotes = /[",;|]|^\s|\s$/;

/** The names of the columns, behind a byte order mark by which spreadsheets read the file as UTF-8. */
export function csvBeginning(columns: readonly string[]): string {
  return `\ufeff${toRecord(columns)}`;
}

/**
 * One record with its line end. An apostrophe is put before what a spreadsheet would run. Characters that do not show are
 * escapes: some spreadsheets skip them, and then a formula is what they see first.
 */
export function csvRecord(columns: readonly string[], row: ExportRow): string {
  return toRecord(columns.map((column) => row[column] ?? null));
}

function toRecord(values: readonly (string | number | null)[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

function toCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inside = visibleText(value).replace(afterDelimiter, "$&'");
  const text = atBegin.test(inside) ? `'${inside}` : inside;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
