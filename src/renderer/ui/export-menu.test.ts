import { expect, it } from 'vitest';
import { exportedWords } from './export-menu.tsx';

it.each([
  [1, 'Saved 1 row to targets.csv'],
  [5_000, 'Saved 5,000 rows to targets.csv'],
])('%i rows: %s', (rows, words) => {
  expect(exportedWords({ rows, path: 'targets.csv', bytes: 9 })).toBe(words);
});

it('the file beside the rows is named', () => {
  const exported = {
    rows: 2,
    path: '/home/op/targets.csv',
    bytes: 9,
    headPath: '/home/op/targets.head.json',
  };
  expect(exportedWords(exported)).toBe(
    'Saved 2 rows, and what they are of in targets.head.json, to /home/op/targets.csv',
  );
});
