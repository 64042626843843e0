import { describe, expect, it } from 'vitest';
import { fullCoverage } from '../../../../contract/domain/coverage.ts';
import type { LineGap } from '../../../../contract/domain/revocation/gap-rows.ts';
import {
  canTryAgain,
  formatGapRow,
  formatGapsSwitch,
  formatNotListed,
  formatNotTriedAgain,
} from './gap-rows.ts';

const error = { code: 'timeout', retryable: true } as const;

describe('a row of what was not covered', () => {
  it.each<[LineGap, string]>([
    [{ type: 'ambiguous-lines', users: 2 }, '2 users match, none was selected'],
    [{ type: 'unknown-lines' }, 'Unknown: no session and no user has this value'],
    [
      { type: 'malformed-lines', reason: { code: 'not-json', count: null } },
      'Malformed: the line is not JSON',
    ],
    [{ type: 'unread-lines', error }, 'Could not be looked up: The core did not answer in time.'],
    [{ type: 'lines-not-looked-up' }, 'Not looked up: the list was stopped'],
  ])('says why a line selects nothing: %j', (why, expected) => {
    expect(formatGapRow({ type: 'line', line: 3, text: 'x', why })).toBe(expected);
  });

  it('tells a user that could not be read from a session', () => {
    expect(formatGapRow({ type: 'user', userId: 'ada' })).toBe('The user could not be read');
    expect(formatGapRow({ type: 'session', userId: 'ada', handle: 'h' })).toBe(
      'The session could not be read, or its details name another user as its owner',
    );
  });

  it('says which fact is missing of a session about which the rule is undecided', () => {
    const session = { userId: 'ada', name: null, handle: 'h', ip: null };
    expect(formatGapRow({ type: 'undecided', ...session, undecidedFor: ['ip'] })).toBe(
      'Undecided: network not recorded',
    );
  });
});

describe('the list of what was not covered', () => {
  it('has its number in its name, as far as it is known', () => {
    expect(formatGapsSwitch({ ...fullCoverage, 'unknown-lines': 1_200, 'malformed-lines': 4 })).toBe(
      'Not covered: 1,204',
    );
    expect(formatGapsSwitch({ ...fullCoverage, 'unknown-lines': 2, 'lines-not-looked-up': null })).toBe(
      'Not covered',
    );
    expect(formatGapsSwitch({ ...fullCoverage, 'undecided-sessions': 9 })).toBe('Not covered: 9');
    expect(formatGapsSwitch({ ...fullCoverage, 'users-not-scanned': 9 })).toBe('Not covered');
  });

  it('says what it does not have', () => {
    expect(formatNotListed({ ...fullCoverage, 'unread-users': 3 })).toEqual([]);
    expect(formatNotListed({ ...fullCoverage, 'undecided-sessions': 2, 'users-not-scanned': null })).toEqual([
      'Users that were not scanned are not listed.',
    ]);
    expect(formatNotListed({ ...fullCoverage, 'users-not-scanned-again': 7 })).toEqual([
      'Users that were not scanned are not listed.',
    ]);
    expect(formatNotListed({ ...fullCoverage, 'users-not-watched': 7 })).toEqual([
      'Users that the watch did not see are not listed.',
    ]);
    expect(formatNotListed({ ...fullCoverage, 'lines-not-looked-up': null })).toHaveLength(1);
  });
});

describe('trying gaps again', () => {
  it('is possible for everything that another look-up can change', () => {
    expect(canTryAgain({ ...fullCoverage, 'ambiguous-lines': 1 })).toBe(true);
    expect(canTryAgain({ ...fullCoverage, 'unread-sessions': 1 })).toBe(true);
    expect(canTryAgain({ ...fullCoverage, 'undecided-sessions': 1 })).toBe(true);
    expect(canTryAgain({ ...fullCoverage, 'lines-not-looked-up': null })).toBe(true);
  });

  it('is not possible for lines that are malformed, and for what is only counted', () => {
    expect(canTryAgain(fullCoverage)).toBe(false);
    expect(canTryAgain({ ...fullCoverage, 'malformed-lines': 3 })).toBe(false);
    expect(canTryAgain({ ...fullCoverage, 'users-not-scanned': null })).toBe(false);
    expect(canTryAgain({ ...fullCoverage, 'users-not-scanned-again': 7 })).toBe(false);
  });

  it('says what a new draft does not have', () => {
    expect(formatNotTriedAgain({ ...fullCoverage, 'ambiguous-lines': 1, 'unknown-lines': 2 })).toBeNull();
    expect(formatNotTriedAgain({ ...fullCoverage, 'unknown-lines': 2, 'malformed-lines': 3 })).toBe(
      'Not tried again: 3 malformed lines',
    );
    expect(formatNotTriedAgain({ ...fullCoverage, 'undecided-sessions': 1, 'users-not-scanned': 7 })).toBe(
      'Not tried again: 7 users not scanned',
    );
    expect(formatNotTriedAgain({ ...fullCoverage, 'lines-not-looked-up': null })).toBe(
      'Not tried again: lines that were not read from the list',
    );
  });
});
