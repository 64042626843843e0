import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalFlag, requiredString } from '../input.ts';
import type { Store } from '../store/store.ts';
import type { LoginMethod, User } from '../store/users.ts';

/** Deleting users. */
export const removeUserRoutes: readonly Route[] = [{ method: 'POST', path: '/user/remove', handle: remove }];

function remove({ store, body }: Exchange): Reply {
  const innerId = store.mappings.inner(requiredString(body, 'userId'));
  const withLinked = optionalFlag(body, 'removeAllLinkedAccounts') ?? true;
  const user = store.users.get(innerId);
  if (user) {
    for (const method of [...user.methods]) {
      if (withLinked || method.recipeUserId === innerId) removeMethod(store, user, method);
    }
  }
  return json({ status: 'OK' });
}

// Only what stands under the id shown goes with the method: sessions under its other id outlive the user.
function removeMethod(store: Store, user: User, method: LoginMethod): void {
  const shown = store.mappings.shown(method.recipeUserId);
  for (const session of store.sessions.ofUser(shown)) store.sessions.remove(session);
  store.metadata.forget(shown);
  store.roles.forget(shown);
  store.verified.forget(shown);
  store.activity.forget(method.recipeUserId);
  const mapping = store.mappings.find(method.recipeUserId, 'SUPERTOKENS');
  if (mapping) store.mappings.remove(mapping);
  store.users.removeMethod(user, method);
}
