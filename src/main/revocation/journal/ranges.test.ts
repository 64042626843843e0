import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromRanges, toRanges } from './ranges.ts';

it('numbers that follow one another are written as one range', () => {
  expect(toRanges([0, 1, 2, 7, 9, 10])).toBe('0-2,7,9-10');
  expect(toRanges([])).toBe('');
});

it('any numbers in any order come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 })), (numbers) => {
      expect(fromRanges(toRanges(numbers))).toEqual(numbers);
    }),
  );
});

it('a text that is none of ours is refused', () => {
  expect(() => fromRanges('1-2;3')).toThrow();
});
