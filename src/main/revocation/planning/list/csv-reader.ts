import type { ListFormat } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { longestLine, tooLong } from './line-reader.ts';
import type { ListItem, ListReader } from './list-reader.ts';
import { type CsvRecord, createRecordReader } from './record-reader.ts';

type CsvFormat = Extract<ListFormat, { type: 'csv' }>;

/** The chosen column of each record. Records without it are malformed; those without anything are blank. */
export function createCsvReader({ delimiter, header, column }: CsvFormat): ListReader {
  let isHeader = header;
  const records = createRecordReader(delimiter, longestLine, (index) => index === column);

  function toItem(record: CsvRecord): ListItem {
    const { line } = record;
    if (record.isEmpty) return { line, is: 'blank' };
    if (record.isTooLong) return tooLong(line);
    const text = (record.cells[column] ?? '').trim();
    if (text !== '') return { line, is: 'text', text };
    const why =
      record.columns > column
        ? 'The chosen column is empty here.'
        : `The line has ${count(record.columns)}, the chosen one is number ${column + 1}.`;
    return { line, is: 'malformed', text: '', why };
  }

  function* items(from: Iterable<CsvRecord>): Generator<ListItem> {
    for (const record of from) {
      if (isHeader && !record.isEmpty) isHeader = false;
      else yield toItem(record);
    }
  }

  return {
    push: (text) => items(records.push(text)),
    end: () => {
      const open = records.openQuote();
      if (open !== null) {
        throw failure('bad-input', `A quote that begins in line ${open} does not end.`, {
          hint: 'Correct the file, or choose another way to read it: as text, or with another delimiter.',
        });
      }
      return items(records.end());
    },
  };
}

function count(columns: number): string {
  return columns === 1 ? '1 column' : `${columns} columns`;
}
