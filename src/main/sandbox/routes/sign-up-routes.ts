import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalFlag, requiredObject, requiredString } from '../input.ts';
import { findMethod, signUp } from '../store/sign-up.ts';
import type { Store } from '../store/store.ts';
import { userJson } from '../store/user-json.ts';
import type { LoginMethod, User } from '../store/users.ts';
import { markActive } from './activity.ts';

/** Sign-up by third party and by password. */
export const signUpRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/signinup', handle: thirdParty },
  { method: 'POST', path: '/recipe/signup', handle: emailPassword },
];

function thirdParty({ store, tenantId, body }: Exchange): Reply {
  const account = {
    id: requiredString(body, 'thirdPartyId'),
    userId: requiredString(body, 'thirdPartyUserId'),
  };
  const given = requiredObject(body, 'email');
  const email = requiredString(given, 'id').trim().toLowerCase();
  const verified = optionalFlag(given, 'isVerified') ?? false;
  const known = findMethod(
    store,
    tenantId,
    (method) => method.thirdParty?.id === account.id && method.thirdParty.userId === account.userId,
  );
  if (known) {
    known.method.email = email;
    if (verified) store.verified.add(store.mappings.shown(known.method.recipeUserId), email);
    return answer(store, known, false);
  }
  const user = signUp(store, { recipeId: 'thirdparty', tenantId, email, thirdParty: account, verified });
  return answer(store, { user, method: soleMethod(user) }, true);
}

// The password is not kept: nothing of this core signs in with one.
function emailPassword({ store, tenantId, body }: Exchange): Reply {
  const email = requiredString(body, 'email').trim().toLowerCase();
  requiredString(body, 'password');
  const isTaken = (method: LoginMethod) => method.recipeId === 'emailpassword' && method.email === email;
  if (findMethod(store, tenantId, isTaken)) return json({ status: 'EMAIL_ALREADY_EXISTS_ERROR' });
  const user = signUp(store, { recipeId: 'emailpassword', tenantId, email });
  return answer(store, { user, method: soleMethod(user) }, undefined);
}

/** What every sign-up answers; `createdNewUser` is missing where the recipe can only create. */
export function answer(
  store: Store,
  { user, method }: { user: User; method: LoginMethod },
  createdNewUser: boolean | undefined,
  more: object = {},
): Reply {
  markActive(store, method.recipeUserId);
  const recipeUserId = store.mappings.shown(method.recipeUserId);
  return json({ status: 'OK', createdNewUser, user: userJson(store, user), recipeUserId, ...more });
}

/** The login method of a user who just signed up. */
export function soleMethod(user: User): LoginMethod {
  const [method] = user.methods;
  if (!method) throw new Error(`user ${user.id} has no login method`);
  return method;
}
