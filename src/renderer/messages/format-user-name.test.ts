import { describe, expect, it } from 'vitest';
import { toStoredJson } from '../../contract/domain/text/json-text.ts';
import type { User } from '../../contract/domain/user.ts';
import { formatLoginMethod, formatLoginMethods, formatUserName, otherUserNames } from './format-user-name.ts';

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
  });

  it.each([
    [{ first_name: 'Ada', last_name: 'Lovelace' }, 'Ada Lovelace'],
    [{ firstName: ' Ada ' }, 'Ada'],
    [{ name: 'Ada L.' }, 'Ada L.'],
    [{ first_name: 4711, last_name: null }, 'ada@alpha.example'],
    [{ name: 'x'.repeat(5_000) }, 'ada@alpha.example'],
    [{}, 'ada@alpha.example'],
    [null, 'ada@alpha.example'],
  ])('is taken from the metadata %j as %s', (metadata, name) => {
    const ada = user({ emails: ['ada@alpha.example', 'second@alpha.example'] });
    const stored = metadata === null ? null : toStoredJson(JSON.stringify(metadata));
    expect(formatUserName(ada, stored)).toBe(name);
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

describe('a login method', () => {
  it.each([
    ['emailpassword', 'password'],
    ['passwordless', 'passwordless'],
    ['webauthn', 'passkey'],
    ['something-new', 'something-new'],
  ])('%s is called %s', (recipeId, shown) => {
    expect(formatLoginMethod({ recipeId })).toBe(shown);
  });

  it('of a provider has the name that people know, and of an own provider its id', () => {
    const thirdparty = (id: string) => ({ recipeId: 'thirdparty', thirdParty: { id, userId: '1' } });
    expect(formatLoginMethod(thirdparty('github'))).toBe('GitHub');
    expect(formatLoginMethod(thirdparty('acme-sso'))).toBe('acme-sso');
  });
});
