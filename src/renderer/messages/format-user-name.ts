import type { User } from '../../contract/domain/user.ts';
import { loginMethodWords } from './format-login-method.ts';

/** What to call someone in a list: the first address or number, else the account elsewhere, else the id. */
export function userName(user: User): string {
  const [account] = user.thirdParty;
  return (
    user.emails[0] ??
    user.phoneNumbers[0] ??
    (account === undefined ? user.id : `${account.id} ${account.userId}`)
  );
}

/** The other addresses and numbers, when there are any. */
export function otherNames(user: User): readonly string[] {
  const name = userName(user);
  return [...user.emails, ...user.phoneNumbers].filter((other) => other !== name);
}

/** `Google, password`: each way once, in the order they were added. */
export function loginWords(user: User): string {
  return [...new Set(user.loginMethods.map(loginMethodWords))].join(', ');
}
