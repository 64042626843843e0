import { describe, expect, it } from 'vitest';
import type { LoginMethod } from '../../../../contract/domain/user.ts';
import { methodLookup } from './method-lookup.ts';
import type { SessionEntry } from './session-entry.ts';

const joined = { tenantIds: ['public'], timeJoined: 0, verified: true };
const methods: LoginMethod[] = [
  { ...joined, recipeId: 'thirdparty', recipeUserId: 'emp-1', thirdParty: { id: 'google', userId: '9' } },
  { ...joined, recipeId: 'emailpassword', recipeUserId: 'p' },
];
const methodOf = methodLookup(
  [
    { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
    { id: 'inner-1', kind: 'inner', recipeUserId: 'emp-1' },
    { id: 'p', kind: 'only', recipeUserId: 'p' },
    { id: 'nobody', kind: 'only', recipeUserId: null },
  ],
  methods,
);

function listed(underId: string): SessionEntry {
  return { handle: 'h', tenantId: 'public', underId, state: 'listed' };
}

describe('the login method of a session', () => {
  it.each([
    ['emp-1', 'Google'],
    ['inner-1', 'Google'],
    ['p', 'password'],
    ['nobody', null],
    ['unlinked-since', null],
  ])('under %s: %s', (underId, words) => {
    expect(methodOf(listed(underId))).toBe(words);
  });

  it('goes by the recipe user id once the session was read: listed under the primary id it can be another method', () => {
    const row = {
      ...{ handle: 'h', tenantId: 'public', userId: 'emp-1', recipeUserId: 'p', timeCreated: 1, expiry: 2 },
      ...{ ip: null, userAgent: null },
    };
    expect(methodOf({ ...listed('emp-1'), state: 'read', row })).toBe('password');
  });
});
