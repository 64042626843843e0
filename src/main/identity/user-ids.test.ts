import { describe, expect, it } from 'vitest';
import type { IdentityId, LoginMethod } from '../../contract/domain/user.ts';
import { loginMethodOf } from './user-ids.ts';

const shared = { tenantIds: [], timeJoined: 0, verified: true };
const loginMethods: LoginMethod[] = [
  { recipeId: 'emailpassword', recipeUserId: 'external', ...shared },
  { recipeId: 'thirdparty', recipeUserId: 'b', thirdParty: { id: 'google', userId: 'g-1' }, ...shared },
];
const identities: IdentityId[] = [
  { id: 'external', kind: 'external', recipeUserId: 'external' },
  { id: 'inner', kind: 'internal', recipeUserId: 'external' },
  { id: 'b', kind: 'only', recipeUserId: 'b' },
];

describe('the login method of a session', () => {
  it('is the one that the session names, by either id of a mapping', () => {
    const password = { recipeId: 'emailpassword', thirdPartyId: null };
    expect(loginMethodOf({ loginMethods }, identities, 'external')).toEqual(password);
    expect(loginMethodOf({ loginMethods }, identities, 'inner')).toEqual(password);
    const google = { recipeId: 'thirdparty', thirdPartyId: 'google' };
    expect(loginMethodOf({ loginMethods }, identities, 'b')).toEqual(google);
  });

  it('is not known where session or user were not read, or the user does not have it any more', () => {
    expect(loginMethodOf({ loginMethods }, identities, undefined)).toBeNull();
    expect(loginMethodOf(null, identities, 'b')).toBeNull();
    expect(loginMethodOf({ loginMethods }, identities, 'unlinked')).toBeNull();
  });
});
