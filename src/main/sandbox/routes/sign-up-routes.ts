import { codeLifetimeMs, type Device, maxAttempts } from '../store/devices.ts';
import type { JsonObject } from '../store/json.ts';
import { findMethod, signUp } from '../store/sign-up.ts';
import { markActive, type Store } from '../store/store.ts';
import { userJson } from '../store/user-json.ts';
import type { LoginMethod, User } from '../store/users.ts';
import {
  type Exchange,
  json,
  optionalFlag,
  optionalString,
  Refusal,
  type Reply,
  type Route,
  requiredObject,
  requiredString,
} from './exchange.ts';

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

// The password is not stored: nobody signs in to this core with one.
function emailPassword({ store, tenantId, body }: Exchange): Reply {
  const email = requiredString(body, 'email').trim().toLowerCase();
  requiredString(body, 'password');
  const isTaken = (method: LoginMethod) => method.recipeId === 'emailpassword' && method.email === email;
  if (findMethod(store, tenantId, isTaken)) return json({ status: 'EMAIL_ALREADY_EXISTS_ERROR' });
  const user = signUp(store, { recipeId: 'emailpassword', tenantId, email });
  return answer(store, { user, method: soleMethod(user) }, undefined);
}

/** What every sign-up answers; `createdNewUser` is missing where the recipe can only create. */
function answer(
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
function soleMethod(user: User): LoginMethod {
  const [method] = user.methods;
  if (!method) throw new Error(`user ${user.id} has no login method`);
  return method;
}

/** Sign-in and sign-up by a code. */
export const passwordlessRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/signinup/code', handle: createCode },
  { method: 'POST', path: '/recipe/signinup/code/consume', handle: consumeCode },
];

function createCode({ store, tenantId, body }: Exchange): Reply {
  const email = optionalString(body, 'email')?.trim().toLowerCase();
  const phoneNumber = optionalString(body, 'phoneNumber');
  if ((email === undefined) === (phoneNumber === undefined)) {
    throw new Refusal(400, 'Please provide exactly one of email or phoneNumber');
  }
  const contact = email === undefined ? { phoneNumber: phoneNumber ?? '' } : { email };
  const { preAuthSessionId, codeId, deviceId, userInputCode, linkCode, timeCreated } = store.devices.open(
    tenantId,
    contact,
  );
  return json({
    status: 'OK',
    ...{ preAuthSessionId, codeId, deviceId, userInputCode, linkCode, timeCreated },
    codeLifetime: codeLifetimeMs,
  });
}

function consumeCode({ store, tenantId, body }: Exchange): Reply {
  const device = store.devices.get(tenantId, requiredString(body, 'preAuthSessionId'));
  if (!device || device.failedAttempts >= maxAttempts) return json({ status: 'RESTART_FLOW_ERROR' });
  if (!isRight(device, body)) {
    device.failedAttempts += 1;
    return json({
      status: 'INCORRECT_USER_INPUT_CODE_ERROR',
      failedCodeInputAttemptCount: device.failedAttempts,
      maximumCodeInputAttempts: maxAttempts,
    });
  }
  store.devices.close(device);
  const { email, phoneNumber } = device;
  const contact = email === undefined ? { phoneNumber: phoneNumber ?? '' } : { email };
  const isTheirs = (method: LoginMethod) =>
    method.recipeId === 'passwordless' && method.email === email && method.phoneNumber === phoneNumber;
  const known = findMethod(store, tenantId, isTheirs);
  const user =
    known?.user ?? signUp(store, { recipeId: 'passwordless', tenantId, verified: true, ...contact });
  const method = known?.method ?? soleMethod(user);
  return answer(store, { user, method }, known === undefined, {
    consumedDevice: {
      preAuthSessionId: device.preAuthSessionId,
      failedCodeInputAttemptCount: device.failedAttempts,
      ...contact,
    },
  });
}

function isRight(device: Device, body: JsonObject): boolean {
  if (Date.now() > device.timeCreated + codeLifetimeMs) return false;
  const linkCode = optionalString(body, 'linkCode');
  if (linkCode !== undefined) return linkCode === device.linkCode;
  return (
    requiredString(body, 'deviceId') === device.deviceId &&
    requiredString(body, 'userInputCode') === device.userInputCode
  );
}
