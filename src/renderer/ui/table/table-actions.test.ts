import { expect, it } from 'vitest';
import { rowAfterKey } from './table-actions.ts';

it.each([
  ['ArrowDown', 4, 5],
  ['ArrowUp', 4, 3],
  ['j', 4, 5],
  ['k', 4, 3],
  ['PageDown', 4, 14],
  ['PageUp', 14, 4],
  ['Home', 50, 0],
  ['End', 4, 99],
])('the key %s leads from row %d to row %d', (key, from, to) => {
  expect(rowAfterKey(key, from, 100, 10)).toBe(to);
});

it('a key does not lead out of the table', () => {
  expect(rowAfterKey('ArrowUp', 0, 100, 10)).toBe(0);
  expect(rowAfterKey('ArrowDown', 99, 100, 10)).toBe(99);
  expect(rowAfterKey('PageDown', 95, 100, 10)).toBe(99);
});

it('other keys lead nowhere, and no key does in a table without rows', () => {
  expect(rowAfterKey('a', 4, 100, 10)).toBeNull();
  expect(rowAfterKey('ArrowDown', 0, 0, 10)).toBeNull();
});
