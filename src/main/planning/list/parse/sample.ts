import type { ListCost, ListFormat, ListSample } from '../../../../contract/domain/planning/list-format.ts';
import { classifyLine, type Lookup, showableText } from './classify-line.ts';
import { createDecoder } from './decoder.ts';
import { isLineText, parseJsonLine } from './json-line.ts';
import { createListReader, type ListItem, longestLine } from './list-reader.ts';
import { createRecordReader } from './record-reader.ts';

/**
 * What the beginning of a list looks like. With a delimiter it is read as CSV, whatever it looks like. Throws a `Failure`
 * for what is no text.
 */
export function readSample(bytes: Uint8Array, delimiter: Delimiter | null): ListSample {
  const decoder = createDecoder();
  const text = decoder.push(bytes) + decoder.end();
  const encoding = decoder.encoding();
  const guessed = delimiter === null ? (guessJsonLines(text) ?? guessCsv(text)) : readTable(text, delimiter);
  return { encoding, ...(guessed ?? { format: { type: 'text' }, columns: [] }) };
}

type Delimiter = Extract<ListFormat, { type: 'csv' }>['delimiter'];
type Guess = Pick<ListSample, 'format' | 'columns'>;

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];
const mostRecords = 50;
const mostColumns = 200;
/** The share of the records that must have the same number of columns. */
const enoughAlike = 0.9;

/** Null: it does not look like a table, rather like one item a line. */
function guessCsv(text: string): Guess | null {
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
function readTable(text: string, delimiter: Delimiter): Guess {
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
  if (first.some(isRecognisedValue)) return false;
  const isAboveValues = first.some((_, column) =>
    rest.some((record) => isRecognisedValue(record[column] ?? '')),
  );
  return isAboveValues || first.some(isKnownColumnName);
}

function toGuess(delimiter: Delimiter, records: readonly (readonly string[])[]): Guess {
  const header = hasHeader(records);
  const rows = header ? records.slice(1) : records;
  const names = header ? (records[0] ?? []) : [];
  const { columns, suggested } = toColumns(
    Array.from({ length: widthOf(records) }, (_, column) => ({
      key: String(column),
      name: names[column] || `Column ${column + 1}`,
      values: rows.map((record) => record[column] ?? '').filter((cell) => cell !== ''),
    })),
  );
  return { format: { type: 'csv', delimiter, header, column: Math.max(0, suggested) }, columns };
}

const mostLines = 50;
const mostPaths = 200;
const deepest = 5;

/** Null: not every line is a JSON object. The last line of a sample can be cut off. */
function guessJsonLines(text: string): Pick<ListSample, 'format' | 'columns'> | null {
  const lines = text.split(/\r\n?|\n/, mostLines + 1).filter((line) => line.trim() !== '');
  const objects = lines.map(toObject);
  if (objects.length > 1 && objects.at(-1) === null) objects.pop();
  if (objects.length === 0) return null;
  const values = new Map<string, string[]>();
  for (const object of objects) {
    if (object === null) return null;
    collect(object, '', 1, values);
  }
  const { columns, suggested } = toColumns(
    [...values].map(([path, found]) => ({ key: path, name: path, values: found })),
  );
  const path = columns[Math.max(0, suggested)]?.key ?? '';
  return { format: { type: 'json-lines', path }, columns };
}

function toObject(line: string): object | null {
  try {
    const value = parseJsonLine(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function collect(object: object, before: string, depth: number, values: Map<string, string[]>): void {
  for (const [name, value] of Object.entries(object)) {
    const path = `${before}${name}`;
    if (isLineText(value)) {
      const found = values.get(path);
      if (found) found.push(String(value));
      else if (values.size < mostPaths) values.set(path, [String(value)]);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < deepest) {
      collect(value, `${path}.`, depth + 1, values);
    }
  }
}

type Column = ListSample['columns'][number];

const mostExamples = 3;
const names =
  /^(?:(?:super)?tokens?[ _-]?)?(?:session[ _-]?)?(?:handles?|ids?|sessions?)$|^(?:external|recipe|primary)?[ _-]?user(?:[ _-]?(?:id|name))?s?$|^(?:user[ _-]?)?(?:e-?mails?(?:[ _-]?address(?:es)?)?|phones?(?:[ _-]?numbers?)?|address|sub|account|login|token|access[ _-]?token)$/i;
const handleNames = /session|handle/i;

/** Whether a column of this name usually has what can be looked up. */
function isKnownColumnName(name: string): boolean {
  return names.test(name.trim().replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** Whether the value itself shows that it can be looked up. */
function isRecognisedValue(value: string): boolean {
  const classified = classifyLine(value);
  if (classified.type === 'token') return true;
  if (classified.type === 'malformed') return classified.reason.code === 'refresh-token';
  return classified.lookups.some(
    (lookup) =>
      lookup.type === 'session-handle' ||
      lookup.type === 'email' ||
      (lookup.type === 'phone' && lookup.phone.startsWith('+')),
  );
}

/** Columns with their first values. The one that is suggested is marked; none, if no value can be looked up. */
function toColumns(
  columns: readonly { readonly key: string; readonly name: string; readonly values: readonly string[] }[],
): { readonly columns: Column[]; readonly suggested: number } {
  const scores = columns.map(({ name, values }) => scoreOf(name, values));
  const best = Math.max(0, ...scores);
  const suggested = best > 0 ? scores.indexOf(best) : -1;
  return {
    suggested,
    columns: columns.map(({ key, name, values }, at) => ({
      key,
      name,
      examples: [...new Set(values)].slice(0, mostExamples).map(showableText),
      suggested: at === suggested,
    })),
  };
}

// A session is more exact than a user, and values say more than the name of the column.
function scoreOf(name: string, values: readonly string[]): number {
  const recognised = values.filter(isRecognisedValue).length;
  const share = values.length === 0 ? 0 : recognised / values.length;
  const byName = isKnownColumnName(name) ? 1 : 0;
  return share * 2 + byName + (byName > 0 && handleNames.test(name) ? 0.5 : 0);
}

interface Beginning {
  readonly bytes: Uint8Array;
  readonly format: ListFormat;
  /** Bytes of the whole list. */
  readonly size: number;
}

/** Milliseconds of one call, many at a time, measured on a core with a database. */
const perCall = 0.4;
/** The user, the other id of the user, and the sessions under one id. */
const callsOfUser = 3;

/** What it takes to look a list up, when the rest of it is like its beginning. */
export function estimateListCost({ bytes, format, size }: Beginning, tenants: number): ListCost {
  const isWhole = bytes.byteLength >= size;
  const items = readItems(bytes, format, isWhole);
  // The last line of a part may be cut off.
  const factor = isWhole || bytes.byteLength === 0 ? 1 : size / bytes.byteLength;
  const costs = items.map((item) => costOf(item, tenants));
  const owners = items.filter(canBeSession).length * factor;
  const [least, most] = [sum(costs.map(([few]) => few)), sum(costs.map(([, many]) => many))];
  return {
    lines: Math.round(items.length * factor),
    isWhole,
    leastCalls: Math.round(least * factor),
    mostCalls: Math.round(most * factor),
    leastMs: least * factor * perCall,
    mostMs: most * factor * perCall,
    tenants,
    ownerCalls: Math.round(owners),
    ownerMs: owners * perCall,
  };
}

/** Each session can have a user of its own. */
function canBeSession(item: ListItem): boolean {
  if (item.type !== 'text') return false;
  const classified = classifyLine(item.text);
  if (classified.type !== 'look-up') return classified.type === 'token';
  return classified.lookups.some(({ type }) => type === 'session-handle');
}

function readItems(bytes: Uint8Array, format: ListFormat, isWhole: boolean): readonly ListItem[] {
  const decoder = createDecoder();
  const reader = createListReader(format);
  const items = [...reader.push(decoder.push(bytes)), ...reader.push(decoder.end())];
  if (isWhole || items.length === 0) items.push(...reader.end());
  return items.filter(({ type }) => type !== 'blank');
}

/** The calls for a line that matches nothing, and for a line that matches all that it can mean. */
function costOf(item: ListItem, tenants: number): readonly [number, number] {
  if (item.type !== 'text') return [0, 0];
  const classified = classifyLine(item.text);
  if (classified.type === 'malformed') return [0, 0];
  // The session that it names is read.
  if (classified.type === 'token') return [1, 1];
  const least = sum(classified.lookups.map((lookup) => callsOf(lookup, tenants)));
  const isAccount = classified.lookups.some(({ type }) => type !== 'session-handle' && type !== 'user-id');
  return [least, isAccount ? least + callsOfUser : least];
}

function callsOf(lookup: Lookup, tenants: number): number {
  switch (lookup.type) {
    case 'session-handle':
      return 1;
    case 'user-id':
      return callsOfUser;
    default:
      return tenants;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
