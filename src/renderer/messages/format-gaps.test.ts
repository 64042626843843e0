import { describe, expect, it } from 'vitest';
import { fullCoverage, gaps } from '../../contract/domain/coverage.ts';
import type { PlanSource } from '../../contract/domain/revocation/plan.ts';
import { formatGap, formatGapsTitle, gapSentences, scanLimits, shortGaps } from './format-gaps.ts';

describe('the gaps in one line', () => {
  it('are a number and a kind each, in the order of their sentences', () => {
    const coverage = { ...fullCoverage, 'unread-users': 10, 'ambiguous-lines': 2, 'malformed-lines': 1 };
    expect(shortGaps(coverage)).toBe('10 users not read, 2 ambiguous lines, 1 malformed line');
    expect(shortGaps(fullCoverage)).toBe('');
  });

  it('say that a number is not known', () => {
    expect(shortGaps({ ...fullCoverage, 'users-not-scanned': null })).toBe(
      'an unknown number of users not scanned',
    );
  });
});

describe('the sentences about what a plan does not cover', () => {
  it('are none for a plan that covers everything', () => {
    expect(gapSentences(fullCoverage, 'asked')).toEqual([]);
  });

  it('are one for each gap, in one order', () => {
    const coverage = { ...fullCoverage, 'unread-lines': 1, 'unknown-lines': 12, 'unread-users': 3 };
    expect(gapSentences(coverage, 'asked').map(({ gap }) => gap)).toEqual([
      'unread-users',
      'unknown-lines',
      'unread-lines',
    ]);
  });

  it.each([
    ['unread-users', 3, '3 users could not be read. Sessions of these users can still be active.'],
    ['unread-users', 1, '1 user could not be read. Sessions of this user can still be active.'],
    [
      'unread-sessions',
      5,
      '5 sessions of the scanned users could not be read, or their details name another user as the owner. They can still be active.',
    ],
    [
      'unread-sessions',
      1,
      '1 session of the scanned users could not be read, or its details name another user as the owner. It can still be active.',
    ],
    [
      'undecided-sessions',
      1_204,
      'For 1,204 sessions, a fact that the rule needs was not recorded. They are not ended.',
    ],
    [
      'users-not-scanned',
      480,
      '480 users were not scanned, because the scan was stopped. Sessions of these users can still be active.',
    ],
    [
      'users-not-scanned-again',
      480,
      '480 users were not scanned again, because the second scan was stopped. Sessions that these users began since the first scan can still be active.',
    ],
    [
      'users-not-scanned-again',
      1,
      '1 user was not scanned again, because the second scan was stopped. Sessions that this user began since the first scan can still be active.',
    ],
    [
      'users-not-watched',
      null,
      'The last look of the watch did not see an unknown number of users. Sessions that these users began since the look before can still be active.',
    ],
    [
      'ambiguous-lines',
      1,
      '1 line of the list matches several users, and none of these users was selected. No session is ended for this line.',
    ],
    [
      'unknown-lines',
      12,
      '12 lines of the list are unknown to the core. No session is ended for these lines.',
    ],
    [
      'malformed-lines',
      2,
      '2 lines of the list cannot be a session or a user. No session is ended for these lines.',
    ],
    ['unread-lines', 1, '1 line of the list could not be looked up. No session is ended for this line.'],
    [
      'lines-not-looked-up',
      40,
      '40 lines of the list were not looked up, because the list was stopped. No session is ended for these lines.',
    ],
  ] as const)('say of %s how many there are, and what it means for the sessions: %i', (gap, count, shown) => {
    expect(formatGap(gap, count, 'asked')).toBe(shown);
  });

  it('say of a number that nobody knows that it is not known, for every gap', () => {
    expect(formatGap('users-not-scanned', null, 'asked')).toBe(
      'An unknown number of users were not scanned, because the scan was stopped. Sessions of these users can still be active.',
    );
    expect(formatGap('lines-not-looked-up', null, 'started')).toBe(
      'An unknown number of lines of the list were not looked up, because the list was stopped. No session was ended for these lines.',
    );
    for (const gap of gaps) expect(formatGap(gap, null, 'asked')).toMatch(/an unknown number of /i);
  });

  it('say of a revocation that was started what was not ended', () => {
    expect(formatGap('unknown-lines', 1, 'started')).toBe(
      '1 line of the list is unknown to the core. No session was ended for this line.',
    );
    expect(formatGap('undecided-sessions', 1, 'started')).toBe(
      'For 1 session, a fact that the rule needs was not recorded. It was not ended.',
    );
  });
});

describe('the title of an outcome', () => {
  it('has a line for each gap, and is none without gaps', () => {
    expect(formatGapsTitle(fullCoverage)).toBeUndefined();
    expect(formatGapsTitle({ ...fullCoverage, 'unread-users': 1, 'undecided-sessions': 2 })).toBe(
      [formatGap('unread-users', 1, 'started'), formatGap('undecided-sessions', 2, 'started')].join('\n'),
    );
  });
});

describe('the sentences about what no scan can find', () => {
  const limits = (type: PlanSource['type'], hasSecondScan = false) =>
    scanLimits({ source: { type }, hasSecondScan }, 'asked');

  it('are said for every rule', () => {
    expect(limits('rule')).toEqual([
      'A scan cannot find sessions under ids without a user record. They are not ended.',
    ]);
  });

  it('say for everyone that sessions which begin behind the second scan are not found', () => {
    expect(limits('rule', true)[1]).toBe(
      'The second scan visits each user once. Sessions that a user begins after this visit, and users who sign up during the second scan, are not found. These sessions can still be active.',
    );
    expect(scanLimits({ source: { type: 'rule' }, hasSecondScan: true }, 'started')[1]).toBe(
      'The second scan visits each user once. Sessions that a user began after this visit, and users who signed up during the second scan, were not found. These sessions can still be active.',
    );
  });

  it('are not said where nothing was scanned', () => {
    expect(limits('list')).toEqual([]);
    expect(limits('user')).toEqual([]);
  });
});
