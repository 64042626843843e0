import { describe, expect, it } from 'vitest';
import { fullCoverage } from '../../contract/domain/coverage.ts';
import type { RunProgress, RunState } from '../../contract/domain/revocation.ts';
import { changedConnections, missingFrom, settledConnections } from './open-revocations-changes.ts';

function progress(id: string, state: RunState = { state: 'running' }, ended = 0): RunProgress {
  return {
    ...{ id, connectionId: `core of ${id}`, scope: { type: 'handles' }, reason: 'leak', startedAt: 1 },
    ...{ targets: 5, run: state, phase: 'ending', pass: 1, step: { done: 0, of: 5 }, rate: null },
    ...{ remainingMs: null, newSessions: { ended, left: 0 }, coverage: fullCoverage },
    ...{ linkedSessions: { ended: 0, left: 0 }, watched: null, lastLook: null },
    counts: {
      ...{ planned: 5, sent: 0, revoked: 0, 'already-gone': 0, unknown: 0 },
      ...{ 'revoked-unconfirmed': 0, 'still-active': 0, failed: 0 },
    },
  };
}

const watching: RunState = { state: 'watching', until: 9 };

describe('what changed among the open revocations', () => {
  it('is nothing while the same ones go on, stand still or are interrupted', () => {
    const before = [progress('a')];
    const after = [progress('a', { state: 'paused', reason: { by: 'operator' } })];
    expect(changedConnections(before, after)).toEqual([]);
    expect(settledConnections(before, after)).toEqual([]);
  });

  it('is the list of past ones when one comes or goes', () => {
    expect(changedConnections([], [progress('a')])).toEqual(['core of a']);
    expect(changedConnections([progress('a'), progress('b')], [progress('b')])).toEqual(['core of a']);
  });

  it('are the sessions of its connection when one ends', () => {
    expect(settledConnections([progress('a'), progress('b')], [progress('b')])).toEqual(['core of a']);
    expect(settledConnections([], [progress('a')])).toEqual([]);
    expect(missingFrom([progress('b')], [progress('a'), progress('b')]).map(({ id }) => id)).toEqual(['a']);
  });

  it('are the sessions too once one does nothing but watch, and when it ends new ones then', () => {
    expect(settledConnections([progress('a')], [progress('a', watching)])).toEqual(['core of a']);
    expect(settledConnections([progress('a', watching)], [progress('a', watching)])).toEqual([]);
    expect(settledConnections([progress('a', watching)], [progress('a', watching, 1)])).toEqual([
      'core of a',
    ]);
  });
});
