import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../../../../contract/domain/session.ts';
import {
  activeCount,
  addItem,
  createSharedTexts,
  emptySessionList,
  type SessionList,
} from './session-list.ts';

const error = { code: 'timeout', retryable: true } as const;

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
  addItem(into, { type: 'handles', handles: listed });
  return into;
}

describe('the list of sessions of a user', () => {
  it('knows handles before details, and the total only when all are listed', () => {
    const sessions = listOf('a', 'b');
    expect(sessions.total).toBeNull();
    addItem(sessions, { type: 'listed', total: 2 });
    expect(sessions.total).toBe(2);
    expect(sessions.counts).toEqual({ listed: 2, read: 0, gone: 0, failed: 0 });
  });

  it('counts read, gone and failed sessions, and the numbers add up to those listed', () => {
    const sessions = listOf('a', 'b', 'c', 'd');
    addItem(sessions, { type: 'rows', rows: [row('a')] });
    addItem(sessions, { type: 'gone', handles: ['b'] });
    addItem(sessions, { type: 'failed', handles: ['c'], error });
    expect([...sessions.entries.values()].map((entry) => entry.state)).toEqual([
      'read',
      'gone',
      'failed',
      'listed',
    ]);
    expect(sessions.counts).toEqual({ listed: 1, read: 1, gone: 1, failed: 1 });
    expect(activeCount(sessions.counts)).toBe(3);
  });

  it('counts a handle once that is listed under two ids, under the first of them', () => {
    const sessions = listOf('a');
    addItem(sessions, { type: 'handles', handles: [{ handle: 'a', tenantId: 'public', underId: 'other' }] });
    expect(sessions.entries.get('a')?.underId).toBe('u');
    expect(sessions.counts.listed).toBe(1);
  });

  it('replaces a failure by what a later reading says', () => {
    const sessions = listOf('a');
    addItem(sessions, { type: 'failed', handles: ['a'], error });
    addItem(sessions, { type: 'rows', rows: [row('a')] });
    expect(sessions.counts).toEqual({ listed: 0, read: 1, gone: 0, failed: 0 });
  });

  it('shows the earlier details of a session until it is read again, and drops a session that is no longer listed', () => {
    const before = listOf('a', 'b', 'ended');
    addItem(before, { type: 'rows', rows: [row('a'), row('ended')] });
    const now = list(emptySessionList(before.entries), 'a', 'b', 'new');
    expect([...now.entries].map(([handle, entry]) => [handle, entry.state])).toEqual([
      ['a', 'read'],
      ['b', 'listed'],
      ['new', 'listed'],
    ]);
    expect(now.counts).toEqual({ listed: 2, read: 1, gone: 0, failed: 0 });
    expect([...now.earlier]).toEqual(['a']);
    addItem(now, { type: 'rows', rows: [row('a')] });
    expect(now.earlier.size).toBe(0);
  });

  it('reports each new entry with the one that it replaces, at the same position', () => {
    const reported: unknown[] = [];
    const sessions = listOf('a', 'b');
    addItem(sessions, { type: 'rows', rows: [row('b'), row('new')] }, (before, after) => {
      reported.push([before?.state, after.state, after.position]);
    });
    expect(reported).toEqual([
      ['listed', 'read', 1],
      [undefined, 'read', 2],
    ]);
  });
});

it('a shared text is equal to the original, also when there are more texts than are remembered', () => {
  const shared = createSharedTexts();
  const texts = Array.from({ length: 12_000 }, (_, index) => `text ${index % 6_000}`);
  expect(texts.map(shared)).toEqual(texts);
});
