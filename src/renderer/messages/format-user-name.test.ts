import { expect, it } from 'vitest';
import type { User } from '../../contract/domain/user.ts';
import { loginWords, otherNames, userName } from './format-user-name.ts';

const method = { recipeUserId: 'r', tenantIds: ['public'], timeJoined: 0, verified: true };
const nobody: User = {
  id: 'emp-4711',
  isPrimaryUser: true,
  tenantIds: ['public'],
  timeJoined: 0,
  emails: [],
  phoneNumbers: [],
  thirdParty: [],
  loginMethods: [],
};

it('calls people by address, then number, then account, then id', () => {
  const account = { id: 'google', userId: '1082' };
  expect(userName({ ...nobody, emails: ['ada@alpha.example'], phoneNumbers: ['+36201234567'] })).toBe(
    'ada@alpha.example',
  );
  expect(userName({ ...nobody, phoneNumbers: ['+36201234567'], thirdParty: [account] })).toBe('+36201234567');
  expect(userName({ ...nobody, thirdParty: [account] })).toBe('google 1082');
  expect(userName(nobody)).toBe('emp-4711');
});

it('keeps the other addresses and numbers', () => {
  const ada = {
    ...nobody,
    emails: ['ada@alpha.example', 'ada@beta.example'],
    phoneNumbers: ['+36201234567'],
  };
  expect(otherNames(ada)).toEqual(['ada@beta.example', '+36201234567']);
});

it('names each way to sign in once', () => {
  const loginMethods = [
    { ...method, recipeId: 'thirdparty', thirdParty: { id: 'google', userId: '1' } },
    { ...method, recipeId: 'emailpassword' },
    { ...method, recipeId: 'emailpassword' },
  ];
  expect(loginWords({ ...nobody, loginMethods })).toBe('Google, password');
});
