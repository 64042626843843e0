import { entriesOf, type StoredJson, textAt } from '../../contract/domain/text/json-text.ts';
import type { LoginMethod, User } from '../../contract/domain/user.ts';
import { displayNameOf } from '../../contract/domain/user-name.ts';
import { text } from './text.ts';

const firstNames = ['first_name', 'firstName', 'given_name', 'givenName'];
const lastNames = ['last_name', 'lastName', 'family_name', 'familyName'];
const wholeNames = ['name', 'full_name', 'fullName', 'displayName', 'display_name'];

/**
 * The display name of a user: the name in the metadata, under the keys that the SuperTokens dashboard (`first_name`,
 * `last_name`) and common providers use. Without one: what `displayNameOf` gives.
 */
export function formatUserName(user: User, metadata: StoredJson | null = null): string {
  const texts = textsOf(metadata);
  const first = firstText(texts, firstNames);
  const last = firstText(texts, lastNames);
  const name = [first, last].filter((part) => part !== null).join(' ');
  return name || (firstText(texts, wholeNames) ?? displayNameOf(user));
}

/** `Ada Lovelace (ada@alpha.example)`; without a name, the address alone. */
export function formatUserWithAddress(user: User, metadata: StoredJson | null = null): string {
  const [name, address] = [formatUserName(user, metadata), displayNameOf(user)];
  return name === address ? name : text('formats.user-with-address', { name, address });
}

/** The user's addresses and numbers besides the one in `displayNameOf`. */
export function otherUserNames(user: User): readonly string[] {
  const address = displayNameOf(user);
  return [...user.emails, ...user.phoneNumbers].filter((other) => other !== address);
}

/** `Google, password`: each login method once, in the order in which they were added. */
export function formatLoginMethods(user: User): string {
  return [...new Set(user.loginMethods.map(formatLoginMethod))].join(', ');
}

/** Longer texts are no name. */
const longestName = 200;
const mostEntries = 1_000;

/** By name, the texts that can be the name of a user. */
function textsOf(metadata: StoredJson | null): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (metadata === null) return texts;
  const { text: json } = metadata;
  for (const { end, name, start } of entriesOf(json, mostEntries).entries) {
    if (name === null || json[start] !== '"' || end - start > longestName) continue;
    const value = textAt(json, start, end).trim();
    if (value !== '') texts.set(name, value);
  }
  return texts;
}

function firstText(texts: ReadonlyMap<string, string>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = texts.get(key);
    if (value !== undefined) return value;
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
