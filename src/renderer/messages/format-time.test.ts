import { expect, it } from 'vitest';
import { exactMoment, formatSpan, relativeMoment } from './format-time.ts';

const now = Date.UTC(2026, 10, 23, 17, 4, 11);

it.each([
  [45_000, '45 s'],
  [12 * 60_000 + 59_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [99 * 86_400_000, '99 d'],
  [1_000 * 86_400_000, '2.7 y'],
])('says a span of %d ms in one unit', (ms, words) => {
  expect(formatSpan(ms)).toBe(words);
});

it('tells past, future and now apart', () => {
  expect(relativeMoment(now - 3 * 3_600_000, now)).toBe('3 h ago');
  expect(relativeMoment(now + 99 * 86_400_000, now)).toBe('in 99 d');
  expect(relativeMoment(now - 1_000, now)).toBe('just now');
});

it('names the zone with the exact time', () => {
  expect(exactMoment(now, 'utc')).toBe('2026-11-23 17:04:11 UTC');
  expect(exactMoment(now, 'local')).toMatch(/^2026-11-2[234] \d\d:\d\d:11 UTC/);
});

it('does not fall over a time that is none', () => {
  expect(exactMoment(Number.NaN, 'utc')).toBe('not a valid time');
});
