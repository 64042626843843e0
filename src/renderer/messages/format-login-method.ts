import type { LoginMethod } from '../../contract/domain/user.ts';

const recipes: ReadonlyMap<string, string> = new Map([
  ['emailpassword', 'password'],
  ['passwordless', 'passwordless'],
  ['webauthn', 'passkey'],
]);

/** Names of the providers that SuperTokens brings, by its ids. */
const providers: ReadonlyMap<string, string> = new Map([
  ['active-directory', 'Active Directory'],
  ['apple', 'Apple'],
  ['bitbucket', 'Bitbucket'],
  ['boxy-saml', 'SAML'],
  ['discord', 'Discord'],
  ['facebook', 'Facebook'],
  ['github', 'GitHub'],
  ['gitlab', 'GitLab'],
  ['google', 'Google'],
  ['google-workspaces', 'Google Workspace'],
  ['linkedin', 'LinkedIn'],
  ['okta', 'Okta'],
  ['twitter', 'Twitter'],
]);

/** A way to sign in, in a word: "Google", "password". What a newer core may add is shown under its own name. */
export function formatLoginMethod(method: Pick<LoginMethod, 'recipeId' | 'thirdParty'>): string {
  if (method.thirdParty !== undefined) return providers.get(method.thirdParty.id) ?? method.thirdParty.id;
  return recipes.get(method.recipeId) ?? method.recipeId;
}
