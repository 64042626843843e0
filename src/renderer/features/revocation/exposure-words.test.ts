import { describe, expect, it } from 'vitest';
import { countsAtStart } from './count-summary.ts';
import { allGone, clockTime, expiredWords, exposureLeft, lifetimeWords, timeLeft } from './exposure-words.ts';

const now = Date.UTC(2026, 10, 23, 16, 44, 11);
const minutes = (count: number) => now + count * 60_000;

describe('timeLeft', () => {
  it.each([
    [minutes(0.5), 'less than a minute'],
    [minutes(37.2), '38 min'],
    [minutes(60), '60 min'],
    [minutes(90), '90 min'],
    [minutes(91), '2 h'],
    [minutes(24 * 60), '24 h'],
    [minutes(100 * 24 * 60), '100 d'],
  ])('%#: %s, never less than what is left', (until, words) => {
    expect(timeLeft(until, now)).toBe(words);
  });
});

describe('clockTime', () => {
  it('gives the time alone today, and the date with it on another day', () => {
    expect(clockTime(minutes(58), now, 'utc')).toBe('17:42 UTC');
    expect(clockTime(minutes(8 * 60), now, 'utc')).toBe('2026-11-24 00:44 UTC');
    expect(clockTime(now, now, 'utc', true)).toBe('16:44:11 UTC');
  });

  it('gives local time without a zone, as on the wall', () => {
    const local = new Date(now);
    const pad = (part: number) => part.toString().padStart(2, '0');
    expect(clockTime(now, now, 'local')).toBe(`${pad(local.getHours())}:${pad(local.getMinutes())}`);
  });
});

describe('exposureLeft', () => {
  it('goes from 1 to 0 and stays there', () => {
    expect(exposureLeft(minutes(60), 3_600, now)).toBe(1);
    expect(exposureLeft(minutes(30), 3_600, now)).toBe(0.5);
    expect(exposureLeft(minutes(-5), 3_600, now)).toBe(0);
    expect(exposureLeft(minutes(90), 3_600, now)).toBe(1);
  });
});

describe('allGone', () => {
  const none = { ended: 0, left: 0 };
  const some = { ...countsAtStart(0), revoked: 2, 'already-gone': 1, 'revoked-unconfirmed': 1 };

  it('holds when every session ended, those that began meanwhile too', () => {
    expect(allGone({ counts: some, newSessions: none, linkedSessions: none })).toBe(true);
    expect(allGone({ counts: some, newSessions: { ended: 3, left: 0 }, linkedSessions: none })).toBe(true);
  });

  it.each([
    'planned',
    'sent',
    'unknown',
    'still-active',
    'failed',
  ] as const)('does not hold with one that is %s', (state) => {
    expect(allGone({ counts: { ...some, [state]: 1 }, newSessions: none, linkedSessions: none })).toBe(false);
  });

  it('does not hold while one that began meanwhile is there', () => {
    expect(allGone({ counts: some, newSessions: { ended: 0, left: 1 }, linkedSessions: none })).toBe(false);
  });
});

describe('expiredWords', () => {
  it('names the lifetime and where it was set: it is all that is known', () => {
    expect(expiredWords('Sandbox', 3_600, '17:42')).toBe(
      'With the lifetime set for Sandbox (1 h), access tokens of the ended sessions have expired since 17:42.',
    );
  });

  it.each([
    [172_800, '2 d'],
    [3_600, '1 h'],
    [5_400, '90 min'],
    [45, '45 s'],
  ])('says %i s as %s', (lifetimeS, words) => {
    expect(lifetimeWords(lifetimeS)).toBe(words);
  });
});
