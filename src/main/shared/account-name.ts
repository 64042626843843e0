import { userInfo } from 'node:os';

/** Of the account of the operating system that runs the console. Empty: it has none. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
