import { expect, it } from 'vitest';
import { formatClock, formatDay, formatExactTime, formatRelativeTime } from './format-time.ts';

const now = Date.UTC(2026, 10, 23, 17, 4, 11);

it('a relative time distinguishes past, future and now', () => {
  expect(formatRelativeTime(now - 3 * 3_600_000, now)).toBe('3 h ago');
  expect(formatRelativeTime(now + 99 * 86_400_000, now)).toBe('in 99 d');
  expect(formatRelativeTime(now - 1_000, now)).toBe('just now');
});

it('an exact time has its zone', () => {
  expect(formatExactTime(now, 'utc')).toBe('2026-11-23 17:04:11 UTC');
  expect(formatExactTime(now, 'local')).toMatch(/^2026-11-2[234] \d\d:\d\d:11 UTC/);
});

// A core can be set so that sessions last for thousands of years.
it('a time after the year 9999 has its whole year', () => {
  expect(formatExactTime(Date.UTC(21_039, 4, 27, 17, 4, 11), 'utc')).toBe('21039-05-27 17:04:11 UTC');
  expect(formatDay(Date.UTC(21_039, 4, 27, 17, 4, 11), 'utc')).toBe('21039-05-27');
  expect(formatClock(Date.UTC(21_039, 4, 27, 17, 4, 11), now, 'utc')).toBe('21039-05-27 17:04 UTC');
  const last = 8_640_000_000_000_000;
  expect(formatExactTime(last, 'utc')).toBe('275760-09-13 00:00:00 UTC');
  expect(formatExactTime(last, 'local')).toMatch(/^275760-09-1[23] /);
});

it('a value that is not a time is called so', () => {
  expect(formatExactTime(Number.NaN, 'utc')).toBe('not a valid time');
});
