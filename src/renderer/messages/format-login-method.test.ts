import { describe, expect, it } from 'vitest';
import { formatLoginMethod } from './format-login-method.ts';

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
