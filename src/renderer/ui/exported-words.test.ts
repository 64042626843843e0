import { expect, it } from 'vitest';
import { exportedWords } from './exported-words.ts';

it.each([
  [1, 'Saved 1 row to targets.csv'],
  [5_000, 'Saved 5,000 rows to targets.csv'],
])('%i rows: %s', (rows, words) => {
  expect(exportedWords({ rows, path: 'targets.csv', bytes: 9 })).toBe(words);
});
