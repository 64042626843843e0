import type { User } from '../../../contract/domain/user.ts';

const firstNames = ['first_name', 'firstName', 'given_name', 'givenName'];
const lastNames = ['last_name', 'lastName', 'family_name', 'familyName'];
const wholeNames = ['name', 'full_name', 'fullName', 'displayName', 'display_name'];

/**
 * What to call someone: the name that the application keeps in the metadata, under the keys that SuperTokens' dashboard
 * (`first_name`, `last_name`) and common providers use; else an address, a number, or the id.
 */
export function personName(user: User, metadata: Readonly<Record<string, unknown>> | null): string {
  const first = firstText(metadata, firstNames);
  const last = firstText(metadata, lastNames);
  const name = [first, last].filter((part) => part !== null).join(' ');
  return name || (firstText(metadata, wholeNames) ?? addressOf(user));
}

/** What tells one person from another: the first address or number, else the id. Names repeat, addresses do not. */
export function addressOf(user: User): string {
  return user.emails[0] ?? user.phoneNumbers[0] ?? user.id;
}

function firstText(
  metadata: Readonly<Record<string, unknown>> | null,
  keys: readonly string[],
): string | null {
  for (const key of keys) {
    const value = metadata?.[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}
