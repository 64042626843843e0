import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatRate, formatShortId } from './format-count.ts';

it('a count has separators', () => {
  expect(formatCount(10_005)).toBe('10,005');
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1_023, '1,023 bytes'],
  [4_200, '4.1 kB'],
  [4_300_000, '4.1 MB'],
  [209_715_200, '200 MB'],
  [3_221_225_472, '3.0 GB'],
])('%i bytes are shown as %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});

it('a shortened id has its first eight and its last four characters', () => {
  expect(formatShortId('ec513228-e676-4d1a-96e3-80cee9422ebe')).toBe('ec513228…2ebe');
});

it('a short id is left whole', () => {
  expect(formatShortId('emp-4711')).toBe('emp-4711');
});

it('a shortened id is never cut inside a character', () => {
  expect(formatShortId('👩'.repeat(40), 6)).toBe('👩👩👩👩…👩👩');
});

it('a rate has one digit more below ten', () => {
  expect(formatRate(839.7, 'session')).toBe('840 sessions per second');
  expect(formatRate(2.34, 'session')).toBe('2.3 sessions per second');
  expect(formatRate(1, 'line')).toBe('1 line per second');
});

it('a rate below one is not rounded to zero', () => {
  expect(formatRate(0.2, 'user')).toBe('less than 1 user per second');
});
