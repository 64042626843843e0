import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalString, requiredString } from '../input.ts';
import type { JsonObject } from '../json.ts';
import { Refusal } from '../refusal.ts';
import { CODE_LIFETIME_MS, type Device, MAX_ATTEMPTS } from '../store/devices.ts';
import { findMethod, signUp } from '../store/sign-up.ts';
import type { LoginMethod } from '../store/users.ts';
import { answer, soleMethod } from './sign-up-routes.ts';

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
    codeLifetime: CODE_LIFETIME_MS,
  });
}

function consumeCode({ store, tenantId, body }: Exchange): Reply {
  const device = store.devices.get(tenantId, requiredString(body, 'preAuthSessionId'));
  if (!device || device.failedAttempts >= MAX_ATTEMPTS) return json({ status: 'RESTART_FLOW_ERROR' });
  if (!isRight(device, body)) {
    device.failedAttempts += 1;
    return json({
      status: 'INCORRECT_USER_INPUT_CODE_ERROR',
      failedCodeInputAttemptCount: device.failedAttempts,
      maximumCodeInputAttempts: MAX_ATTEMPTS,
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
  if (Date.now() > device.timeCreated + CODE_LIFETIME_MS) return false;
  const linkCode = optionalString(body, 'linkCode');
  if (linkCode !== undefined) return linkCode === device.linkCode;
  return (
    requiredString(body, 'deviceId') === device.deviceId &&
    requiredString(body, 'userInputCode') === device.userInputCode
  );
}
