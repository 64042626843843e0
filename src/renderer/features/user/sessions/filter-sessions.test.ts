import { describe, expect, it } from 'vitest';
import { everySession, filterSessions, type SessionFilter, sessionsByTenant } from './filter-sessions.ts';
import type { SessionEntry } from './session-entry.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

function read(
  handle: string,
  more: { ip?: string; tenantId?: string; userAgent?: string } = {},
): SessionEntry {
  const tenantId = more.tenantId ?? 'public';
  const row = {
    ...{ handle, tenantId, userId: 'u', recipeUserId: 'u', timeCreated: 1, expiry: 2 },
    ...{ ip: more.ip ?? null, userAgent: more.userAgent ?? 'curl/8.5.0' },
  };
  return { handle, tenantId, underId: 'u', state: 'read', row };
}

const entries: SessionEntry[] = [
  read('a'),
  { handle: 'unread', tenantId: 'acme', underId: 'inner', state: 'listed' },
  read('b', { ip: '203.0.113.7', userAgent: chrome }),
  read('c', { tenantId: 'acme' }),
];

function handles(filter: Partial<SessionFilter>): string[] {
  return filterSessions(entries, { ...everySession, ...filter }, () => 'Google').map((entry) => entry.handle);
}

describe('filterSessions', () => {
  it('leaves everything when nothing is asked for, without copying it', () => {
    expect(filterSessions(entries, everySession, () => null)).toBe(entries);
    expect(handles({ text: '   ' })).toEqual(['a', 'unread', 'b', 'c']);
  });

  it('filters by tenant, also what is not read yet', () => {
    expect(handles({ tenantId: 'acme' })).toEqual(['unread', 'c']);
  });

  it.each([
    ['203.0.113', ['b']],
    ['ACME google', ['unread', 'c']],
    ['not recorded', ['a', 'c']],
    ['chrome, windows', ['b']],
    ['inner', ['unread']],
    ['nothing like it', []],
  ])('finds every word of "%s" anywhere in the row', (text, found) => {
    expect(handles({ text })).toEqual(found);
  });
});

describe('sessionsByTenant', () => {
  it('counts what stands in each tenant, by name, without what ended meanwhile', () => {
    const gone: SessionEntry = { handle: 'g', tenantId: 'acme', underId: 'u', state: 'gone' };
    expect(sessionsByTenant([...entries, gone])).toEqual([
      { tenantId: 'acme', sessions: 2 },
      { tenantId: 'public', sessions: 2 },
    ]);
  });
});
