import { describe, expect, it } from 'vitest';
import type { Connection } from '../../contract/domain/connection.ts';
import { fullCoverage } from '../../contract/domain/coverage.ts';
import type { RunProgress, RunState } from '../../contract/domain/revocation/run.ts';
import { changedConnections, missingFrom, movedConnections, settledConnections } from './stale-data.ts';

function progress(id: string, state: RunState = { state: 'running' }, ended = 0): RunProgress {
  return {
    ...{ id, connectionId: `core of ${id}`, source: { type: 'handles' }, reason: 'leak', startedAt: 1 },
    ...{ targets: 5, run: state, phase: 'ending', pass: 1, step: { done: 0, of: 5 }, rate: null },
    userName: null,
    ...{
      remainingMs: null,
      newSessions: { ended, left: 0, unknown: 0 },
      coverage: fullCoverage,
      hasSecondScan: false,
    },
    ...{ linkedSessions: { ended: 0, left: 0, unknown: 0 }, watched: null, lastLook: null },
    counts: {
      ...{ planned: 5, sent: 0, revoked: 0, 'already-gone': 0, unknown: 0 },
      ...{ 'revoked-unconfirmed': 0, 'still-active': 0, failed: 0 },
    },
  };
}

const watching: RunState = { state: 'watching', until: 9 };

describe('the list of open revocations', () => {
  it('makes nothing stale while the same revocations run, pause or are interrupted', () => {
    const before = [progress('a')];
    const after = [progress('a', { state: 'paused', reason: { type: 'operator' } })];
    expect(changedConnections(before, after)).toEqual([]);
    expect(settledConnections(before, after)).toEqual([]);
  });

  it('makes the list of past revocations stale when a revocation begins or ends', () => {
    expect(changedConnections([], [progress('a')])).toEqual(['core of a']);
    expect(changedConnections([progress('a'), progress('b')], [progress('b')])).toEqual(['core of a']);
  });

  it('makes the sessions of a connection stale when a revocation ends', () => {
    expect(settledConnections([progress('a'), progress('b')], [progress('b')])).toEqual(['core of a']);
    expect(settledConnections([], [progress('a')])).toEqual([]);
    expect(missingFrom([progress('b')], [progress('a'), progress('b')]).map(({ id }) => id)).toEqual(['a']);
  });

  it('makes the sessions stale when a revocation begins to watch, and when it ends new sessions', () => {
    expect(settledConnections([progress('a')], [progress('a', watching)])).toEqual(['core of a']);
    expect(settledConnections([progress('a', watching)], [progress('a', watching)])).toEqual([]);
    expect(settledConnections([progress('a', watching)], [progress('a', watching, 1)])).toEqual([
      'core of a',
    ]);
  });

  it('makes the sessions stale once, however often the watch waits for the core', () => {
    const waiting: RunProgress = {
      ...progress('a', { state: 'waiting', error: { code: 'unreachable', retryable: true }, retryAt: 9 }),
      phase: 'watching',
    };
    expect(settledConnections([progress('a', watching)], [waiting])).toEqual([]);
    expect(settledConnections([waiting], [progress('a', watching)])).toEqual([]);
  });
});

function connection(id: string, more: Partial<Connection> = {}): Connection {
  return {
    ...{ id, builtIn: false, name: id, address: `http://${id}.example:3567`, environment: 'staging' },
    ...{
      readOnly: false,
      plainHttp: false,
      authorities: [],
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 30_000,
      accessTokenLifetimeS: 3_600,
      oauthTokens: 'automatic',
    },
    ...{ key: 'none', connection: { state: 'closed' } },
    ...more,
  };
}

it('a connection whose address changed has stale data', () => {
  const before = [connection('a'), connection('b')];
  expect(
    movedConnections(before, [connection('a'), connection('b', { address: 'http://c.example' })]),
  ).toEqual(['b']);
});

it('a connection that is new, removed, renamed or opened has no stale data', () => {
  const before = [connection('a'), connection('removed')];
  const after = [connection('a', { name: 'other', connection: { state: 'opening' } }), connection('new')];
  expect(movedConnections(before, after)).toEqual([]);
});
