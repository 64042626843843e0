import type { LoginMethod, User } from '../../contract/domain/user.ts';
import { text } from './text.ts';

type Metadata = Readonly<Record<string, unknown>>;

const firstNames = ['first_name', 'firstName', 'given_name', 'givenName'];
const lastNames = ['last_name', 'lastName', 'family_name', 'familyName'];
const wholeNames = ['name', 'full_name', 'fullName', 'displayName', 'display_name'];

/**
 * The display name of a user: the name in the metadata, under the keys that the SuperTokens dashboard (`first_name`,
 * `last_name`) and common providers use. Without one: what `formatUserAddress` gives.
 */
export function formatUserName(user: User, metadata: Metadata | null = null): string {
  const first = firstText(metadata, firstNames);
  const last = firstText(metadata, lastNames);
  const name = [first, last].filter((part) => part !== null).join(' ');
  return name || (firstText(metadata, wholeNames) ?? formatUserAddress(user));
}

/**
 * What distinguishes a user from others with the same name: the first e-mail address or phone number, else the account at
 * another provider, else the id.
 */
export function formatUserAddress(user: Pick<User, 'id' | 'emails' | 'phoneNumbers' | 'thirdParty'>): string {
  const [account] = user.thirdParty;
  return (
    user.emails[0] ??
    user.phoneNumbers[0] ??
    (account === undefined ? user.id : `${account.id} ${account.userId}`)
  );
}

/** `Ada Lovelace (ada@alpha.example)`; without a name, the address alone. */
export function formatUserWithAddress(user: User, metadata: Metadata | null = null): string {
  const [name, address] = [formatUserName(user, metadata), formatUserAddress(user)];
  return name === address ? name : text('formats.user-with-address', { name, address });
}

/** The user's addresses and numbers besides the one in `formatUserAddress`. */
export function otherUserNames(user: User): readonly string[] {
  const address = formatUserAddress(user);
  return [...user.emails, ...user.phoneNumbers].filter((other) => other !== address);
}

/** `Google, password`: each login method once, in the order in which they were added. */
export function formatLoginMethods(user: User): string {
  return [...new Set(user.loginMethods.map(formatLoginMethod))].join(', ');
}

function firstText(metadata: Metadata | null, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = metadata?.[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

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
