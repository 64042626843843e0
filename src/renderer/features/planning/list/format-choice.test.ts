import { describe, expect, it } from 'vitest';
import type { ListSample } from '../../../../contract/domain/planning.ts';
import { columnChoices, columnOf, formatOf, guessWords, withColumn } from './format-choice.ts';

const csv: ListSample = {
  encoding: 'utf-8',
  format: { type: 'csv', delimiter: ';', header: true, column: 1 },
  columns: [
    { key: '0', name: 'name', examples: ['Ada', 'Grace'], likely: false },
    { key: '1', name: 'mail', examples: [], likely: true },
  ],
};

describe('the format of a list', () => {
  it('is what main guessed until another one is chosen', () => {
    expect(formatOf('csv', csv)).toBe(csv.format);
    expect(formatOf('text', csv)).toEqual({ type: 'text' });
    expect(formatOf('json-lines', csv)).toEqual({ type: 'json-lines', path: '' });
  });

  it('is said in words', () => {
    expect(guessWords(csv)).toBe('Looks like a CSV, in UTF-8.');
    expect(guessWords({ ...csv, encoding: 'utf-16be', format: { type: 'text' } })).toBe(
      'Looks like text, one entry a line, in UTF-16.',
    );
  });

  it('offers the columns with their first values', () => {
    expect(columnChoices(csv)).toEqual([
      { value: '0', name: 'name', examples: 'Ada, Grace' },
      { value: '1', name: 'mail', examples: 'no values at the beginning' },
    ]);
  });

  it('takes the chosen column', () => {
    expect(columnOf(csv.format)).toBe('1');
    expect(withColumn(csv.format, '0')).toEqual({ ...csv.format, column: 0 });
    expect(withColumn({ type: 'json-lines', path: 'id' }, 'user.email')).toEqual({
      type: 'json-lines',
      path: 'user.email',
    });
    expect(columnOf({ type: 'text' })).toBeNull();
  });
});
