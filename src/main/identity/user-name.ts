import type { User } from '../../contract/domain/user.ts';

/** What people know a user by: an address, a number, an account of a third party, or the id. */
export function nameOf(user: User): string {
  return user.emails[0] ?? user.phoneNumbers[0] ?? user.thirdParty[0]?.userId ?? user.id;
}
