import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { requiredString } from '../input.ts';
import { Refusal } from '../refusal.ts';
import { linkAccounts } from '../store/link-accounts.ts';
import type { Store } from '../store/store.ts';
import { userJson } from '../store/user-json.ts';
import type { User } from '../store/users.ts';

/** Primary users and linking. That two primary users must not share an address is not checked here. */
export const linkingRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/accountlinking/user/primary', handle: makePrimary },
  { method: 'POST', path: '/recipe/accountlinking/user/link', handle: link },
];

function makePrimary({ store, body }: Exchange): Reply {
  const innerId = store.mappings.inner(requiredString(body, 'recipeUserId'));
  const user = userOf(store, innerId);
  if (user.isPrimary && user.id !== innerId) {
    return json({
      status: 'RECIPE_USER_ID_ALREADY_LINKED_WITH_PRIMARY_USER_ID_ERROR',
      primaryUserId: store.mappings.shown(user.id),
      description: 'This user ID is already linked to another user ID',
    });
  }
  const wasAlreadyAPrimaryUser = user.isPrimary;
  user.isPrimary = true;
  return json({ status: 'OK', wasAlreadyAPrimaryUser, user: userJson(store, user) });
}

function link({ store, body }: Exchange): Reply {
  const innerId = store.mappings.inner(requiredString(body, 'recipeUserId'));
  const user = userOf(store, innerId);
  const primary = userOf(store, store.mappings.inner(requiredString(body, 'primaryUserId')));
  if (!primary.isPrimary) return json({ status: 'INPUT_USER_IS_NOT_A_PRIMARY_USER' });
  const accountsAlreadyLinked = user === primary;
  if (user.isPrimary && !accountsAlreadyLinked) {
    return json({
      status: 'RECIPE_USER_ID_ALREADY_LINKED_WITH_ANOTHER_PRIMARY_USER_ID_ERROR',
      primaryUserId: store.mappings.shown(user.id),
      description: 'The input recipe user ID is already linked to another user ID',
      user: userJson(store, user),
    });
  }
  if (!accountsAlreadyLinked) linkAccounts(store, user, primary);
  return json({ status: 'OK', accountsAlreadyLinked, user: userJson(store, primary) });
}

function userOf(store: Store, innerId: string): User {
  const user = store.users.get(innerId);
  if (!user) throw new Refusal(400, 'Unknown user ID provided');
  return user;
}
