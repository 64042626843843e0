import { expect, it } from 'vitest';
import { withRecent } from './search-box.tsx';

it('the newest search comes first, each once, eight at most', () => {
  const many = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].reduce(
    withRecent,
    [],
  );
  expect(many).toEqual(['nine', 'eight', 'seven', 'six', 'five', 'four', 'three', 'two']);
  expect(withRecent(many, 'five')[0]).toBe('five');
  expect(withRecent(many, 'five')).toHaveLength(8);
});

it('texts that were typed on the way to a search count as one search', () => {
  expect(['grace', 'a', 'ad', 'ada@'].reduce(withRecent, [] as readonly string[])).toEqual(['ada@', 'grace']);
});
