import { expect, it } from 'vitest';
import { formatCount, plural } from './format-count.ts';

it('a count has separators', () => {
  expect(formatCount(10_005)).toBe('10,005');
});

it('a counted noun has a singular and a plural', () => {
  expect([plural(0, 'session'), plural(1, 'session'), plural(2, 'session')]).toEqual([
    '0 sessions',
    '1 session',
    '2 sessions',
  ]);
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
});
