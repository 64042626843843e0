import { expect, it } from 'vitest';
import { costSentences, namesSentence } from './new-list-page.tsx';

const cost = {
  lines: 12_000,
  isWhole: true,
  leastCalls: 12_000,
  mostCalls: 12_000,
  leastMs: 4_800,
  mostMs: 4_800,
  tenants: 1,
  ownerCalls: 0,
  ownerMs: 0,
};

it('the cost of a list is shown in lines, calls and time', () => {
  expect(costSentences(cost)).toEqual([
    '12,000 lines.',
    'The look-up takes about 12,000 calls to the core.',
    'This takes about 5 s.',
    'Each session of a user takes one more call.',
  ]);
});

it('the cost of a list over many tenants shows what it depends on', () => {
  const more = {
    isWhole: false,
    leastCalls: 1_860_000,
    mostCalls: 1_896_000,
    leastMs: 744_000,
    mostMs: 790_000,
    tenants: 152,
  };
  expect(costSentences({ ...cost, ...more })).toEqual([
    'About 12,000 lines.',
    'The look-up takes 1,860,000 to 1,896,000 calls to the core.',
    'This takes about 13 min to about 14 min.',
    'Each session of a user takes one more call.',
    'E-mail addresses, phone numbers and third-party accounts are looked up in each of 152 tenants.',
  ]);
});

it('a list without a line that can be looked up costs nothing', () => {
  expect(costSentences({ ...cost, lines: 1, leastCalls: 0, mostCalls: 0, leastMs: 0, mostMs: 0 })).toEqual([
    '1 line.',
    'No line can be looked up.',
  ]);
});

it('the names of users cost a call for each user, and can be left out', () => {
  const more = { ownerCalls: 1_000_000, ownerMs: 400_000 };
  expect(namesSentence({ ...cost, ...more }, true)).toBe(
    'One more call for each user: at most 1,000,000 calls, about 7 min.',
  );
  expect(namesSentence({ ...cost, ...more }, false)).toBe(
    'Preview and report show these users by their user ids, without names and e-mail addresses.',
  );
});
