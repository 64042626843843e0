import { expect, test } from 'vitest';
import { stillUnderWay } from './search-field.tsx';

test('a search that comes back late does not take the place of what was typed since', () => {
  const reported = ['', 'stol', 'stolen'];
  const left = stillUnderWay(reported, 'stol');
  expect(left).toEqual(['stol', 'stolen']);
  expect(stillUnderWay(left ?? [], 'stolen')).toEqual(['stolen']);
});

test('a search that a link or a button began takes the place of what is in the field', () => {
  expect(stillUnderWay(['stolen'], '')).toBeNull();
  expect(stillUnderWay(['', 'stol', 'stolen'], 'laptop')).toBeNull();
});
