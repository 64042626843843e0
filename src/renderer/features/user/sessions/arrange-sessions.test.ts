import { describe, expect, it } from 'vitest';
import { arrangeSessions, newestFirst, type SessionColumn } from './arrange-sessions.ts';
import type { SessionEntry } from './session-entry.ts';

function read(
  handle: string,
  timeCreated: number,
  more: { ip?: string; tenantId?: string } = {},
): SessionEntry {
  const tenantId = more.tenantId ?? 'public';
  const row = {
    ...{ handle, tenantId, userId: 'u', recipeUserId: 'u', timeCreated, expiry: timeCreated + 10 },
    ...{ ip: more.ip ?? null, userAgent: 'curl/8.5.0' },
  };
  return { handle, tenantId, underId: 'u', state: 'read', row };
}

const unread: SessionEntry = { handle: 'later', tenantId: 'acme', underId: 'inner', state: 'listed' };
const entries = [
  read('a', 9),
  unread,
  read('b', 1_000, { ip: '203.0.113.7' }),
  read('c', 80, { tenantId: 'acme' }),
];
const method = () => 'Google';

function handles(arrangement: Partial<typeof newestFirst>): string[] {
  return arrangeSessions(entries, { ...newestFirst, ...arrangement }, method).map((entry) => entry.handle);
}

describe('arrangeSessions', () => {
  it('sorts by the time itself, newest first, and keeps what is not read yet at the end', () => {
    expect(handles({})).toEqual(['b', 'c', 'a', 'later']);
    expect(handles({ descending: false })).toEqual(['a', 'c', 'b', 'later']);
  });

  it('puts what was not recorded last in either direction', () => {
    expect(handles({ sortBy: 'network', descending: false })[0]).toBe('b');
    expect(handles({ sortBy: 'network', descending: true })[0]).toBe('b');
  });

  it.each<SessionColumn>([
    'handle',
    'tenant',
    'method',
    'created',
    'expires',
    'network',
    'device',
  ])('loses no session when sorted by %s', (sortBy) => {
    expect(handles({ sortBy }).toSorted()).toEqual(['a', 'b', 'c', 'later']);
  });

  it('filters by tenant, also what is not read yet', () => {
    expect(handles({ tenantId: 'acme' })).toEqual(['c', 'later']);
  });

  it('finds every word anywhere in the row, whatever the case', () => {
    expect(handles({ filter: '203.0.113' })).toEqual(['b']);
    expect(handles({ filter: 'ACME google' })).toEqual(['c', 'later']);
    expect(handles({ filter: 'not recorded curl' })).toEqual(['c', 'a']);
    expect(handles({ filter: 'nothing like it' })).toEqual([]);
  });

  it('finds sessions by the id they stand under', () => {
    expect(handles({ filter: 'inner' })).toEqual(['later']);
  });
});
