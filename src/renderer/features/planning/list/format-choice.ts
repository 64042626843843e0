import type { ListFormat, ListSample } from '../../../../contract/domain/planning.ts';

export type FormatType = ListFormat['type'];

/** Names of the characters between the columns of a CSV. */
export const delimiterChoices = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar' },
] as const;

export const formatChoices = [
  { value: 'text', label: 'Text lines' },
  { value: 'csv', label: 'CSV' },
  { value: 'json-lines', label: 'JSON lines' },
] as const;

const encodings = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
} as const;

/** What it looks like, in words: "Looks like a CSV with commas, in UTF-8". */
export function guessWords({ format, encoding }: ListSample): string {
  const kind = {
    text: 'text, one entry a line',
    csv: 'a CSV',
    'json-lines': 'JSON lines',
  }[format.type];
  return `Looks like ${kind}, in ${encodings[encoding]}.`;
}

/** A column that can be chosen. `value`: what stands for it in the format. */
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
    examples: examples.length === 0 ? 'no values at the beginning' : examples.join(', '),
  }));
}

/** The same list taken for another format; columns are taken from the sample where it has some. */
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

/** The chosen column, as the picker knows it. */
export function columnOf(format: ListFormat): string | null {
  if (format.type === 'csv') return String(format.column);
  return format.type === 'json-lines' ? format.path : null;
}

export function withColumn(format: ListFormat, value: string): ListFormat {
  if (format.type === 'csv') return { ...format, column: Number(value) };
  return format.type === 'json-lines' ? { ...format, path: value } : format;
}
