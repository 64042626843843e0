import { describe, expect, it } from 'vitest';
import type { SessionEntry } from './reading/session-list.ts';
import { everySession, type SessionFilter, sessionFilter } from './session-filter.ts';

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
  return { handle, tenantId, underId: 'u', position: 0, state: 'read', row };
}

const entries: SessionEntry[] = [
  read('a'),
  { handle: 'unread', tenantId: 'acme', underId: 'inner', position: 1, state: 'listed' },
  read('b', { ip: '203.0.113.7', userAgent: chrome }),
  read('c', { tenantId: 'acme' }),
];

function handles(filter: Partial<SessionFilter>): string[] {
  const includes = sessionFilter({ ...everySession, ...filter }, () => 'Google') ?? (() => true);
  return entries.filter(includes).map((entry) => entry.handle);
}

describe('the filter of sessions', () => {
  it('is null when nothing is filtered', () => {
    expect(sessionFilter(everySession, () => null)).toBeNull();
    expect(sessionFilter({ ...everySession, text: '   ' }, () => null)).toBeNull();
  });

  it('filters by tenant, also sessions that are not read yet', () => {
    expect(handles({ tenantId: 'acme' })).toEqual(['unread', 'c']);
  });

  it('shows only the selected sessions when these are asked for', () => {
    expect(handles({ only: new Set(['b', 'unread']) })).toEqual(['unread', 'b']);
    expect(handles({ only: new Set(['b', 'unread']), tenantId: 'acme' })).toEqual(['unread']);
  });

  it.each([
    ['203.0.113', ['b']],
    ['ACME google', ['unread', 'c']],
    ['not recorded', ['a', 'c']],
    ['chrome, windows', ['b']],
    ['inner', ['unread']],
    ['no such text', []],
  ])('finds every word of "%s" anywhere in the row', (text, expected) => {
    expect(handles({ text })).toEqual(expected);
  });
});
