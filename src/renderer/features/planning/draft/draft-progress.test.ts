import { describe, expect, it } from 'vitest';
import { exampleDraft } from '../../../../../test/unit/support/planning/example-draft.ts';
import type { ControlAction, Draft } from '../../../../contract/domain/planning/draft.ts';
import { controlsOf, doneShare, formatDraftRate, progressParts, stateText } from './draft-progress.tsx';

const error = { code: 'timeout', retryable: true } as const;
const waiting = { state: 'waiting', error, retryAt: 0 } as const;

const ruleProgress: Draft['progress'] = {
  ...{ type: 'rule', users: 1_240, usersInAll: 10_005, notCounted: null, sessions: 23_100 },
  ...{ matches: 312, undecided: 7, unread: 2 },
};

describe('the progress of a draft', () => {
  it('is in lines and bytes of a list', () => {
    expect(progressParts(exampleDraft().progress)).toEqual([
      '3 of 5 lines looked up',
      '100 bytes of 200 bytes read',
      '1 blank line skipped',
    ]);
  });

  it('is in users and sessions of a rule', () => {
    expect(progressParts(ruleProgress)).toEqual([
      '1,240 of 10,005 users scanned',
      '23,100 sessions of these users',
      '312 match',
      '7 undecided',
      '2 could not be read',
    ]);
    expect(progressParts({ ...ruleProgress, usersInAll: null, matches: 1 })).toContain('1 matches');
    expect(progressParts({ ...ruleProgress, usersInAll: null })).toContain('1,240 users scanned');
  });

  it('gives a reason when the total of users is not known', () => {
    const uncounted = { ...ruleProgress, usersInAll: null };
    expect(progressParts({ ...uncounted, notCounted: 'many-tenants' })[0]).toBe(
      '1,240 users scanned, total not known: the users of more than 100 tenants are not counted before the scan',
    );
    expect(progressParts({ ...uncounted, notCounted: 'failed' })[0]).toBe(
      '1,240 users scanned, total not known: the core did not count the users',
    );
  });

  it('is complete only at the end', () => {
    expect(doneShare(exampleDraft().progress)).toBeCloseTo(0.3);
    expect(doneShare({ ...ruleProgress, usersInAll: null })).toBeNull();
    expect(doneShare({ ...ruleProgress, users: 10_010 })).toBe(1);
  });

  it('has a rate as soon as it is known', () => {
    expect(formatDraftRate(exampleDraft({ rate: null }))).toBeNull();
    expect(formatDraftRate(exampleDraft({ rate: 240.4 }))).toBe('240 lines per second');
    expect(formatDraftRate(exampleDraft({ rate: 0.2, progress: ruleProgress }))).toBe(
      'less than 1 user per second',
    );
  });

  it('has a sentence for each state', () => {
    expect(stateText(exampleDraft({ state: waiting }))).toBe('Waiting for the core');
    expect(stateText(exampleDraft({ state: { state: 'pausing' } }))).toBe('Pausing after the current calls');
    expect(stateText(exampleDraft({ state: { state: 'stopping' } }))).toBe(
      'Stopping after the current calls',
    );
    expect(stateText(exampleDraft({ state: { state: 'paused', by: 'restart', error: null } }))).toBe(
      'Paused: Curfew was closed. Resume continues from here.',
    );
    // Neither is asked before the draft is resumed, so nobody knows whether it works again.
    expect(stateText(exampleDraft({ state: { state: 'paused', by: 'core', error } }))).toBe(
      'Paused because of the core',
    );
    expect(stateText(exampleDraft({ state: { state: 'paused', by: 'store', error } }))).toBe(
      'Paused because of the disk',
    );
    expect(stateText(exampleDraft({ state: { state: 'stopped' } }))).toBe(
      'Stopped. The lines that were looked up can be used.',
    );
  });
});

const { totals } = exampleDraft();
const withUnread = { ...totals, byResult: { ...totals.byResult, unread: 3 } };

it.each<[string, Partial<Draft>, ControlAction[]]>([
  ['is read', {}, ['pause', 'stop']],
  ['waits for the core', { state: waiting }, ['pause', 'stop']],
  ['is pausing', { state: { state: 'pausing' } }, ['stop']],
  ['is stopping', { state: { state: 'stopping' } }, []],
  ['is paused', { state: { state: 'paused', by: 'core', error } }, ['resume', 'stop']],
  ['was stopped', { state: { state: 'stopped' } }, []],
  ['is ready', { state: { state: 'ready' } }, []],
  ['has unread lines', { state: { state: 'ready' }, totals: withUnread }, ['retry']],
  ['has unread lines and is read', { totals: withUnread }, ['pause', 'stop']],
  ['failed', { state: { state: 'failed', error }, totals: withUnread }, []],
])('a draft that %s has the controls for its state', (_case, more, actions) => {
  expect(controlsOf(exampleDraft(more))).toEqual(actions);
});
