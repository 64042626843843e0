import { describe, expect, it } from 'vitest';
import type { User } from '../../contract/domain/user.ts';
import {
  formatLoginMethod,
  formatLoginMethods,
  formatUserAddress,
  formatUserName,
  otherUserNames,
} from './format-user-name.ts';

const method = { recipeUserId: 'r', tenantIds: ['public'], timeJoined: 0, verified: true };

function user(more: Partial<User> = {}): User {
  return {
    ...{ id: 'emp-4711', isPrimaryUser: true, tenantIds: ['public'], timeJoined: 0 },
    ...{ emails: [], phoneNumbers: [], thirdParty: [], loginMethods: [] },
    ...more,
  };
}

describe('the display name of a user', () => {
  it('is the address, else the number, else the account at a provider, else the id', () => {
    const thirdParty = [{ id: 'google', userId: '1082' }];
    const phoneNumbers = ['+36201234567'];
    expect(formatUserName(user({ emails: ['ada@alpha.example'], phoneNumbers }))).toBe('ada@alpha.example');
    expect(formatUserName(user({ phoneNumbers, thirdParty }))).toBe('+36201234567');
    expect(formatUserName(user({ thirdParty }))).toBe('google 1082');
    expect(formatUserName(user())).toBe('emp-4711');
    expect(formatUserAddress(user({ phoneNumbers }))).toBe('+36201234567');
  });

  it.each([
    [{ first_name: 'Ada', last_name: 'Lovelace' }, 'Ada Lovelace'],
    [{ firstName: ' Ada ' }, 'Ada'],
    [{ name: 'Ada L.' }, 'Ada L.'],
    [{ first_name: 4711, last_name: null }, 'ada@alpha.example'],
    [{}, 'ada@alpha.example'],
    [null, 'ada@alpha.example'],
  ])('is taken from the metadata %j as %s', (metadata, name) => {
    const ada = user({ emails: ['ada@alpha.example', 'second@alpha.example'] });
    expect(formatUserName(ada, metadata)).toBe(name);
  });
});

it('a user has other addresses and numbers beside the first', () => {
  const emails = ['ada@alpha.example', 'ada@beta.example'];
  expect(otherUserNames(user({ emails, phoneNumbers: ['+36201234567'] }))).toEqual([
    'ada@beta.example',
    '+36201234567',
  ]);
});

it('login methods of a user are named once each', () => {
  const loginMethods = [
    { ...method, recipeId: 'thirdparty', thirdParty: { id: 'google', userId: '1' } },
    { ...method, recipeId: 'emailpassword' },
    { ...method, recipeId: 'emailpassword' },
  ];
  expect(formatLoginMethods(user({ loginMethods }))).toBe('Google, password');
});

describe('loginMethodWords', () => {
  it.each([
    ['emailpassword', 'password'],
    ['passwordless', 'passwordless'],
    ['webauthn', 'passkey'],
    ['something-new', 'something-new'],
  ])('calls %s %s', (recipeId, shown) => {
    expect(formatLoginMethod({ recipeId })).toBe(shown);
  });

  it('names a provider as people know it, and an own provider by its id', () => {
    const thirdparty = (id: string) => ({ recipeId: 'thirdparty', thirdParty: { id, userId: '1' } });
    expect(formatLoginMethod(thirdparty('github'))).toBe('GitHub');
    expect(formatLoginMethod(thirdparty('acme-sso'))).toBe('acme-sso');
  });
});
