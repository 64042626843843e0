import { expect, it } from 'vitest';
import { formatNearClock } from './format-time.ts';

it('a moment after the next midnight has no date when it is near, and has one when it is not', () => {
  const evening = Date.UTC(2026, 10, 27, 23, 13);
  expect(formatNearClock(evening + 60 * 60_000, evening, 'utc')).toBe('00:13 UTC');
  expect(formatNearClock(evening + 13 * 60 * 60_000, evening, 'utc')).toBe('2026-11-28 12:13 UTC');
});
