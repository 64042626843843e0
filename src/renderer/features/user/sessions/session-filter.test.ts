import { describe, expect, it } from 'vitest';
import type { IdentityId, LoginMethod } from '../../../../contract/domain/user.ts';
import { failure } from '../../../../contract/failure.ts';
import { createTally, type SessionEntry } from './reading/session-list.ts';
import {
  everySession,
  knownMethod,
  methodLookup,
  methodsInUse,
  methodsState,
  type SessionFilter,
  sessionFilter,
} from './session-filter.ts';

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

const joined = { tenantIds: ['public'], timeJoined: 0, verified: true };
const methods: LoginMethod[] = [
  { ...joined, recipeId: 'thirdparty', recipeUserId: 'emp-1', thirdParty: { id: 'google', userId: '9' } },
  { ...joined, recipeId: 'emailpassword', recipeUserId: 'p' },
];
const lookup = methodLookup(
  [
    { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
    { id: 'inner-1', kind: 'internal', recipeUserId: 'emp-1' },
    { id: 'p', kind: 'only', recipeUserId: 'p' },
    { id: 'nobody', kind: 'only', recipeUserId: null },
  ],
  methods,
);

const methodOf = lookup.of;

function listed(underId: string): SessionEntry {
  return { handle: 'h', tenantId: 'public', underId, position: 0, state: 'listed' };
}

describe('the login method of a session', () => {
  it.each([
    ['emp-1', 'Google'],
    ['inner-1', 'Google'],
    ['p', 'password'],
    ['nobody', null],
    ['unlinked-since', null],
  ])('under the id %s is %s', (underId, name) => {
    expect(methodOf(listed(underId))).toBe(name);
  });

  it('goes by the recipe user id once the session was read: listed under the primary id it can be another method', () => {
    const row = {
      ...{ handle: 'h', tenantId: 'public', userId: 'emp-1', recipeUserId: 'p', timeCreated: 1, expiry: 2 },
      ...{ ip: null, userAgent: null },
    };
    expect(methodOf({ ...listed('emp-1'), state: 'read', row })).toBe('password');
  });
});

describe('the login method that a cell shows', () => {
  const gone: SessionEntry = { ...listed('nobody'), state: 'gone' };

  it.each(['reading', 'failed', 'read'] as const)('is the method wherever it is known (%s)', (user) => {
    expect(knownMethod({ user, of: methodOf }, listed('p'))).toEqual({
      state: 'method',
      name: 'password',
    });
  });

  it('is "none" only once both the user and the session were read', () => {
    expect(knownMethod({ user: 'reading', of: () => null }, gone)).toEqual({ state: 'unread' });
    expect(knownMethod({ user: 'failed', of: () => null }, gone)).toEqual({ state: 'failed' });
    expect(knownMethod({ user: 'read', of: methodOf }, listed('nobody'))).toEqual({ state: 'unread' });
    expect(knownMethod({ user: 'read', of: methodOf }, gone)).toEqual({ state: 'none' });
    // A session can have been read before it is known which ids the user has.
    const identities: IdentityId[] = [{ id: 'p', kind: 'only', recipeUserId: 'p' }];
    expect(methodsState('read', { identities: [], reading: { state: 'listing' } })).toBe('reading');
    expect(methodsState('read', { identities, reading: { state: 'listing' } })).toBe('read');
    const error = failure('timeout').error;
    expect(methodsState('read', { identities: [], reading: { state: 'failed', error } })).toBe('failed');
  });

  it('counts neither sessions without a known method nor those that ended', () => {
    const tally = createTally();
    const inUse = () => methodsInUse(tally.snapshot(undefined).byMethodId, lookup);
    for (const entry of [listed('p'), listed('nobody')]) tally.count(undefined, entry);
    tally.count(undefined, { ...listed('emp-1'), state: 'gone' });
    expect(inUse()).toBe(1);
    tally.count(undefined, listed('inner-1'));
    expect(inUse()).toBe(2);
  });
});
