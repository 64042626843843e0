import { expect, it } from 'vitest';
import { addressesOf, withRecent } from './search-box.tsx';

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

it.each([
  ['ada@alpha.example, bob@alpha.example', ['ada@alpha.example', 'bob@alpha.example']],
  ['ada@alpha.example;bob@alpha.example;', ['ada@alpha.example', 'bob@alpha.example']],
  [
    'Ada <ada@alpha.example>; Bob <bob@alpha.example>',
    ['Ada <ada@alpha.example>', 'Bob <bob@alpha.example>'],
  ],
])('several addresses in one line are several things to look for: %s', (typed, addresses) => {
  expect(addressesOf(typed)).toEqual(addresses);
});

it.each([
  'ada@alpha.example',
  'ada@alpha.example, ',
  'Lovelace, Ada',
  'ada@, bob',
  '{"a":"ada@alpha.example","b":"bob@alpha.example"}',
])('a text that is no list of addresses is looked for as a whole: %s', (typed) => {
  expect(addressesOf(typed)).toBeNull();
});
