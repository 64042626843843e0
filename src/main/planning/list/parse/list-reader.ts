import type { ListFormat } from '../../../../contract/domain/planning/list-format.ts';
import type { MalformedCode, MalformedReason } from '../../../../contract/domain/planning/list-lines.ts';
import { malformed, showableText } from './classify-line.ts';
import { isLineText, parseJsonLine } from './json-line.ts';
import { type CsvRecord, createRecordReader } from './record-reader.ts';

export function createListReader(format: ListFormat): ListReader {
  switch (format.type) {
    case 'text':
      return createTextReader();
    case 'csv':
      return createCsvReader(format);
    case 'json-lines':
      return createJsonLinesReader(format.path);
  }
}

/** One item a line. Copied out of code or a table, lines often end with a comma, inside quotes. */
function createTextReader(): ListReader {
  return createLineReader((line, written) => {
    const text = withoutEnd(written);
    return text === '' ? { type: 'blank', line } : { type: 'text', line, text };
  });
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ',; \t'.includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** What one line or record of a list has, before it is known what it means. */
export type ListItem =
  | { readonly type: 'blank'; readonly line: number }
  | { readonly type: 'text'; readonly line: number; readonly text: string }
  /** `text`: what can be shown of it. */
  | {
      readonly type: 'malformed';
      readonly line: number;
      readonly text: string;
      readonly reason: MalformedReason;
    };

/** Text in pieces to items, one by one: text is read only as far as items are taken. */
interface ListReader {
  readonly push: (text: string) => Iterable<ListItem>;
  /** Throws a `Failure` when the list cannot end like this. */
  readonly end: () => Iterable<ListItem>;
}

/** Longest line that is looked at, in characters. Nothing is stored of a longer one. */
export const longestLine = 64 * 1_024;

/** Lines end with LF, CR LF or CR. `toItem` gets each line that is not blank. */
function createLineReader(toItem: (line: number, text: string) => ListItem): ListReader {
  let line = 1;
  let begun = '';
  let isTooLong = false;
  let afterReturn = false;

  function add(piece: string): void {
    if (isTooLong) return;
    isTooLong = begun.length + piece.length > longestLine;
    begun = isTooLong ? '' : begun + piece;
  }

  function finish(): ListItem {
    const item = isTooLong ? tooLong(line) : begun.trim() === '' ? blank(line) : toItem(line, begun.trim());
    line += 1;
    begun = '';
    isTooLong = false;
    return item;
  }

  function* push(text: string): Generator<ListItem> {
    let from = afterReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') afterReturn = false;
    const ends = /\r\n?|\n/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      add(text.slice(from, end.index));
      from = ends.lastIndex;
      yield finish();
    }
    add(text.slice(from));
    afterReturn = text === '' ? afterReturn : text.endsWith('\r');
  }

  function* end(): Generator<ListItem> {
    if (begun !== '' || isTooLong) yield finish();
  }

  return { push, end };
}

function blank(line: number): ListItem {
  return { type: 'blank', line };
}

function tooLong(line: number): ListItem {
  return { type: 'malformed', line, text: '', reason: malformed('line-too-long') };
}

type CsvFormat = Extract<ListFormat, { type: 'csv' }>;

/** The chosen column of each record. Records without it, or with a quote that has no end, are malformed; those without anything are blank. */
function createCsvReader({ delimiter, header, column }: CsvFormat): ListReader {
  let isHeader = header;
  const records = createRecordReader(delimiter, longestLine, (index) => index === column);

  function toItem(record: CsvRecord): ListItem {
    const { line } = record;
    if (record.isEmpty) return { type: 'blank', line };
    if (record.isTooLong) return tooLong(line);
    if (record.isBroken) return { type: 'malformed', line, text: '', reason: malformed('quote-not-closed') };
    const text = (record.cells[column] ?? '').trim();
    if (text !== '') return { type: 'text', line, text };
    const reason =
      record.columns > column ? malformed('column-empty') : malformed('column-missing', record.columns);
    return { type: 'malformed', line, text: '', reason };
  }

  function* items(from: Iterable<CsvRecord>): Generator<ListItem> {
    for (const record of from) {
      if (isHeader && !record.isEmpty) isHeader = false;
      else yield toItem(record);
    }
  }

  return {
    push: (text) => items(records.push(text)),
    end: () => items(records.end()),
  };
}

/** One JSON value a line: a text, or an object with the text at `path`. A line that is neither leaves the rest alone. */
function createJsonLinesReader(path: string): ListReader {
  const steps = path === '' ? [] : path.split('.');
  return createLineReader((line, text) => {
    let value: unknown;
    try {
      value = parseJsonLine(text);
    } catch {
      return bad(line, text, 'not-json');
    }
    return fromValue(line, text, value, steps);
  });
}

function fromValue(line: number, text: string, value: unknown, steps: readonly string[]): ListItem {
  if (isLineText(value)) return item(line, value);
  const found = valueAt(value, steps);
  if (isLineText(found)) return item(line, found);
  return bad(line, text, 'no-text');
}

function item(line: number, value: string | number): ListItem {
  const text = String(value).trim();
  return text === ''
    ? { type: 'malformed', line, text: '', reason: malformed('empty-text') }
    : { type: 'text', line, text };
}

/** What is found on this way; a name with dots in it is found as it is, too. */
function valueAt(value: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const whole = steps.join('.');
  if (Object.hasOwn(value, whole)) return Reflect.get(value, whole);
  const [first = '', ...rest] = steps;
  return Object.hasOwn(value, first) ? valueAt(Reflect.get(value, first), rest) : undefined;
}

function bad(line: number, text: string, code: MalformedCode): ListItem {
  return { type: 'malformed', line, text: showableText(text), reason: malformed(code) };
}
