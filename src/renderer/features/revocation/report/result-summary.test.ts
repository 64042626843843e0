import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  exampleProgress,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { formatLifetime, formatTimeLeft } from '../../../messages/format-duration.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { allGone } from '../result-counts.ts';
import { formatVerification } from './result-summary.tsx';

const now = Date.UTC(2026, 10, 23, 16, 44, 11);
const minutes = (count: number) => now + count * 60_000;

describe('the time that is left', () => {
  it.each([
    [minutes(0.5), 'less than a minute'],
    [minutes(37.2), '38 min'],
    [minutes(60), '60 min'],
    [minutes(90), '90 min'],
    [minutes(91), '2 h'],
    [minutes(24 * 60), '24 h'],
    [minutes(100 * 24 * 60), '100 d'],
  ])('is never less than what is left, %#: %s', (until, expected) => {
    expect(formatTimeLeft(until, now)).toBe(expected);
  });
});

describe('the time of an exposure', () => {
  it('gives the time alone today, and the date with it on another day', () => {
    expect(formatClock(minutes(58), now, 'utc')).toBe('17:42 UTC');
    expect(formatClock(minutes(8 * 60), now, 'utc')).toBe('2026-11-24 00:44 UTC');
    expect(formatClock(now, now, 'utc', true)).toBe('16:44:11 UTC');
  });

  it('gives local time without a zone', () => {
    const local = new Date(now);
    const pad = (part: number) => part.toString().padStart(2, '0');
    expect(formatClock(now, now, 'local')).toBe(`${pad(local.getHours())}:${pad(local.getMinutes())}`);
  });
});

describe('a verification of an ended revocation', () => {
  const inState = (run: ReturnType<typeof exampleProgress>['run']) =>
    exampleProgress({ run, phase: 'verifying-sessions' });

  it('says what is read, or that nobody knows, as long as it is not held up', () => {
    expect(formatVerification(null, 0, false)).toBe('The sessions were not read again after the run.');
    expect(formatVerification(inState({ state: 'running' }), 3, true)).toBe(
      '3 sessions are unknown. Verifying again',
    );
  });

  it.each([
    [{ state: 'paused', reason: { type: 'operator' } }, 'Paused by you'],
    [
      { state: 'waiting', error: { code: 'unreachable', retryable: true }, retryAt: 1 },
      'Waiting for the core',
    ],
  ] as const)('is not said to be verifying while it is held up: %j', (run, said) => {
    expect(formatVerification(inState(run), 3, false)).toBe(said);
  });
});

describe('that every session is gone', () => {
  const none = { ended: 0, left: 0, unknown: 0 };
  const some = { ...countsAtStart(0), revoked: 2, 'already-gone': 1, 'revoked-unconfirmed': 1 };

  it('is true when every session ended, new ones too', () => {
    expect(allGone({ counts: some, newSessions: none, linkedSessions: none })).toBe(true);
    expect(
      allGone({ counts: some, newSessions: { ended: 3, left: 0, unknown: 0 }, linkedSessions: none }),
    ).toBe(true);
  });

  it.each([
    'planned',
    'sent',
    'unknown',
    'still-active',
    'failed',
  ] as const)('is not true with a session that is %s', (state) => {
    expect(allGone({ counts: { ...some, [state]: 1 }, newSessions: none, linkedSessions: none })).toBe(false);
  });

  it('is not true while a new session is left', () => {
    expect(
      allGone({ counts: some, newSessions: { ended: 0, left: 1, unknown: 0 }, linkedSessions: none }),
    ).toBe(false);
  });
});

describe('an exposure that is over', () => {
  it('names the lifetime and where it was set', () => {
    expect(
      text('exposure.expired', { time: '17:42', connection: 'Sandbox', lifetime: formatLifetime(3_600) }),
    ).toBe(
      'Access tokens of the ended sessions have expired since 17:42. The lifetime of access tokens that is set for Sandbox is 1 h.',
    );
  });

  it.each([
    [172_800, '2 d'],
    [3_600, '1 h'],
    [5_400, '90 min'],
    [45, '45 s'],
  ])('says %i s as %s', (lifetimeS, expected) => {
    expect(formatLifetime(lifetimeS)).toBe(expected);
  });
});
