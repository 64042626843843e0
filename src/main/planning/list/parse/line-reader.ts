import { malformed } from '../classify/malformed-reason.ts';
import type { ListItem, ListReader } from './list-item.ts';

/** Longest line that is looked at, in characters. Nothing is stored of a longer one. */
export const longestLine = 64 * 1_024;

/** Lines end with LF, CR LF or CR. `toItem` gets each line that is not blank. */
export function createLineReader(toItem: (line: number, text: string) => ListItem): ListReader {
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

export function tooLong(line: number): ListItem {
  return { type: 'malformed', line, text: '', reason: malformed('line-too-long') };
}
