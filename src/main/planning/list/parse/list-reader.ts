import type { ListFormat, MalformedReason } from '../../../../contract/domain/planning.ts';
import { createCsvReader } from './csv-reader.ts';
import { createJsonLinesReader } from './json-lines-reader.ts';
import { createLineReader } from './line-reader.ts';

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
export interface ListReader {
  readonly push: (text: string) => Iterable<ListItem>;
  /** Throws a `Failure` when the list cannot end like this. */
  readonly end: () => Iterable<ListItem>;
}

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
