import { expect, it } from 'vitest';
import { exportedText, exportProgressText } from './export-menu.tsx';

it.each([
  [1, 'Saved 1 row to targets.csv'],
  [5_000, 'Saved 5,000 rows to targets.csv'],
])('after an export of %i rows the message is: %s', (rows, shown) => {
  expect(exportedText({ rows, path: 'targets.csv', bytes: 9 })).toBe(shown);
});

it('the file with the facts about the rows is named', () => {
  const exported = {
    rows: 2,
    path: '/home/op/targets.csv',
    bytes: 9,
    headPath: '/home/op/targets.head.json',
  };
  expect(exportedText(exported)).toBe(
    'Saved 2 rows, and the facts about them in targets.head.json, to /home/op/targets.csv',
  );
});

it.each([
  ['checking', 'Checking for damage: 12,000 of 1,000,000 rows'],
  ['finding', 'Finding: 12,000 of 1,000,000 rows'],
  ['writing', 'Writing: 12,000 of 1,000,000 rows'],
] as const)('an export that is %s rows says how far it is', (step, shown) => {
  expect(exportProgressText({ type: 'progress', step, done: 12_000, of: 1_000_000 })).toBe(shown);
});
