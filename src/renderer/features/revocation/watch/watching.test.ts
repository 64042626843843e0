import { describe, expect, it } from 'vitest';
import { examplePlan } from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { failure } from '../../../../contract/failure.ts';
import { text } from '../../../messages/text.ts';
import { formatCovered, formatLastLook, formatLooking, formatWatched, foundNone } from './watching.tsx';

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
    expect(formatLastLook({ endedAt: 7, tookMs: 120 }, false, formatTime)).toBe(
      'The last look ended at t7 and took 120 ms.',
    );
    expect(formatLastLook({ endedAt: 7, tookMs: 60_000 }, false, formatTime)).toMatch(
      /longer than the pause of 10\.0 s between two looks\. It can take 2 min 10 s until a new session is found\.$/,
    );
    expect(formatLastLook({ endedAt: 7, tookMs: 60_000 }, true, formatTime)).toBe(
      'The last look ended at t7 and took 1 min 0 s.',
    );
  });

  it('say that there is no new session so far only when the last look has seen users', () => {
    const look = { endedAt: 7, tookMs: 120, users: 3, notListed: 0, error: null, everyone: null };
    const none = { ended: 0, left: 0, unknown: 0 };
    expect(foundNone({ lastLook: look, newSessions: none })).toBe(true);
    expect(foundNone({ lastLook: look, newSessions: { ended: 1, left: 0, unknown: 0 } })).toBe(false);
    expect(foundNone({ lastLook: null, newSessions: none })).toBe(false);
    expect(foundNone({ lastLook: { ...look, users: 0, notListed: 3 }, newSessions: none })).toBe(false);
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

  it('say of a revocation of everyone that all users are watched, since when, and whom the last look did not see', () => {
    const plan = examplePlan({ source: { type: 'rule', rule: { all: [] }, tenants: null } });
    const look = { endedAt: 7, tookMs: 60_000, users: 50_000, notListed: 0, error: null };
    const covered = { plan, secondScan: null, everyone: { from: 3, to: 5 } };
    const complete = { ...look, everyone: { completeFrom: 6, notSeen: 0, error: null } };
    expect(formatCovered(covered, complete, false, formatTime)).toEqual([
      'All users are watched too, and users who sign up: what began after the second scan visited a user (t3 to t5) is new. A session that begins and ends between two looks is not seen.',
      'The last look that saw all users began at t6.',
    ]);
    const { error } = failure('core-error', { reason: 'user-id-not-storable' });
    const failed = { ...look, everyone: { completeFrom: null, notSeen: 101, error } };
    expect(formatCovered(covered, failed, true, formatTime).slice(1)).toEqual([
      'No look saw all users.',
      'The last look did not see 101 users. New sessions of these users can be missing.',
      expect.stringMatching(/^The reason: /),
    ]);
  });

  it('say of users of the plan whom the last look did not see how many they are, and why', () => {
    const { error } = failure('core-error', { reason: 'user-id-not-storable' });
    const look = { endedAt: 7, tookMs: 120, users: 0, notListed: 1, error, everyone: null };
    const covered = { plan: examplePlan(), secondScan: null, everyone: null };
    expect(formatCovered(covered, look, true, formatTime)).toEqual([
      'The last look did not see 1 user. New sessions of this user can be missing.',
      expect.stringMatching(/^The reason: /),
    ]);
  });

  it('say of a rule whose watch sees users of the plan alone that nobody else was watched, and why', () => {
    const plan = examplePlan({ source: { type: 'rule', rule: { all: [] }, tenants: null } });
    const only = { plan, secondScan: null, everyone: null };
    expect(formatCovered(only, null, true, formatTime)).toEqual([
      'Only users with sessions in the plan were watched. New sessions of other users, and of users who sign up, were not seen.',
    ]);
    const secondScan = { startedAt: 1, endedAt: 2, complete: false, users: 3, found: 0 };
    expect(formatCovered({ ...only, secondScan }, null, true, formatTime)[0]).toMatch(
      /because the second scan did not visit all users/,
    );
    expect(formatCovered({ ...only, plan: examplePlan() }, null, true, formatTime)).toEqual([]);
  });

  it('say of sessions that were active at the first list that nobody knows whether they are new', () => {
    expect(text('watch.not-known-to-be-new', { count: 3 })).toMatch(
      /^3 other sessions .* Nobody knows whether they are new\./,
    );
  });
});
