import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { optionalFlag, optionalString, requiredParam, requiredString } from '../input.ts';
import { Refusal } from '../refusal.ts';
import type { UserIdType } from '../store/mappings.ts';
import type { Store } from '../store/store.ts';

/** External ids of users. */
export const mappingRoutes: readonly Route[] = [
  { method: 'GET', path: '/recipe/userid/map', handle: read },
  { method: 'POST', path: '/recipe/userid/map', handle: create },
  { method: 'POST', path: '/recipe/userid/map/remove', handle: remove },
];

function read(exchange: Exchange): Reply {
  const type = typeOf(exchange.query.get('userIdType'));
  const mapping = exchange.store.mappings.find(requiredParam(exchange, 'userId'), type);
  return json(mapping ? { status: 'OK', ...mapping } : { status: 'UNKNOWN_MAPPING_ERROR' });
}

function create({ store, body }: Exchange): Reply {
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

function remove({ store, body }: Exchange): Reply {
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

// What stands under an id does not follow when another is shown in its place, so the core asks for force.
function refuseUsed(store: Store, userId: string): void {
  const recipe =
    (store.sessions.ofUser(userId).length > 0 && 'Session') ||
    (store.metadata.has(userId) && 'UserMetadata') ||
    (store.roles.isUsed(userId) && 'UserRoles');
  if (recipe) throw new Refusal(400, `UserId is already in use in ${recipe} recipe`);
}
