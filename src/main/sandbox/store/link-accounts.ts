import type { Store } from './store.ts';
import type { User } from './users.ts';

/** Puts a user's login method under a primary user, and ends the sessions that stand under the id shown for it. */
export function linkAccounts(store: Store, user: User, primary: User): void {
  const shown = store.mappings.shown(user.id);
  store.users.link(user, primary);
  for (const session of store.sessions.ofUser(shown)) store.sessions.remove(session);
}
