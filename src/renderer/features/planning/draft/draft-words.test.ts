import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { aDraft } from './a-draft.ts';
import {
  doneShare,
  draftTitle,
  endWords,
  foundWords,
  leftToEnd,
  notYetWords,
  progressParts,
  rateWords,
  remainingWords,
  stateWords,
} from './draft-words.ts';

const acme = { name: 'acme', readOnly: false };
const ruleProgress: Draft['progress'] = {
  ...{ of: 'rule', users: 1_240, usersInAll: 10_005, sessions: 23_100 },
  ...{ matches: 312, undecided: 7, unread: 2 },
};

describe('what a draft hits', () => {
  it('is said with what was taken out of it', () => {
    const { totals } = aDraft();
    expect(foundWords({ ...totals, excluded: 0 })).toBe('of 3 users');
    expect(foundWords(totals)).toBe('of 23 found of 3 users, 2 taken out');
  });

  it('stands on the button; that it is nothing, at the end only', () => {
    const nothing = { ...aDraft().totals, sessions: 0, excluded: 0 };
    expect(endWords(aDraft())).toBe('End 21 sessions …');
    expect(endWords(aDraft({ totals: nothing }))).toBe('End sessions …');
    expect(endWords(aDraft({ totals: nothing, state: { state: 'ready' } }))).toBe('No sessions to end');
  });

  it('has the name of its file, unless it was pasted', () => {
    const format = { type: 'text' } as const;
    expect(draftTitle(aDraft())).toBe('List leaked.csv');
    expect(draftTitle(aDraft({ source: { type: 'list', name: 'pasted', format } }))).toBe('Pasted list');
  });
});

describe('how far a draft is', () => {
  it('is said in lines and bytes of a list', () => {
    expect(progressParts(aDraft().progress)).toEqual([
      '3 of 5 lines looked up',
      '100 bytes of 200 bytes read',
      '1 blank line left out',
    ]);
  });

  it('is said in users and sessions of a rule', () => {
    expect(progressParts(ruleProgress)).toEqual([
      '1,240 of 10,005 users walked',
      '23,100 sessions seen',
      '312 match',
      '7 undecided',
      '2 could not be read',
    ]);
    expect(progressParts({ ...ruleProgress, usersInAll: null, matches: 1 })).toContain('1 matches');
    expect(progressParts({ ...ruleProgress, usersInAll: null })).toContain('1,240 users walked');
  });

  it('is a share that is whole at the end only', () => {
    expect(doneShare(aDraft().progress)).toBeCloseTo(0.3);
    expect(doneShare({ ...ruleProgress, usersInAll: null })).toBeNull();
    expect(doneShare({ ...ruleProgress, users: 10_010 })).toBe(1);
  });

  it('has a rate once there is one', () => {
    expect(rateWords(aDraft({ rate: null }))).toBeNull();
    expect(rateWords(aDraft({ rate: 240.4 }))).toBe('240 lines per second');
    expect(rateWords(aDraft({ rate: 0.2, progress: ruleProgress }))).toBe('less than 1 user per second');
  });

  it.each([
    [null, null],
    [900, 'a few seconds left'],
    [42_000, 'about 45 s left'],
    [150_000, 'about 3 min left'],
    [3_600_000, 'about 1 h left'],
    [8_000_000, 'about 2 h 14 min left'],
  ])('leaves %s ms: %s', (ms, words) => {
    expect(remainingWords(ms)).toBe(words);
  });

  it('says why it stands still', () => {
    expect(stateWords(aDraft({ state: { state: 'paused', by: 'restart', error: null } }))).toBe(
      'Curfew was closed while this ran. Resume goes on where it was.',
    );
    expect(stateWords(aDraft({ state: { state: 'stopped' } }))).toBe(
      'Stopped. What was looked up can be used.',
    );
  });
});

describe('what can be ended', () => {
  const ready = { state: { state: 'ready' } } as const;

  it('is what was found without what was taken out', () => {
    expect(leftToEnd(aDraft())).toBe(21);
  });

  it('waits for the end of the reading', () => {
    expect(notYetWords(aDraft(), acme)).toBe('Wait until the list is read, or stop it');
    expect(notYetWords(aDraft(ready), acme)).toBeNull();
    expect(notYetWords(aDraft({ state: { state: 'stopped' } }), acme)).toBeNull();
  });

  it('is nothing on a connection that is read-only', () => {
    expect(notYetWords(aDraft(ready), { name: 'acme', readOnly: true })).toBe('acme is read-only here');
  });

  it('says whether nothing was found or all was taken out', () => {
    const { totals } = aDraft();
    expect(notYetWords(aDraft({ ...ready, totals: { ...totals, sessions: 0, excluded: 0 } }), acme)).toBe(
      'No session was found',
    );
    expect(notYetWords(aDraft({ ...ready, totals: { ...totals, excluded: 23 } }), acme)).toBe(
      'All sessions were taken out',
    );
  });
});
