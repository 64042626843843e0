import { describe, expect, it } from 'vitest';
import type { Phase, RunState } from '../../../contract/domain/revocation.ts';
import { countsAtStart } from './count-summary.ts';
import {
  aboutWords,
  progressWords,
  rateWords,
  remainingWords,
  settledPercent,
  standingWords,
  stepWords,
} from './run-words.ts';

const error = { code: 'unreachable', message: 'The core does not answer.', retryable: true } as const;

describe('standingWords', () => {
  it.each<[RunState, Phase, number, string]>([
    [{ state: 'running' }, 'ending', 1, 'Ending sessions'],
    [{ state: 'running' }, 'verifying-sessions', 2, 'Reading each session again, pass 2'],
    [{ state: 'waiting', error, retryAt: 1 }, 'ending', 1, 'Waiting for the core'],
    [{ state: 'pausing' }, 'ending', 1, 'Pausing after the calls under way'],
    [{ state: 'paused', reason: { by: 'operator' } }, 'ending', 1, 'Paused by you'],
    [{ state: 'paused', reason: { by: 'core', error } }, 'ending', 1, 'Paused by itself: the core'],
    [{ state: 'paused', reason: { by: 'store', error } }, 'ending', 1, 'Paused by itself: the disk'],
    [{ state: 'stopping' }, 'ending', 3, 'Stopping after the calls under way'],
    [{ state: 'interrupted' }, 'ending', 1, 'Interrupted: Curfew was ended in the middle of it'],
    [{ state: 'watching', until: 1 }, 'watching', 1, 'Watching for new sessions'],
  ])('%#: %j', (run, phase, pass, words) => {
    expect(standingWords({ run, phase, pass })).toBe(words);
  });
});

describe('progressWords', () => {
  it('counts what is ended, with separators', () => {
    expect(progressWords({ ...countsAtStart(8_765), revoked: 1_240 })).toBe('1,240 of 10,005 ended so far');
  });
});

describe('stepWords', () => {
  it('names what is counted in each phase', () => {
    const step = { done: 3_100, of: 5_000 };
    expect(stepWords({ phase: 'ending', step })).toBe('3,100 of 5,000 sessions');
    expect(stepWords({ phase: 'verifying-sessions', step })).toBe('3,100 of 5,000 sessions read');
    expect(stepWords({ phase: 'verifying-users', step: { done: 0, of: 1 } })).toBe('0 of 1 user listed');
  });

  it('says nothing before there is anything to count', () => {
    expect(stepWords({ phase: 'ending', step: { done: 0, of: 0 } })).toBeNull();
  });
});

describe('pace', () => {
  it('gives slow rates one digit more', () => {
    expect(rateWords(839.7)).toBe('840 sessions a second');
    expect(rateWords(2.34)).toBe('2.3 sessions a second');
    expect(rateWords(1)).toBe('1 session a second');
  });

  it.each([
    [500, 'almost done'],
    [40_000, 'about 40 s left'],
    [61_000, 'about 2 min left'],
    [2 * 3_600_000, 'about 2 h left'],
  ])('%i ms: %s', (ms, words) => {
    expect(remainingWords(ms)).toBe(words);
  });

  it('never says less than what is left', () => {
    expect(aboutWords(59_001)).toBe('about 1 min');
    expect(aboutWords(90 * 60_000)).toBe('about 90 min');
  });
});

describe('the bar', () => {
  it('takes what was sent and not answered, and what is unknown, as open', () => {
    expect(settledPercent({ ...countsAtStart(40), sent: 10, revoked: 40, unknown: 10 })).toBe(40);
    expect(settledPercent(countsAtStart(0))).toBe(0);
  });
});
