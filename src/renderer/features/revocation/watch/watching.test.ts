import { describe, expect, it } from 'vitest';
import { text } from '../../../messages/text.ts';
import { formatLastLook, formatLooking, formatWatched } from './watching.tsx';

const formatTime = (at: number) => `t${at}`;

describe('the notes of a watch', () => {
  it('say from when how many users are watched', () => {
    expect(formatWatched({ users: 1, from: 5, to: 5 }, false, formatTime)).toBe(
      '1 user is watched since t5.',
    );
    expect(formatWatched({ users: 50_000, from: 5, to: 9 }, true, formatTime)).toBe(
      '50,000 users were watched: the first since t5, the last since t9.',
    );
  });

  it('say how long a look takes, and how late a new session can be found where that is long', () => {
    expect(formatLastLook({ endedAt: 7, tookMs: 120, users: 1 }, formatTime)).toBe(
      'The last look ended at t7 and took 120 ms.',
    );
    expect(formatLastLook({ endedAt: 7, tookMs: 60_000, users: 50_000 }, formatTime)).toMatch(
      /longer than the pause of 10\.0 s between two looks\. It can take 130\.0 s until a new session is found\.$/,
    );
  });

  it('say how far the first lists of many users are, and how long they take', () => {
    const step = { done: 12_000, of: 50_000 };
    expect(formatLooking({ phase: 'first-lists', step, remainingMs: 76_000 })).toMatch(
      /^First, the present sessions of each user are listed: 12,000 of 50,000 users listed, .* left\.$/,
    );
    expect(formatLooking({ phase: 'watching', step, remainingMs: null })).toBe(
      'Now: 12,000 of 50,000 users listed.',
    );
    expect(formatLooking({ phase: 'watching', step: { done: 1, of: 999 }, remainingMs: null })).toBeNull();
    expect(formatLooking({ phase: 'ending', step, remainingMs: null })).toBeNull();
  });

  it('say of sessions that were active at the first list that nobody knows whether they are new', () => {
    expect(text('watch.not-known-to-be-new', { count: 3 })).toMatch(
      /^3 other sessions .* Nobody knows whether they are new\./,
    );
  });
});
