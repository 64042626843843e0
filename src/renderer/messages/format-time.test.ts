import { expect, it } from 'vitest';
import { formatExactTime, formatRelativeTime } from './format-time.ts';

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

it('a value that is not a time is called so', () => {
  expect(formatExactTime(Number.NaN, 'utc')).toBe('not a valid time');
});
