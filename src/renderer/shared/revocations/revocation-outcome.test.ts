import { expect, it } from 'vitest';
import { exampleProgress } from '../../../../test/unit/support/revocations/revocation-examples.ts';
import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import { failure } from '../../../contract/failure.ts';
import {
  describeEnded,
  describeOutcome,
  isGone,
  mayHaveReport,
  outcomeOf,
  shortOutcome,
} from './revocation-outcome.tsx';

const none: TargetCounts = {
  ...{ planned: 0, sent: 0, revoked: 0, 'already-gone': 0, unknown: 0 },
  ...{ 'revoked-unconfirmed': 0, 'still-active': 0, failed: 0 },
};

it.each([
  [{ revoked: 1 }, 'This session was ended.', true],
  [{ 'already-gone': 1 }, 'This session was already gone before it was ended.', true],
  [{ unknown: 1 }, 'It is not known whether this session was ended.', false],
  [{ 'still-active': 1 }, 'This session is still active.', false],
  [{ planned: 1 }, 'This session was not ended. The run was stopped before.', false],
  [{ revoked: 4 }, '4 of 4 sessions were ended.', true],
  [{ unknown: 4 }, '0 of 4 sessions are known to be ended.', false],
  [{ sent: 4 }, '0 of 4 sessions are known to be ended.', false],
  [{ revoked: 1, unknown: 2, sent: 1 }, '1 of 4 sessions is known to be ended.', false],
  [{ 'already-gone': 4 }, 'All 4 sessions were already gone before they were ended.', true],
  [{ failed: 4 }, '0 of 4 sessions were ended.', false],
  [{ revoked: 2, failed: 1 }, '2 of 3 sessions were ended.', false],
  [{ revoked: 2, failed: 1, 'already-gone': 1 }, '3 of 4 sessions ended, 1 of them already gone.', false],
  [{ revoked: 1, 'already-gone': 2 }, '3 of 3 sessions ended, 2 of them already gone.', true],
  [
    { revoked: 1, unknown: 1, 'already-gone': 1 },
    '2 of 3 sessions are known to be ended, 1 of them already gone.',
    false,
  ],
])('the outcome of a revocation with %j says what is known', (counts, sentence, gone) => {
  const outcome = outcomeOf({ ...none, ...counts });
  expect(describeOutcome(outcome)).toBe(sentence);
  expect(isGone(outcome)).toBe(gone);
});

it.each([
  [{ revoked: 2, 'already-gone': 1 }, 'session.outcome.short-ended'],
  [{ revoked: 2, 'revoked-unconfirmed': 1 }, 'session.outcome.short-ended'],
  [{ 'already-gone': 2 }, 'session.outcome.short-gone'],
  [{ revoked: 2, unknown: 1 }, 'session.outcome.short-unknown'],
] as const)('a cell calls a session of a revocation with %j %s', (counts, key) => {
  expect(shortOutcome(outcomeOf({ ...none, ...counts }))).toBe(key);
});

it('the page of a user says of one session that was already gone that it was', () => {
  expect(describeEnded({ type: 'same', state: 'already-gone', targets: 1 })).toBe(
    'The session was already gone before it was ended.',
  );
});

it('the report of a revocation is read when it is not open, also where nobody can say what is open', () => {
  const { error } = failure('store-unavailable');
  const open = exampleProgress();
  expect(mayHaveReport({ list: null, error: null }, open.id)).toBe(false);
  expect(mayHaveReport({ list: null, error }, open.id)).toBe(true);
  expect(mayHaveReport({ list: [open], error: null }, open.id)).toBe(false);
  expect(mayHaveReport({ list: [], error: null }, open.id)).toBe(true);
});

it('a revocation is not said to end sessions while its watch waits for the core', () => {
  const waiting = { state: 'waiting', error: failure('unreachable').error, retryAt: 0 } as const;
  const watch = exampleProgress({ run: waiting, phase: 'watching' });
  expect(mayHaveReport({ list: [watch], error: null }, watch.id)).toBe(true);
  const run = exampleProgress({ run: waiting, phase: 'ending' });
  expect(mayHaveReport({ list: [run], error: null }, run.id)).toBe(false);
});
