import { describe, expect, it } from 'vitest';
import {
  countsAtStart,
  exampleReceiver,
  exampleReport,
} from '../../../../test/unit/support/revocations/revocation-examples.ts';
import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import { targetStates } from '../../../contract/domain/stored-names.ts';
import { summarise } from '../../shared/revocations/revocation-outcome.tsx';
import {
  formatFailureMeaning,
  formatReportResult,
  formatResult,
  formatStateCount,
  formatTargetState,
  resultTone,
  stateCounts,
} from './result-counts.ts';

function counts(some: Partial<TargetCounts>): TargetCounts {
  return { ...countsAtStart(0), ...some };
}

const one = { ended: 1, left: 0, unknown: 0 };
const nothingBeside = {
  newSessions: { ended: 0, left: 0, unknown: 0 },
  linkedSessions: { ended: 0, left: 0, unknown: 0 },
};

/** Every combination of "none", "one" and "some" over the eight states: 6,561 results. */
function* everyResult(): Generator<TargetCounts> {
  const sizes = [0, 1, 1_240];
  for (let code = 0; code < sizes.length ** targetStates.length; code += 1) {
    const result = countsAtStart(0);
    let rest = code;
    for (const state of targetStates) {
      result[state] = sizes[rest % sizes.length] ?? 0;
      rest = Math.floor(rest / sizes.length);
    }
    yield result;
  }
}

describe('the numbers of a revocation', () => {
  it('add up to the plan, whatever the result', () => {
    for (const result of everyResult()) {
      const { total, ended, unknown, failed, stillActive, notSent } = summarise(result);
      expect(ended + unknown + failed + stillActive + notSent).toBe(total);
      expect(Object.values(result).reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(stateCounts(result).reduce((sum, { count }) => sum + count, 0)).toBe(total);
    }
  });

  it('never count what is unknown as failed, nor as ended', () => {
    expect(summarise(counts({ unknown: 12, sent: 3, revoked: 11 }))).toMatchObject({
      ...{ ended: 11, unknown: 15, failed: 0 },
    });
  });

  it('show the four that answer "is it over?" even when they are 0, and the others when there are any', () => {
    expect(stateCounts(counts({ revoked: 21, 'already-gone': 2 })).map(formatStateCount)).toEqual([
      ...['21 revoked', '2 already gone', '0 still active', '0 unknown'],
    ]);
    const all = stateCounts(counts({ 'revoked-unconfirmed': 1, failed: 1, planned: 2, sent: 1 }));
    expect(all.map(formatStateCount)).toEqual([
      '0 revoked',
      '0 already gone',
      '1 gone when read again',
      '0 still active',
      '0 unknown',
      '1 sent, no answer yet',
      '1 failed',
      '2 not sent',
    ]);
  });
});

describe('the result in a sentence', () => {
  it.each([
    [counts({ revoked: 21, 'already-gone': 2 }), '23 of 23 sessions ended'],
    [counts({ 'already-gone': 1 }), 'No session was ended: it was already gone'],
    [counts({ 'already-gone': 3 }), 'No session was ended: all 3 were already gone'],
    [counts({ revoked: 9_000, failed: 1_005 }), '9,000 of 10,005 sessions ended'],
    [counts({ revoked: 11, unknown: 12 }), '11 of 23 sessions are known to be ended'],
    [counts({ revoked: 1, unknown: 1 }), '1 of 2 sessions is known to be ended'],
    [counts({ planned: 23 }), '0 of 23 sessions ended'],
  ])('is, %#: %s', (result, headline) => {
    expect(formatResult(result)).toBe(headline);
  });
});

describe('the result in a sentence of a plan whose sessions were already gone', () => {
  const gone = (count: number) => exampleReport({ counts: counts({ 'already-gone': count }) });

  it('says that no session was ended, where none was', () => {
    expect(formatReportResult(gone(3))).toBe('No session was ended: all 3 were already gone');
  });

  it.each([
    'newSessions',
    'linkedSessions',
  ] as const)('does not say so where some of %s were ended', (which) => {
    const report = { ...gone(3), [which]: one };
    expect(formatReportResult(report)).toBe('All 3 sessions of the plan were already gone');
    expect(formatReportResult({ ...gone(1), [which]: one })).toBe('The session of the plan was already gone');
    expect(resultTone(report, 5)).toBe('good');
  });
});

describe('what a failure means', () => {
  it.each([
    [counts({ planned: 23 }), 'No session was ended.'],
    [counts({ failed: 1 }), 'No session was ended.'],
    [
      counts({ revoked: 11, unknown: 12 }),
      '11 of 23 sessions are known to be ended. 12 sessions are unknown.',
    ],
    [counts({ revoked: 4, failed: 1 }), '4 of 5 sessions ended. 1 session failed.'],
    [counts({ unknown: 1 }), '0 of 1 session are known to be ended. 1 session is unknown.'],
    [counts({ revoked: 11, planned: 12 }), '11 of 23 sessions ended. 12 sessions were not sent.'],
  ])('is, %#: %s', (result, meaning) => {
    expect(formatFailureMeaning({ counts: result, ...nothingBeside })).toBe(meaning);
  });

  it.each([
    'newSessions',
    'linkedSessions',
  ] as const)('is not that no session was ended where nobody knows that of some of %s', (which) => {
    const report = { counts: counts({ failed: 1 }), ...nothingBeside };
    const unknown = { ended: 0, left: 1, unknown: 1 };
    expect(formatFailureMeaning({ ...report, [which]: unknown })).not.toContain('No session was ended');
    const active = { ended: 0, left: 1, unknown: 0 };
    expect(formatFailureMeaning({ ...report, [which]: active })).toBe('No session was ended.');
  });

  it('says that nothing was ended only when nothing can have been', () => {
    for (const result of everyResult()) {
      const { ended, unknown } = summarise(result);
      const meaning = formatFailureMeaning({ counts: result, ...nothingBeside });
      expect(meaning === 'No session was ended.').toBe(ended + unknown === 0);
    }
  });

  it('does not say that nothing was ended where a session was that is not of the plan', () => {
    const result = { counts: counts({ failed: 2 }), ...nothingBeside };
    expect(formatFailureMeaning({ ...result, newSessions: one })).toBe(
      '0 of 2 sessions ended. 2 sessions failed.',
    );
    expect(formatFailureMeaning({ ...result, linkedSessions: one })).not.toContain('No session was ended');
  });
});

describe('the state of a target', () => {
  it('says of the core\'s "false" that the session was already gone', () => {
    expect(formatTargetState('already-gone')).toBe('already gone');
  });

  it('has no name that blames, for any state', () => {
    for (const state of targetStates)
      expect(formatTargetState(state)).not.toMatch(/error|kill|terminat|invalid/i);
  });
});

describe('the tone of a result', () => {
  it('is good when sessions were ended and everything was covered', () => {
    expect(resultTone(exampleReport(), 5)).toBe('good');
  });

  it('is not good when every session was already gone', () => {
    expect(resultTone(exampleReport({ counts: counts({ 'already-gone': 23 }) }), 5)).toBe('neutral');
  });

  it('is not good while a new session is left, or rows are damaged or not read yet', () => {
    expect(resultTone(exampleReport({ newSessions: { ended: 0, left: 1, unknown: 0 } }), 5)).toBe('neutral');
    expect(resultTone(exampleReport({ damagedRows: 3 }), 5)).toBe('neutral');
    expect(resultTone(exampleReport({ damagedRows: null }), 5)).toBe('neutral');
  });

  it('shows gaps, and nothing where sessions are not known to be ended', () => {
    expect(resultTone(exampleReport({ outcome: 'complete-with-gaps' }), 5)).toBe('gaps');
    expect(resultTone(exampleReport({ outcome: 'incomplete' }), 5)).toBe('neutral');
    expect(resultTone(exampleReport({ outcome: 'stopped' }), 5)).toBe('neutral');
  });

  describe('with signal receivers', () => {
    const taken = { ...exampleReceiver, delivered: 23, deliveredAt: 3 };
    const closed = { type: 'closed', at: 3, of: 1 } as const;
    const waiting = { type: 'waiting', until: 4, confirmed: 0, of: 1 } as const;

    it('is good when each of them took every event', () => {
      expect(resultTone(exampleReport({ signals: { receivers: [taken], exposure: closed } }), 3)).toBe(
        'good',
      );
    });

    it.each([
      ['waits', { waiting: 1 }],
      ['was refused', { refused: 1 }],
      ['is damaged in the queue', { damaged: 1 }],
      ['is in no queue', { notQueued: 1 }],
    ])('is not good while an event %s, whatever the receiver protects', (_what, some) => {
      const signals = { receivers: [{ ...taken, ...some }], exposure: closed };
      expect(resultTone(exampleReport({ signals }), 3)).toBe('neutral');
    });

    const removedThen = { because: 'removed', at: 1 } as const;

    it('is not good while a receiver that is not there any more has to confirm', () => {
      const signals = { receivers: [{ ...exampleReceiver, past: removedThen }], exposure: waiting };
      expect(resultTone(exampleReport({ signals }), 3)).toBe('neutral');
      expect(resultTone(exampleReport({ signals }), 4)).toBe('good');
    });

    it('is good when a receiver that protects nothing was removed before it got its events', () => {
      const removed = { ...exampleReceiver, past: removedThen, protectsAllServices: false, notQueued: 1 };
      const signals = { receivers: [taken, removed], exposure: closed };
      expect(resultTone(exampleReport({ signals }), 3)).toBe('good');
    });

    it('is good again when the tokens have expired, for a receiver that came later and was never told', () => {
      const later = { ...exampleReceiver, notQueued: 23 };
      expect(resultTone(exampleReport({ signals: { receivers: [later], exposure: waiting } }), 4)).toBe(
        'good',
      );
      const stuck = { ...exampleReceiver, waiting: 23 };
      expect(resultTone(exampleReport({ signals: { receivers: [stuck], exposure: waiting } }), 4)).toBe(
        'neutral',
      );
    });
  });
});
