import type { User as SdkUser } from 'supertokens-node';
import supertokens from 'supertokens-node';
import Multitenancy from 'supertokens-node/recipe/multitenancy';
import Session from 'supertokens-node/recipe/session';
import UserMetadata from 'supertokens-node/recipe/usermetadata';
import UserRoles from 'supertokens-node/recipe/userroles';
import type { LoginMethod, User } from '../../../contract/domain/user.ts';
import { failure } from '../../../contract/failure.ts';
import type { InputOf, OutputOf } from '../../shared/rpc/messages.ts';
import type { Stopper } from '../http/call.ts';
import type { HostIdentities } from '../http/host-identities.ts';
import type { Host } from '../http/hosts.ts';
import type { AccountInfo, CoreCalls, CoreWorkerOptions } from '../protocol.ts';
import { readFacts } from './core-facts.ts';
import { type Context, callSdk, unexpectedAnswer } from './sdk.ts';
import { createPicker, readSession, toDetails } from './session-rows.ts';

/** The calls of the protocol, as this thread carries them out. */
export type CoreService = {
  readonly [M in keyof CoreCalls]: (
    input: InputOf<CoreCalls, M>,
    stopper: Stopper,
  ) => Promise<OutputOf<CoreCalls, M>>;
};

export function createCoreService(
  options: CoreWorkerOptions,
  hosts: readonly Host[],
  identities: HostIdentities,
): CoreService {
  return {
    facts: (_, stopper) => readFacts({ options, hosts, identities }, stopper),

    tenants: (_, stopper) =>
      callSdk(stopper, async (context) => {
        const { tenants } = await Multitenancy.listAllTenants(context);
        return tenants.map(({ tenantId }) => ({ tenantId }));
      }),

    users: ({ tenantId, limit, pageToken }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const page = await supertokens.getUsersNewestFirst({
          tenantId: checkedTenant(tenantId),
          limit,
          ...(pageToken === undefined ? {} : { paginationToken: pageToken }),
          userContext,
        });
        const users = page.users.map(toUser);
        return page.nextPaginationToken === undefined
          ? { users }
          : { users, nextPageToken: page.nextPaginationToken };
      }),

    searchUsers: ({ tenantId, field, text }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const query = { [field]: text };
        const page = await supertokens.getUsersNewestFirst({
          tenantId: checkedTenant(tenantId),
          query,
          userContext,
        });
        return page.users.map(toUser);
      }),

    usersByAccountInfo: ({ tenantId, info }, stopper) =>
      callSdk(stopper, async (context) => {
        const users = await listByInfo(checkedTenant(tenantId), info, context);
        return users.map(toUser);
      }),

    userCount: ({ tenantId }, stopper) =>
      callSdk(stopper, async (context) => {
        const count = await supertokens.getUserCount(undefined, checkedTenantOrAll(tenantId), context);
        if (!Number.isInteger(count)) throw unexpectedAnswer();
        return count;
      }),

    user: ({ userId }, stopper) =>
      callSdk(stopper, async (context, call) => {
        const user = await supertokens.getUser(userId, context);
        if (user) return toUser(user);
        if (call.answered !== 'UNKNOWN_USER_ID_ERROR') throw unexpectedAnswer();
        return null;
      }),

    idMapping: ({ userId }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const mapping = await supertokens.getUserIdMapping({ userId, userIdType: 'ANY', userContext });
        if (mapping.status === 'OK') {
          return { internal: mapping.superTokensUserId, external: mapping.externalUserId };
        }
        if (mapping.status !== 'UNKNOWN_MAPPING_ERROR') throw unexpectedAnswer();
        return null;
      }),

    roles: ({ tenantId, userId }, stopper) =>
      callSdk(stopper, async (context) => {
        const { roles } = await UserRoles.getRolesForUser(checkedTenant(tenantId), userId, context);
        return checkedTexts(roles);
      }),

    metadata: ({ userId }, stopper) =>
      callSdk(stopper, async (context) => {
        const { metadata } = await UserMetadata.getUserMetadata(userId, context);
        if (typeof metadata !== 'object' || metadata === null) throw unexpectedAnswer();
        return metadata;
      }),

    // Linked accounts are asked for one by one: asked for together, some are missed.
    sessionHandles: ({ userId, tenantId }, stopper) =>
      callSdk(stopper, async (context) =>
        checkedTexts(
          await Session.getAllSessionHandlesForUser(userId, false, checkedTenantOrAll(tenantId), context),
        ),
      ),

    session: async ({ handle, keys }, stopper) => {
      const information = await readSession(handle, stopper);
      return information && toDetails(information, createPicker(keys));
    },

    revokeHandles: ({ handles }, stopper) =>
      callSdk(stopper, async (context) => {
        if (handles.length === 0) return [];
        return distinct(checkedTexts(await Session.revokeMultipleSessions([...handles], context)));
      }),

    revokeUser: ({ userId, tenantId }, stopper) =>
      callSdk(stopper, async (context) =>
        distinct(
          checkedTexts(
            await Session.revokeAllSessionsForUser(userId, false, checkedTenantOrAll(tenantId), context),
          ),
        ),
      ),

    signingKeys: (_, stopper) =>
      callSdk(stopper, async (context) => {
        const { keys, validityInSeconds } = await Session.getJWKS(context);
        if (!Array.isArray(keys)) throw unexpectedAnswer();
        return { keys: keys.map((key) => ({ ...key })), maxAgeS: validityInSeconds ?? 60 };
      }),

    identity: (_, stopper) => identities.read(stopper),
  };
}

function listByInfo(tenantId: string, info: AccountInfo, context: Context) {
  return supertokens.listUsersByAccountInfo(tenantId, info, false, context);
}

function checkedTexts(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) throw unexpectedAnswer();
  return value;
}

// The core answers a handle that was given twice twice.
function distinct(handles: readonly string[]): string[] {
  return [...new Set(handles)];
}

/** The SDK's user in the contract's words, without what no screen shows (`webauthn`). */
function toUser(user: SdkUser): User {
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

/**
 * A tenant's id becomes a part of the path, and the SDK puts it in as it is: an id with `/`, `..` or `?` would turn a
 * call for one tenant into another call. The core allows letters, digits and hyphens, and reserves `appid-`.
 */
function checkedTenant(tenantId: string): string {
  if (!/^[a-z0-9-]+$/i.test(tenantId) || /^appid-/i.test(tenantId)) {
    throw failure('tenant-unknown', {
      reason: 'tenant-id-malformed',
      params: { tenant: tenantId.slice(0, 80) },
      sent: false,
    });
  }
  return tenantId;
}

/** Null means all tenants, which the SDK writes as undefined. */
function checkedTenantOrAll(tenantId: string | null): string | undefined {
  return tenantId === null ? undefined : checkedTenant(tenantId);
}
