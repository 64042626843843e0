import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../../../../contract/domain/session.ts';
import { emptySessionList, type SessionList, standing, takeItem } from './session-list.ts';

const error = { code: 'timeout', message: 'The core did not answer within 30 s.', retryable: true } as const;

function row(handle: string): SessionRow {
  return {
    ...{ handle, tenantId: 'public', userId: 'u', recipeUserId: 'u', timeCreated: 1, expiry: 2 },
    ...{ ip: null, userAgent: null },
  };
}

function listOf(...handles: string[]) {
  return list(emptySessionList(), ...handles);
}

function list(into: SessionList, ...handles: string[]) {
  const listed = handles.map((handle) => ({ handle, tenantId: 'public', underId: 'u' }));
  takeItem(into, { type: 'handles', handles: listed });
  return into;
}

describe('the sessions of a person, as they arrive', () => {
  it('knows handles before details, and the total only when all are listed', () => {
    const sessions = listOf('a', 'b');
    expect(sessions.total).toBeNull();
    takeItem(sessions, { type: 'listed', total: 2 });
    expect(sessions.total).toBe(2);
    expect(sessions.counts).toEqual({ listed: 2, read: 0, gone: 0, failed: 0 });
  });

  it('tells read, gone and failed apart, and their numbers add up to what was listed', () => {
    const sessions = listOf('a', 'b', 'c', 'd');
    takeItem(sessions, { type: 'rows', rows: [row('a')] });
    takeItem(sessions, { type: 'gone', handles: ['b'] });
    takeItem(sessions, { type: 'failed', handles: ['c'], error });
    expect([...sessions.entries.values()].map((entry) => entry.state)).toEqual([
      'read',
      'gone',
      'failed',
      'listed',
    ]);
    expect(sessions.counts).toEqual({ listed: 1, read: 1, gone: 1, failed: 1 });
    expect(standing(sessions.counts)).toBe(3);
  });

  it('counts a handle once that is listed under two ids, and keeps the id it was found under first', () => {
    const sessions = listOf('a');
    takeItem(sessions, { type: 'handles', handles: [{ handle: 'a', tenantId: 'public', underId: 'other' }] });
    expect(sessions.entries.get('a')?.underId).toBe('u');
    expect(sessions.counts.listed).toBe(1);
  });

  it('replaces a failure by what a later reading says', () => {
    const sessions = listOf('a');
    takeItem(sessions, { type: 'failed', handles: ['a'], error });
    takeItem(sessions, { type: 'rows', rows: [row('a')] });
    expect(sessions.counts).toEqual({ listed: 0, read: 1, gone: 0, failed: 0 });
  });

  it('shows what was known of a session until it is read again, and nothing of one that is not listed any more', () => {
    const before = listOf('a', 'b', 'ended');
    takeItem(before, { type: 'rows', rows: [row('a'), row('ended')] });
    const now = list(emptySessionList(before.entries), 'a', 'b', 'new');
    expect([...now.entries].map(([handle, entry]) => [handle, entry.state])).toEqual([
      ['a', 'read'],
      ['b', 'listed'],
      ['new', 'listed'],
    ]);
    expect(now.counts).toEqual({ listed: 2, read: 1, gone: 0, failed: 0 });
    expect([...now.earlier]).toEqual(['a']);
    takeItem(now, { type: 'rows', rows: [row('a')] });
    expect(now.earlier.size).toBe(0);
  });

  it('tells of each entry that came and of the one whose place it took, which has the same position', () => {
    const told: unknown[] = [];
    const sessions = listOf('a', 'b');
    takeItem(sessions, { type: 'rows', rows: [row('b'), row('late')] }, (before, after) => {
      told.push([before?.state, after.state, after.position]);
    });
    expect(told).toEqual([
      ['listed', 'read', 1],
      [undefined, 'read', 2],
    ]);
  });
});
