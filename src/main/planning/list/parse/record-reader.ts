export interface CsvRecord {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** By column; those that are not read are missing. */
  readonly cells: readonly (string | undefined)[];
  readonly columns: number;
  /** Nothing in any cell. */
  readonly isEmpty: boolean;
  /** More characters than are read: its cells are not complete. */
  readonly isTooLong: boolean;
}

interface RecordReader {
  readonly push: (text: string) => Generator<CsvRecord>;
  readonly end: () => Generator<CsvRecord>;
  /** The line of a quote that is still open; null: none is. */
  readonly openQuote: () => number | null;
}

type Place =
  /** Before anything but spaces. */
  | 'start'
  | 'plain'
  | 'quoted'
  /** After a quote inside quotes: the end, or the first of two. */
  | 'quote'
  /** After the end of the quotes. */
  | 'after';

const quote = '"';

/**
 * Reads CSV (RFC 4180) from text in pieces: quotes, doubled quotes, line breaks inside quotes. Quotes in the middle of a
 * cell are part of its text. Own code, because parsers give up at the first record that is too long, keep whole records
 * of columns that nobody reads, or lose the number of the line.
 */
export function createRecordReader(
  delimiter: string,
  longest: number,
  isRead: (column: number) => boolean,
): RecordReader {
  let place: Place = 'start';
  let line = 1;
  let recordLine = 1;
  let quoteLine = 1;
  let cells: (string | undefined)[] = [];
  let column = 0;
  let cell = '';
  let length = 0;
  let isEmpty = true;
  let afterReturn = false;

  function add(piece: string): void {
    length += piece.length;
    if (isRead(column) && length <= longest) cell += piece;
  }

  function endCell(): void {
    if (isRead(column)) cells[column] = cell;
    cell = '';
    column += 1;
    place = 'start';
  }

  function endRecord(): CsvRecord {
    endCell();
    const record = { line: recordLine, cells, columns: column, isEmpty, isTooLong: length > longest };
    cells = [];
    column = 0;
    length = 0;
    isEmpty = true;
    return record;
  }

  /** Where the run of characters ends that mean nothing special here. */
  function endOfRun(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === '\n' || character === '\r' || character === quote) return at;
      if (place !== 'quoted' && character === delimiter) return at;
    }
    return text.length;
  }

  function run(piece: string): void {
    const isBlank = piece.trim() === '';
    if (!isBlank) isEmpty = false;
    if (place === 'after' && isBlank) return;
    if (place === 'quote' && isBlank) {
      place = 'after';
      return;
    }
    // It was no end of quotes: the quote belongs to the text.
    if (place === 'quote' || place === 'after') add(quote);
    if (place !== 'quoted' && !(place === 'start' && isBlank)) place = 'plain';
    add(piece);
  }

  function meetQuote(): void {
    isEmpty = false;
    if (place === 'start') {
      place = 'quoted';
      quoteLine = line;
      length -= cell.length;
      cell = '';
    } else if (place === 'quoted') {
      place = 'quote';
    } else {
      if (place === 'quote') place = 'quoted';
      if (place === 'after') place = 'plain';
      add(quote);
    }
  }

  function* push(text: string): Generator<CsvRecord> {
    let at = 0;
    while (at < text.length) {
      const character = text[at] as string;
      const isSecond = character === '\n' && afterReturn;
      afterReturn = character === '\r';
      if (character === quote) meetQuote();
      else if (character === '\n' || character === '\r') {
        if (!isSecond) line += 1;
        if (place === 'quoted') add(character);
        else if (!isSecond) {
          yield endRecord();
          recordLine = line;
        }
      } else if (character === delimiter && place !== 'quoted') {
        length += 1;
        endCell();
      } else {
        const end = endOfRun(text, at);
        run(text.slice(at, end));
        at = end;
        continue;
      }
      at += 1;
    }
  }

  function* end(): Generator<CsvRecord> {
    if (column > 0 || cell !== '' || length > 0 || !isEmpty) yield endRecord();
  }

  return { push, end, openQuote: () => (place === 'quoted' ? quoteLine : null) };
}
