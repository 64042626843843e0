import { plural } from '../../../messages/format-count.ts';
import { sizeWords } from '../size-words.ts';

/** A text of this many characters and more is kept beside the text area: in it, every change would take seconds. */
export const largePaste = 1_000_000;

/** Lines of a text; what stands after the last line break counts as one when there is something. */
export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** "12,345 lines pasted (4.1 MB)". */
export function pastedWords(lines: number, bytes: number): string {
  return `${plural(lines, 'line')} pasted (${sizeWords(bytes)})`;
}

/** The text as it would stand after the paste, in place of what was selected. */
export function withPaste(before: string, start: number, end: number, pasted: string): string {
  return before.slice(0, start) + pasted + before.slice(end);
}
