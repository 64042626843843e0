import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';
import { isTellingName, isTellingValue, toColumns } from './guess-columns.ts';
import { longestLine } from './line-reader.ts';
import { createRecordReader } from './record-reader.ts';

type Delimiter = Extract<ListFormat, { type: 'csv' }>['delimiter'];
type Guess = Pick<ListSample, 'format' | 'columns'>;

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];
const mostRecords = 50;
const mostColumns = 200;
/** Of the records, so many have to have the same number of columns. */
const enoughAlike = 0.9;

/** Null: it does not look like a table, rather like one item a line. */
export function guessCsv(text: string): Guess | null {
  const tables = delimiters.map((delimiter) => ({ delimiter, records: readRecords(text, delimiter) }));
  const alike = tables.filter(({ records }) => isTable(records));
  const widest = alike.sort((a, b) => widthOf(b.records) - widthOf(a.records))[0];
  if (widest) return toGuess(widest.delimiter, widest.records);
  // One column under a name: without this the name would be looked up.
  const [single] = tables;
  return single && hasHeader(single.records) && widthOf(single.records) === 1
    ? toGuess(single.delimiter, single.records)
    : null;
}

/** The text as a table with this delimiter. */
export function readTable(text: string, delimiter: Delimiter): Guess {
  return toGuess(delimiter, readRecords(text, delimiter));
}

function readRecords(text: string, delimiter: Delimiter): string[][] {
  const reader = createRecordReader(delimiter, longestLine, (column) => column < mostColumns);
  const records: string[][] = [];
  for (const { cells, columns, isBroken, isEmpty } of reader.push(text)) {
    if (isEmpty || isBroken) continue;
    const width = Math.min(columns, mostColumns);
    records.push(Array.from({ length: width }, (_, column) => (cells[column] ?? '').trim()));
    if (records.length === mostRecords) return records;
  }
  for (const { cells, isBroken, isEmpty } of reader.end()) {
    // The sample can end inside a cell with several lines.
    if (isBroken && records.length > 0) return records;
    if (!isEmpty && !isBroken) records.push(cells.map((cell) => (cell ?? '').trim()));
  }
  return records;
}

function widthOf(records: readonly (readonly string[])[]): number {
  return Math.max(0, ...records.map((record) => record.length));
}

function isTable(records: readonly (readonly string[])[]): boolean {
  const width = records[0]?.length ?? 0;
  if (width < 2) return false;
  const alike = records.filter((record) => record.length === width).length;
  // Lines that end with a comma are a list: there is nothing in the second column.
  const isFilled = records.some((record) => record.slice(1).some((cell) => cell !== ''));
  return isFilled && alike >= records.length * enoughAlike;
}

/** Names are no values, and are above some; or one of them is a name that is often seen. */
function hasHeader([first = [], ...rest]: readonly (readonly string[])[]): boolean {
  if (first.some(isTellingValue)) return false;
  const isAboveValues = first.some((_, column) =>
    rest.some((record) => isTellingValue(record[column] ?? '')),
  );
  return isAboveValues || first.some(isTellingName);
}

function toGuess(delimiter: Delimiter, records: readonly (readonly string[])[]): Guess {
  const header = hasHeader(records);
  const rows = header ? records.slice(1) : records;
  const names = header ? (records[0] ?? []) : [];
  const { columns, likeliest } = toColumns(
    Array.from({ length: widthOf(records) }, (_, column) => ({
      key: String(column),
      name: names[column] || `Column ${column + 1}`,
      values: rows.map((record) => record[column] ?? '').filter((cell) => cell !== ''),
    })),
  );
  return { format: { type: 'csv', delimiter, header, column: Math.max(0, likeliest) }, columns };
}
