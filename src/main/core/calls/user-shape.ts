import type { User as SdkUser } from 'supertokens-node';
import type { LoginMethod, User } from '../../../contract/domain/user.ts';

/** The SDK's user in the contract's words, without what no screen shows (`webauthn`). */
export function toUser(user: SdkUser): User {
  return {
    id: user.id,
    isPrimaryUser: user.isPrimaryUser,
    tenantIds: [...user.tenantIds],
    timeJoined: user.timeJoined,
    emails: [...user.emails],
    phoneNumbers: [...user.phoneNumbers],
    thirdParty: user.thirdParty.map(({ id, userId }) => ({ id, userId })),
    loginMethods: user.loginMethods.map(toLoginMethod),
  };
}

function toLoginMethod(method: SdkUser['loginMethods'][number]): LoginMethod {
  const { email, phoneNumber, thirdParty } = method;
  return {
    recipeId: method.recipeId,
    recipeUserId: method.recipeUserId.getAsString(),
    tenantIds: [...method.tenantIds],
    timeJoined: method.timeJoined,
    verified: method.verified,
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(thirdParty === undefined ? {} : { thirdParty: { id: thirdParty.id, userId: thirdParty.userId } }),
  };
}
