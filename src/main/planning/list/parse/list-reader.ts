import type { ListFormat } from '../../../../contract/domain/planning.ts';
import { createCsvReader } from './csv-reader.ts';
import { createJsonLinesReader } from './json-lines-reader.ts';
import { createLineReader } from './line-reader.ts';
import type { ListReader } from './list-item.ts';

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
