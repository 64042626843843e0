import { expect, it } from 'vitest';
import { readTime, zoneOf } from './written-time.ts';

it('reads what was written in UTC', () => {
  expect(readTime('2026-11-24T14:00', 'utc')).toBe(Date.UTC(2026, 10, 24, 14, 0));
  expect(readTime('2026-11-24T14:00:30', 'utc')).toBe(Date.UTC(2026, 10, 24, 14, 0, 30));
});

it('reads what was written in the zone of this machine', () => {
  expect(readTime('2026-11-24T14:00', 'local')).toBe(new Date(2026, 10, 24, 14, 0).getTime());
});

it.each(['', '2026-11-24', 'tomorrow', '2026-13-45T99:00'])('takes %j for no time', (text) => {
  expect(readTime(text, 'utc')).toBeNull();
});

it('names the zone', () => {
  expect(zoneOf('2026-11-24T14:00', 'utc', 0)).toBe('UTC');
  expect(zoneOf('2026-11-24T14:00', 'local', 0)).toMatch(/^UTC/);
});
