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
  /** A quote in its line has no end. The next record begins in the next line. */
  readonly isBroken: boolean;
}

interface RecordReader {
  readonly push: (text: string) => Generator<CsvRecord>;
  readonly end: () => Generator<CsvRecord>;
}

type CellState =
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
 * with columns that are not needed, or lose the number of the line.
 *
 * A record goes on behind a line break only when it is written by the rules from there on, has as many columns as the
 * first record, and has at most `longest` more characters. Otherwise one quote too many would swallow the records behind
 * it: its line alone is broken then, and the text behind that line is read again.
 */
export function createRecordReader(
  delimiter: string,
  longest: number,
  isRead: (column: number) => boolean,
): RecordReader {
  let cellState: CellState = 'start';
  let line = 1;
  let recordLine = 1;
  let cells: (string | undefined)[] = [];
  let column = 0;
  let cell = '';
  let length = 0;
  let isEmpty = true;
  let afterReturn = false;
  /** Of the first record that is not empty. */
  let expectedColumns: number | null = null;
  /** The record has more than one line: what is behind its first line in the pieces before, and where it begins in this one. */
  let laterLines: string | null = null;
  let laterFrom = 0;

  function add(piece: string): void {
    length += piece.length;
    if (isRead(column) && length <= longest) cell += piece;
  }

  function endCell(): void {
    if (isRead(column)) cells[column] = cell;
    cell = '';
    column += 1;
    cellState = 'start';
  }

  function takeRecord(isBroken: boolean): CsvRecord {
    const isTooLong = !isBroken && length > longest;
    const record = { line: recordLine, cells, columns: column, isEmpty, isTooLong, isBroken };
    cellState = 'start';
    cells = [];
    column = 0;
    cell = '';
    length = 0;
    isEmpty = true;
    laterLines = null;
    return record;
  }

  /** Null: it has more than one line, and not the right number of columns. */
  function endRecord(): CsvRecord | null {
    endCell();
    if (laterLines !== null && expectedColumns !== null && column !== expectedColumns) return null;
    if (!isEmpty) expectedColumns ??= column;
    return takeRecord(false);
  }

  function breakRecord(): CsvRecord {
    line = recordLine + 1;
    afterReturn = false;
    const record = takeRecord(true);
    recordLine = line;
    return record;
  }

  /** Where the characters end that are plain text here. */
  function endOfText(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text[at];
      if (character === '\n' || character === '\r' || character === quote) return at;
      if (cellState !== 'quoted' && character === delimiter) return at;
    }
    return text.length;
  }

  /** Answers whether that is written by the rules. */
  function takeText(piece: string): boolean {
    const isBlank = piece.trim() === '';
    if (!isBlank) isEmpty = false;
    if (cellState === 'after' && isBlank) return true;
    if (cellState === 'quote' && isBlank) {
      cellState = 'after';
      return true;
    }
    const isBehindQuotes = cellState === 'quote' || cellState === 'after';
    // It was no end of quotes: the quote belongs to the text.
    if (isBehindQuotes) add(quote);
    if (cellState !== 'quoted' && !(cellState === 'start' && isBlank)) cellState = 'plain';
    add(piece);
    return !isBehindQuotes;
  }

  /** Answers whether that is written by the rules. */
  function takeQuote(): boolean {
    isEmpty = false;
    if (cellState === 'start') {
      cellState = 'quoted';
      length -= cell.length;
      cell = '';
      return true;
    }
    if (cellState === 'quoted') {
      cellState = 'quote';
      return true;
    }
    const isSecond = cellState === 'quote';
    if (cellState === 'quote') cellState = 'quoted';
    if (cellState === 'after') cellState = 'plain';
    add(quote);
    return isSecond;
  }

  /** A line break inside quotes: the record goes on, as far as is known. */
  function breakLine(character: string, at: number, isSecond: boolean): void {
    add(character);
    // The two characters of one line break are not torn apart.
    const isAtOnce = laterLines === '' && laterFrom === at;
    if (laterLines === null || (isSecond && isAtOnce)) {
      laterLines = '';
      laterFrom = at + 1;
    }
  }

  function* push(pushed: string): Generator<CsvRecord> {
    let text = pushed;
    let at = 0;
    laterFrom = 0;
    while (at < text.length) {
      const character = text[at] as string;
      const isSecond = character === '\n' && afterReturn;
      afterReturn = character === '\r';
      let next = at + 1;
      let isValid = true;
      if (character === quote) isValid = takeQuote();
      else if (character === '\n' || character === '\r') {
        if (!isSecond) line += 1;
        if (cellState === 'quoted') breakLine(character, at, isSecond);
        else if (!isSecond) {
          const record = endRecord();
          if (record) {
            recordLine = line;
            yield record;
          } else isValid = false;
        }
      } else if (character === delimiter && cellState !== 'quoted') {
        length += 1;
        endCell();
      } else {
        next = endOfText(text, at);
        isValid = takeText(text.slice(at, next));
      }
      at = next;
      if (laterLines === null || (isValid && laterLines.length + at - laterFrom <= longest)) continue;
      // Copied only where it began in an earlier piece.
      if (laterLines !== '') text = laterLines + text.slice(laterFrom);
      at = laterLines === '' ? laterFrom : 0;
      yield breakRecord();
    }
    if (laterLines !== null) laterLines += text.slice(laterFrom);
  }

  function* end(): Generator<CsvRecord> {
    while (column > 0 || cell !== '' || length > 0 || !isEmpty) {
      const behind: string = laterLines ?? '';
      const record = cellState === 'quoted' ? null : endRecord();
      yield record ?? breakRecord();
      if (!record) yield* push(behind);
    }
  }

  return { push, end };
}
