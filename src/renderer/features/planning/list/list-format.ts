import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';
import { text } from '../../../messages/text.ts';

export type FormatType = ListFormat['type'];

/** A column that can be chosen. `value` is its name in the format. */
export interface ColumnChoice {
  readonly value: string;
  readonly name: string;
  readonly examples: string;
}

/** The columns of the beginning of the list, with their first values. */
export function columnChoices({ columns }: ListSample): readonly ColumnChoice[] {
  return columns.map(({ key, name, examples }) => ({
    value: key,
    name: name === '' ? key : name,
    examples: examples.length === 0 ? text('list.format.no-examples') : examples.join(', '),
  }));
}

/** The same list in another format; columns come from the sample where it has columns. */
export function formatOf(type: FormatType, sample: ListSample): ListFormat {
  if (sample.format.type === type) return sample.format;
  switch (type) {
    case 'text':
      return { type: 'text' };
    case 'csv':
      return { type: 'csv', delimiter: ',', header: false, column: 0 };
    case 'json-lines':
      return { type: 'json-lines', path: '' };
  }
}

/** The chosen column, as the `value` of a `ColumnChoice`. */
export function columnOf(format: ListFormat): string | null {
  if (format.type === 'csv') return String(format.column);
  return format.type === 'json-lines' ? format.path : null;
}

/** The format with another column. */
export function withColumn(format: ListFormat, value: string): ListFormat {
  if (format.type === 'csv') return { ...format, column: Number(value) };
  return format.type === 'json-lines' ? { ...format, path: value } : format;
}
