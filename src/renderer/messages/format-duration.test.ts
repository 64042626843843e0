import { expect, it } from 'vitest';
import {
  formatDuration,
  formatElapsed,
  formatEstimate,
  formatRemaining,
  formatTook,
} from './format-duration.ts';

it.each([
  [45_000, '45 s'],
  [12 * 60_000 + 59_000, '12 min'],
  [3 * 3_600_000, '3 h'],
  [99 * 86_400_000, '99 d'],
  [1_000 * 86_400_000, '2.7 y'],
])('a duration of %d ms is given in one unit', (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});

it('elapsed time is never zero', () => {
  expect(formatElapsed(0.2)).toBe('1 ms');
  expect(formatElapsed(999.6)).toBe('1.0 s');
  expect(formatElapsed(1_440)).toBe('1.4 s');
});

it.each([
  [59_949, '59.9 s'],
  [59_960, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [3_599_600, '1 h 0 min'],
  [36_180_000, '10 h 3 min'],
])('elapsed time of %d ms is given in units that can be grasped', (ms, shown) => {
  expect(formatElapsed(ms)).toBe(shown);
});

it('how long something took is not known where its clock was set back meanwhile', () => {
  expect(formatTook({ startedAt: 10_000, endedAt: 11_440 })).toBe('1.4 s');
  expect(formatTook({ startedAt: 10_000, endedAt: 10_000 })).toBe('1 ms');
  expect(formatTook({ startedAt: 10_000, endedAt: 4_000 })).toBeNull();
});

it.each([
  [1, 'about 5 s'],
  [41_000, 'about 45 s'],
  [58_000, 'about 1 min'],
  [12 * 60_000 - 1, 'about 12 min'],
  [60 * 60_000, 'about 1 h'],
  [90 * 60_000, 'about 1 h 30 min'],
])('an estimate of %d ms is rounded up', (ms, shown) => {
  expect(formatEstimate(ms)).toBe(shown);
});

it('the remaining time is coarse, because it is an estimate', () => {
  expect(formatRemaining(900)).toBe('a few seconds left');
  expect(formatRemaining(170_000)).toBe('about 3 min left');
});
