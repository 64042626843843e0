import type { User } from './user.ts';

// Without schemas: the page that is loaded first takes it.

/**
 * The display name of a user of whom no metadata were read, and what distinguishes users with the same name: the first e-mail
 * address or phone number, else the account at another provider, else the id.
 */
export function displayNameOf(user: Pick<User, 'id' | 'emails' | 'phoneNumbers' | 'thirdParty'>): string {
  const [account] = user.thirdParty;
  return (
    user.emails[0] ??
    user.phoneNumbers[0] ??
    (account === undefined ? user.id : `${account.id} ${account.userId}`)
  );
}
