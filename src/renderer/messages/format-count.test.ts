import { expect, it } from 'vitest';
import { formatElapsed, formatNumber, plural } from './format-count.ts';

it('separates thousands', () => {
  expect(formatNumber(10_005)).toBe('10,005');
});

it('says one and many', () => {
  expect([plural(0, 'session'), plural(1, 'session'), plural(2, 'session')]).toEqual([
    '0 sessions',
    '1 session',
    '2 sessions',
  ]);
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
});

it('never says that something took no time', () => {
  expect(formatElapsed(0.2)).toBe('1 ms');
  expect(formatElapsed(1_440)).toBe('1.4 s');
});
