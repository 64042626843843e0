import type { User as SdkUser } from 'supertokens-node';
import type { LoginMethod, User } from '../../../contract/domain/user.ts';
import { isId, isIds, isMoment } from './checks.ts';
import { unexpectedAnswer } from './sdk.ts';

/** More than users have, and no more than other calls take. */
const mostLoginMethods = 1_000;
const mostTenants = 10_000;

/**
 * The SDK's user in the contract's words, without what no screen shows (`webauthn`). Throws a `Failure` for one that has
 * not the shape of a user.
 */
export function toUser(user: SdkUser): User {
  if (user.loginMethods.length > mostLoginMethods) throw unexpectedAnswer();
  return {
    id: checked(isId, user.id),
    isPrimaryUser: checked(isBoolean, user.isPrimaryUser),
    tenantIds: tenantsOf(user),
    timeJoined: checked(isMoment, user.timeJoined),
    emails: [...checked(isIds, user.emails)],
    phoneNumbers: [...checked(isIds, user.phoneNumbers)],
    thirdParty: user.thirdParty.map(toAccount),
    loginMethods: user.loginMethods.map(toLoginMethod),
  };
}

function toLoginMethod(method: SdkUser['loginMethods'][number]): LoginMethod {
  const { email, phoneNumber, thirdParty } = method;
  return {
    recipeId: checked(isId, method.recipeId),
    recipeUserId: checked(isId, method.recipeUserId.getAsString()),
    tenantIds: tenantsOf(method),
    timeJoined: checked(isMoment, method.timeJoined),
    verified: checked(isBoolean, method.verified),
    ...(email === undefined ? {} : { email: checked(isId, email) }),
    ...(phoneNumber === undefined ? {} : { phoneNumber: checked(isId, phoneNumber) }),
    ...(thirdParty === undefined ? {} : { thirdParty: toAccount(thirdParty) }),
  };
}

function toAccount({ id, userId }: { readonly id: string; readonly userId: string }) {
  return { id: checked(isId, id), userId: checked(isId, userId) };
}

function tenantsOf({ tenantIds }: { readonly tenantIds: readonly string[] }): string[] {
  if (tenantIds.length > mostTenants) throw unexpectedAnswer();
  return [...checked(isIds, tenantIds)];
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function checked<T>(isRight: (value: unknown) => value is T, value: unknown): T {
  if (!isRight(value)) throw unexpectedAnswer();
  return value;
}
