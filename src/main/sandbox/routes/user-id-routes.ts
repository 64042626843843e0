import { linkAccounts, type Store } from '../store/store.ts';
import { userJson } from '../store/user-json.ts';
import type { User, UserIdType } from '../store/users.ts';
import {
  type Exchange,
  json,
  optionalFlag,
  optionalString,
  Refusal,
  type Reply,
  type Route,
  requiredParam,
  requiredString,
} from './exchange.ts';

/** Primary users and linking. That two primary users must not share an address is not checked here. */
export const linkingRoutes: readonly Route[] = [
  { method: 'POST', path: '/recipe/accountlinking/user/primary', handle: makePrimary },
  { method: 'POST', path: '/recipe/accountlinking/user/link', handle: linkUser },
];

function makePrimary({ store, body }: Exchange): Reply {
  const internalId = store.mappings.internal(requiredString(body, 'recipeUserId'));
  const user = userOf(store, internalId);
  if (user.isPrimary && user.id !== internalId) {
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

function linkUser({ store, body }: Exchange): Reply {
  const internalId = store.mappings.internal(requiredString(body, 'recipeUserId'));
  const user = userOf(store, internalId);
  const primary = userOf(store, store.mappings.internal(requiredString(body, 'primaryUserId')));
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

function userOf(store: Store, internalId: string): User {
  const user = store.users.get(internalId);
  if (!user) throw new Refusal(400, 'Unknown user ID provided');
  return user;
}

/** External ids of users. */
export const mappingRoutes: readonly Route[] = [
  { method: 'GET', path: '/recipe/userid/map', handle: readMapping },
  { method: 'POST', path: '/recipe/userid/map', handle: createMapping },
  { method: 'POST', path: '/recipe/userid/map/remove', handle: removeMapping },
];

function readMapping(exchange: Exchange): Reply {
  const type = typeOf(exchange.query.get('userIdType'));
  const mapping = exchange.store.mappings.find(requiredParam(exchange, 'userId'), type);
  return json(mapping ? { status: 'OK', ...mapping } : { status: 'UNKNOWN_MAPPING_ERROR' });
}

function createMapping({ store, body }: Exchange): Reply {
  const superTokensUserId = requiredString(body, 'superTokensUserId');
  const externalUserId = requiredString(body, 'externalUserId');
  const externalUserIdInfo = optionalString(body, 'externalUserIdInfo');
  if (!store.users.method(superTokensUserId)) return json({ status: 'UNKNOWN_SUPERTOKENS_USER_ID_ERROR' });
  const doesSuperTokensUserIdExist = store.mappings.find(superTokensUserId, 'SUPERTOKENS') !== undefined;
  const doesExternalUserIdExist = store.mappings.find(externalUserId, 'EXTERNAL') !== undefined;
  if (doesSuperTokensUserIdExist || doesExternalUserIdExist) {
    const status = 'USER_ID_MAPPING_ALREADY_EXISTS_ERROR';
    return json({ status, doesSuperTokensUserIdExist, doesExternalUserIdExist });
  }
  if (optionalFlag(body, 'force') !== true) {
    refuseUsed(store, superTokensUserId);
    store.verified.move(superTokensUserId, externalUserId);
  }
  const info = externalUserIdInfo === undefined ? {} : { externalUserIdInfo };
  store.mappings.add({ superTokensUserId, externalUserId, ...info });
  return json({ status: 'OK' });
}

function removeMapping({ store, body }: Exchange): Reply {
  const type = typeOf(optionalString(body, 'userIdType') ?? null);
  const mapping = store.mappings.find(requiredString(body, 'userId'), type);
  if (!mapping) return json({ status: 'OK', didMappingExist: false });
  if (optionalFlag(body, 'force') !== true) refuseUsed(store, mapping.externalUserId);
  store.mappings.remove(mapping);
  return json({ status: 'OK', didMappingExist: true });
}

function typeOf(value: string | null): UserIdType {
  if (value === null || value === 'ANY') return 'ANY';
  if (value === 'SUPERTOKENS' || value === 'EXTERNAL') return value;
  throw new Refusal(400, "Field name 'userIdType' should be one of 'SUPERTOKENS', 'EXTERNAL' or 'ANY'");
}

// What is stored under an id does not move when another id is shown in its place. The core asks for force then.
function refuseUsed(store: Store, userId: string): void {
  const recipe =
    (store.sessions.ofUser(userId).length > 0 && 'Session') ||
    (store.metadata.has(userId) && 'UserMetadata') ||
    (store.roles.isUsed(userId) && 'UserRoles');
  if (recipe) throw new Refusal(400, `UserId is already in use in ${recipe} recipe`);
}
