import { describe, expect, it } from 'vitest';
import { examplePlan } from '../../../../test/unit/support/revocations/revocation-examples.ts';
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
    [0, 0, 0, null],
    [1, 0, 0, '1 new session began while this ran and was ended too.'],
    [2, 0, 0, '2 new sessions began while this ran and were ended too.'],
    [0, 1, 0, '1 new session began while this ran and is still active.'],
    [0, 3, 0, '3 new sessions began while this ran and are still active.'],
    [1_200, 4, 0, '1,204 new sessions began while this ran: 1,200 ended too, 4 still active.'],
    [0, 1, 1, '1 new session began while this ran. It is unknown whether it ended.'],
    [0, 2, 2, '2 new sessions began while this ran. It is unknown whether they ended.'],
    [0, 3, 1, '3 new sessions began while this ran: 2 still active, 1 unknown.'],
    [5, 1, 1, '6 new sessions began while this ran: 5 ended too, 1 unknown.'],
    [5, 3, 1, '8 new sessions began while this ran: 5 ended too, 2 still active, 1 unknown.'],
  ])('are counted, %i ended and %i left, of which %i are unknown: %s', (ended, left, unknown, sentence) => {
    expect(formatNewSessions({ ended, left, unknown })).toBe(sentence);
  });

  it.each([
    [true, '2 new sessions were found while this ran and were ended too.'],
    [false, '2 new sessions began while this ran and were ended too.'],
  ])('of a run that is not over (with a second scan: %s) are %s', (hasSecondScan, sentence) => {
    expect(formatNewInRun({ hasSecondScan, newSessions: { ended: 2, left: 0, unknown: 0 } })).toBe(sentence);
  });

  it('that a second scan found are not said to have begun during the run', () => {
    expect(formatNewSessions({ ended: 2, left: 0, unknown: 0 }, true)).toBe(
      '2 new sessions were found while this ran and were ended too.',
    );
  });
});

describe('sessions of linked accounts', () => {
  it.each([
    [0, 0, 0, null],
    [
      0,
      2,
      0,
      '2 sessions of accounts that were linked during the run are still active. This order did not include them.',
    ],
    [1, 0, 0, '1 session of accounts that were linked during the run was ended afterwards.'],
    [
      2,
      1,
      0,
      '3 sessions of accounts that were linked during the run: 2 ended afterwards, 1 still active. This order did not include it.',
    ],
    [
      0,
      1,
      1,
      'It is unknown whether 1 session of accounts that were linked during the run ended. This order did not include it.',
    ],
    [
      2,
      2,
      1,
      '4 sessions of accounts that were linked during the run: 2 ended afterwards, 1 still active, 1 unknown. This order did not include them.',
    ],
  ])('are counted apart from new ones, %i ended and %i left, of which %i are unknown: %s', (ended, left, unknown, sentence) => {
    expect(formatLinkedSessions({ ended, left, unknown })).toBe(sentence);
  });
});
