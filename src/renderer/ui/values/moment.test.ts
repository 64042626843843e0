import { expect, it } from 'vitest';
import { formatRelativeTime } from '../../messages/format-time.ts';
import { nowFor } from './moment.tsx';

it('what has happened since the time was looked at last is in the past', () => {
  const [lastLook, clock] = [100_000, 114_000];
  const shown = (at: number) => formatRelativeTime(at, nowFor(at, lastLook, clock));
  expect(shown(108_000)).toBe('6 s ago');
  expect(shown(113_000)).toBe('just now');
  expect(shown(40_000)).toBe('1 min ago');
  expect(shown(100_000 + 3_600_000)).toBe('in 1 h');
});
