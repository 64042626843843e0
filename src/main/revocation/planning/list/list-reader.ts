import type { ListFormat } from '../../../../contract/domain/planning.ts';
import { createCsvReader } from './csv-reader.ts';
import { createJsonLinesReader } from './json-lines-reader.ts';
import { createLineReader } from './line-reader.ts';

/** What one line or record of a list holds, before anyone looks at what it means. */
export type ListItem =
  | { readonly line: number; readonly is: 'blank' }
  | { readonly line: number; readonly is: 'text'; readonly text: string }
  /** `text` is what can be told of it. */
  | { readonly line: number; readonly is: 'malformed'; readonly text: string; readonly why: string };

/** Text in pieces to items. Both give them one by one, so that whoever takes them sets the pace. */
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
    return text === '' ? { line, is: 'blank' } : { line, is: 'text', text };
  });
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ',; \t'.includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}
