import { expect, it } from 'vitest';
import { listCostWords } from './list-cost-words.ts';

const cost = {
  lines: 12_000,
  isWhole: true,
  leastCalls: 12_000,
  mostCalls: 12_000,
  leastMs: 4_800,
  mostMs: 4_800,
  tenants: 1,
};

it('the cost of a list is told in lines, calls and time', () => {
  expect(listCostWords(cost)).toBe(
    '12,000 lines. Looking them up takes about 12,000 calls to the core, about 5 s. Each session of a user takes one call more.',
  );
});

it('the cost of a list over many tenants says what it depends on', () => {
  const more = {
    isWhole: false,
    leastCalls: 1_860_000,
    mostCalls: 1_896_000,
    leastMs: 744_000,
    mostMs: 758_400,
    tenants: 152,
  };
  expect(listCostWords({ ...cost, ...more })).toBe(
    'About 12,000 lines. Looking them up takes about 1,860,000 to 1,896,000 calls to the core, about 12 min to 13 min. Each session of a user takes one call more. Addresses and numbers are looked for in each of 152 tenants.',
  );
});

it('a list of which nothing can be looked up costs nothing', () => {
  expect(listCostWords({ ...cost, lines: 1, leastCalls: 0, mostCalls: 0, leastMs: 0, mostMs: 0 })).toBe(
    '1 line. No line can be looked up.',
  );
});
