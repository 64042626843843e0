import { describe, expect, it } from 'vitest';
import type { ListSample } from '../../../../contract/domain/planning/list-format.ts';
import { formatGuess } from './format-fields.tsx';
import { columnChoices, columnOf, formatOf, withColumn } from './use-list-format.ts';

const csv: ListSample = {
  encoding: 'utf-8',
  format: { type: 'csv', delimiter: ';', header: true, column: 1 },
  columns: [
    { key: '0', name: 'name', examples: ['Ada', 'Grace'], suggested: false },
    { key: '1', name: 'mail', examples: [], suggested: true },
  ],
};

describe('the format of a list', () => {
  it('is the format that main recognised until the operator chooses another one', () => {
    expect(formatOf('csv', csv)).toBe(csv.format);
    expect(formatOf('text', csv)).toEqual({ type: 'text' });
    expect(formatOf('json-lines', csv)).toEqual({ type: 'json-lines', path: '' });
  });

  it('is shown with its encoding', () => {
    expect(formatGuess(csv)).toBe('Recognised as CSV, encoded in UTF-8.');
    expect(formatGuess({ ...csv, encoding: 'utf-16be', format: { type: 'text' } })).toBe(
      'Recognised as text with one entry per line, encoded in UTF-16.',
    );
  });

  it('has columns with their first values', () => {
    expect(columnChoices(csv)).toEqual([
      { value: '0', name: 'name', examples: 'Ada, Grace' },
      { value: '1', name: 'mail', examples: 'no values at the beginning of the list' },
    ]);
  });

  it('changes with the chosen column', () => {
    expect(columnOf(csv.format)).toBe('1');
    expect(withColumn(csv.format, '0')).toEqual({ ...csv.format, column: 0 });
    expect(withColumn({ type: 'json-lines', path: 'id' }, 'user.email')).toEqual({
      type: 'json-lines',
      path: 'user.email',
    });
    expect(columnOf({ type: 'text' })).toBeNull();
  });
});
