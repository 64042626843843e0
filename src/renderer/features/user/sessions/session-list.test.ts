import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import { carryOver, emptySessionList, standing, takeItem } from './session-list.ts';

const error = { code: 'timeout', message: 'The core did not answer within 30 s.', retryable: true } as const;

function row(handle: string): SessionRow {
  return {
    ...{ handle, tenantId: 'public', userId: 'u', recipeUserId: 'u', timeCreated: 1, expiry: 2 },
    ...{ ip: null, userAgent: null },
  };
}

function listOf(...handles: string[]) {
  const list = emptySessionList();
  const listed = handles.map((handle) => ({ handle, tenantId: 'public', underId: 'u' }));
  takeItem(list, { type: 'handles', handles: listed });
  return list;
}

describe('the sessions of a person, as they arrive', () => {
  it('knows handles before details, and the total only when all are listed', () => {
    const list = listOf('a', 'b');
    expect(list.total).toBeNull();
    takeItem(list, { type: 'listed', total: 2 });
    expect(list.total).toBe(2);
    expect(list.counts).toEqual({ listed: 2, read: 0, gone: 0, failed: 0 });
  });

  it('tells read, gone and failed apart, and their numbers add up to what was listed', () => {
    const list = listOf('a', 'b', 'c', 'd');
    takeItem(list, { type: 'rows', rows: [row('a')] });
    takeItem(list, { type: 'gone', handles: ['b'] });
    takeItem(list, { type: 'failed', handles: ['c'], error });
    expect([...list.entries.values()].map((entry) => entry.state)).toEqual([
      'read',
      'gone',
      'failed',
      'listed',
    ]);
    expect(list.counts).toEqual({ listed: 1, read: 1, gone: 1, failed: 1 });
    expect(standing(list.counts)).toBe(3);
  });

  it('counts a handle once that is listed under two ids, and keeps the id it was found under first', () => {
    const list = listOf('a');
    takeItem(list, { type: 'handles', handles: [{ handle: 'a', tenantId: 'public', underId: 'other' }] });
    expect(list.entries.get('a')?.underId).toBe('u');
    expect(list.counts.listed).toBe(1);
  });

  it('replaces a failure by what a later reading says', () => {
    const list = listOf('a');
    takeItem(list, { type: 'failed', handles: ['a'], error });
    takeItem(list, { type: 'rows', rows: [row('a')] });
    expect(list.counts).toEqual({ listed: 0, read: 1, gone: 0, failed: 0 });
  });

  it('shows what was known of a session until it is read again, and nothing of one that is not listed any more', () => {
    const before = listOf('a', 'b', 'ended');
    takeItem(before, { type: 'rows', rows: [row('a'), row('ended')] });
    const now = listOf('a', 'b', 'new');
    carryOver(before, now);
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
});
