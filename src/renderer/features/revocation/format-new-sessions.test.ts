import { describe, expect, it } from 'vitest';
import { examplePlan } from '../../../../test/unit/support/revocation-examples.ts';
import {
  formatLinkedSessions,
  formatNewInRun,
  formatNewSessions,
  formatNoNewSession,
} from './format-new-sessions.ts';

describe('that there is no new session', () => {
  it('is said only when it was looked for, and of how many users', () => {
    const of = { plan: examplePlan({ users: 340 }), secondScan: null };
    expect(formatNoNewSession({ ...of, newSessionsLookedForIn: 340 })).toBe(
      'No new session began while this ran.',
    );
    expect(formatNoNewSession({ ...of, newSessionsLookedForIn: 12 })).toBe(
      'No new session was found for 12 users.',
    );
    expect(formatNoNewSession({ ...of, newSessionsLookedForIn: 0 })).toBeNull();
  });

  it.each([
    [true, 'No new session began while this ran.'],
    [false, 'No new session was found for 340 users.'],
  ])('is said of all users only when a second scan visited all of them: %j', (complete, said) => {
    const secondScan = { startedAt: 1, endedAt: 2, complete, users: 12, found: 0 };
    const plan = examplePlan({ users: 340 });
    expect(formatNoNewSession({ plan, secondScan, newSessionsLookedForIn: 340 })).toBe(said);
  });
});

describe('new sessions', () => {
  it.each([
    [0, 0, null],
    [1, 0, '1 new session began while this ran and was ended too.'],
    [2, 0, '2 new sessions began while this ran and were ended too.'],
    [0, 1, '1 new session began while this ran and is still active.'],
    [0, 3, '3 new sessions began while this ran and are still active.'],
    [1_200, 4, '1,204 new sessions began while this ran: 1,200 ended too, 4 still active.'],
  ])('are counted, %i ended and %i left: %s', (ended, left, sentence) => {
    expect(formatNewSessions({ ended, left })).toBe(sentence);
  });

  it.each([
    [true, '2 new sessions were found while this ran and were ended too.'],
    [false, '2 new sessions began while this ran and were ended too.'],
  ])('of a run that is not over (with a second scan: %s) are %s', (hasSecondScan, sentence) => {
    expect(formatNewInRun({ hasSecondScan, newSessions: { ended: 2, left: 0 } })).toBe(sentence);
  });

  it('that a second scan found are not said to have begun during the run', () => {
    expect(formatNewSessions({ ended: 2, left: 0 }, true)).toBe(
      '2 new sessions were found while this ran and were ended too.',
    );
  });
});

describe('sessions of linked accounts', () => {
  it.each([
    [0, 0, null],
    [
      0,
      2,
      '2 sessions of accounts that were linked during the run are still active. This order did not include them.',
    ],
    [1, 0, '1 session of accounts that were linked during the run was ended afterwards.'],
    [
      2,
      1,
      '3 sessions of accounts that were linked during the run: 2 ended afterwards, 1 still active. This order did not include it.',
    ],
  ])('are counted apart from new ones, %i ended and %i left: %s', (ended, left, sentence) => {
    expect(formatLinkedSessions({ ended, left })).toBe(sentence);
  });
});
