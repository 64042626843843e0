import type { ListFormat } from '../../../../contract/domain/planning.ts';
import { malformed } from '../classify/malformed-reason.ts';
import { longestLine, tooLong } from './line-reader.ts';
import type { ListItem, ListReader } from './list-item.ts';
import { type CsvRecord, createRecordReader } from './record-reader.ts';

type CsvFormat = Extract<ListFormat, { type: 'csv' }>;

/** The chosen column of each record. Records without it, or with a quote that has no end, are malformed; those without anything are blank. */
export function createCsvReader({ delimiter, header, column }: CsvFormat): ListReader {
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
