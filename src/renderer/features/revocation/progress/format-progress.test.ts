import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  exampleProgress,
  exampleReport,
} from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import type { Phase, RunState } from '../../../../contract/domain/revocation/run.ts';
import {
  announcementOf,
  decidedPercent,
  endedAnnouncement,
  formatActivity,
  formatEndedSoFar,
  formatInterrupted,
  formatInterruptedNotice,
  formatPhaseRate,
  formatStep,
} from './format-progress.ts';

const error = { code: 'unreachable', retryable: true } as const;

describe('what a run does', () => {
  it.each<[RunState, Phase, number | null, string]>([
    [{ state: 'running' }, 'ending', 1, 'Ending sessions'],
    [{ state: 'running' }, 'verifying-sessions', 2, 'Reading each session again, pass 2'],
    [{ state: 'running' }, 'verifying-sessions', null, 'Reading each session again'],
    [
      { state: 'running' },
      'second-scan',
      2,
      'Second scan: looking for sessions that began since the first scan',
    ],
    [{ state: 'waiting', error, retryAt: 1 }, 'ending', 1, 'Waiting for the core'],
    [{ state: 'pausing' }, 'ending', 1, 'Pausing after the current calls'],
    [{ state: 'paused', reason: { type: 'operator' } }, 'ending', 1, 'Paused by you'],
    [{ state: 'paused', reason: { type: 'core', error } }, 'ending', 1, 'Paused because of the core'],
    [{ state: 'paused', reason: { type: 'store', error } }, 'ending', 1, 'Paused because of the disk'],
    [{ state: 'stopping' }, 'ending', 3, 'Stopping after the current calls'],
    [{ state: 'interrupted' }, 'ending', 1, 'Interrupted: Curfew was closed during the run'],
    [{ state: 'watching', until: 1 }, 'watching', 1, 'Watching for new sessions'],
  ])('is said in a few words, %#: %j', (run, phase, pass, activity) => {
    expect(formatActivity({ run, phase, pass })).toBe(activity);
  });
});

describe('the progress of a run', () => {
  it('counts what is ended, with separators', () => {
    expect(formatEndedSoFar({ ...countsAtStart(8_765), revoked: 1_240 })).toBe(
      '1,240 of 10,005 ended so far',
    );
  });

  it('names what is counted in each phase', () => {
    const step = { done: 3_100, of: 5_000 };
    expect(formatStep({ phase: 'ending', step })).toBe('3,100 of 5,000 sessions');
    expect(formatStep({ phase: 'verifying-sessions', step })).toBe('3,100 of 5,000 sessions read');
    expect(formatStep({ phase: 'verifying-users', step: { done: 0, of: 1 } })).toBe('0 of 1 user listed');
    expect(formatStep({ phase: 'second-scan', step })).toBe('3,100 of 5,000 users scanned');
  });

  it('says nothing before there is anything to count', () => {
    expect(formatStep({ phase: 'ending', step: { done: 0, of: 0 } })).toBeNull();
  });

  it('has a rate of what its phase counts', () => {
    expect(formatPhaseRate({ phase: 'ending', rate: 840 })).toBe('840 sessions per second');
    for (const phase of ['verifying-users', 'closing', 'watching-everyone', 'second-scan'] as const)
      expect(formatPhaseRate({ phase, rate: 840 })).toBe('840 users per second');
    expect(formatPhaseRate({ phase: 'ending', rate: null })).toBeNull();
  });

  it('counts what was sent and not answered, and what is unknown, as open', () => {
    expect(decidedPercent({ ...countsAtStart(40), sent: 10, revoked: 40, unknown: 10 })).toBe(40);
    expect(decidedPercent(countsAtStart(0))).toBe(0);
  });
});

describe('an interrupted revocation', () => {
  const counts = { ...countsAtStart(3_000), revoked: 1_200, 'already-gone': 40, sent: 760 };

  it('counts everything that is not known to be ended as open, also what was sent', () => {
    expect(formatInterrupted(counts)).toMatch(/^3,760 of 5,000 sessions are not known to be ended\./);
    expect(formatInterrupted(countsAtStart(1))).toMatch(/^1 of 1 session is not known to be ended\./);
  });

  it('is announced with how many sessions, and where', () => {
    expect(formatInterruptedNotice(counts, 'acme-prod')).toBe(
      'A revocation of 5,000 sessions on acme-prod was interrupted. 1,240 sessions are known to be ended.',
    );
    expect(formatInterruptedNotice({ ...countsAtStart(0), revoked: 1 }, 'acme')).toBe(
      'A revocation of 1 session on acme was interrupted. 1 session is known to be ended.',
    );
  });
});

const running = exampleProgress();
const paused = exampleProgress({ run: { state: 'paused', reason: { type: 'operator' } } });

describe('what a screen reader says of a revocation', () => {
  it('is nothing as long as only numbers change', () => {
    expect(announcementOf(running, { ...running, step: { done: 9, of: 23 } }, 'acme')).toBeNull();
    expect(announcementOf(paused, paused, 'acme')).toBeNull();
  });

  it('is its state when that changes, and where', () => {
    expect(announcementOf(running, paused, 'acme')).toBe('Paused by you. 0 of 23 ended so far on acme');
    expect(announcementOf(paused, running, 'acme')).toBe('Continuing with 23 sessions on acme');
  });

  it('is nothing of one that was interrupted: a notice over every page shows it', () => {
    expect(announcementOf(undefined, exampleProgress({ run: { state: 'interrupted' } }), 'acme')).toBeNull();
  });

  it('is the result at its end', () => {
    expect(endedAnnouncement(exampleReport(), 'acme')).toBe('23 of 23 sessions ended on acme');
  });

  it('tells at its end which sessions were already gone: it is said without the numbers of the report', () => {
    const counts = { ...countsAtStart(0), revoked: 21, 'already-gone': 2 };
    expect(endedAnnouncement(exampleReport({ counts }), 'acme')).toBe(
      '23 of 23 sessions ended, 2 of them already gone on acme',
    );
  });

  it('does not sound complete at the end of one whose plan has gaps', () => {
    expect(endedAnnouncement(exampleReport({ outcome: 'complete-with-gaps' }), 'acme')).toBe(
      'Complete with gaps: 23 of 23 sessions ended on acme',
    );
  });
});
