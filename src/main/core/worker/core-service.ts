import supertokens from 'supertokens-node';
import Multitenancy from 'supertokens-node/recipe/multitenancy';
import Session from 'supertokens-node/recipe/session';
import UserMetadata from 'supertokens-node/recipe/usermetadata';
import UserRoles from 'supertokens-node/recipe/userroles';
import { failure } from '../../../contract/failure.ts';
import type { InputOf, OutputOf } from '../../shared/rpc/messages.ts';
import type { Stopper } from '../http/call.ts';
import type { HostIdentities } from '../http/host-identities.ts';
import type { Host } from '../http/hosts.ts';
import { type ForeignFields, RawJson } from '../http/parse-answer.ts';
import type { AccountInfo, CoreCalls, CoreWorkerOptions, SigningKey } from '../protocol.ts';
import { isIds, isMoment } from './checks.ts';
import { readFacts } from './core-facts.ts';
import { readOAuthClients } from './oauth-tokens.ts';
import { createPicker } from './recorded-values.ts';
import { type Context, callSdk, unexpectedAnswer } from './sdk.ts';
import { payloadsAsText, readSession, toDetails } from './session-rows.ts';
import { toUser } from './users.ts';
import { readUser } from './users-by-id.ts';

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
        return checkedIds(
          tenants.map(({ tenantId }) => tenantId),
          most.tenants,
        ).map((tenantId) => ({ tenantId }));
      }),

    users: ({ tenantId, limit, pageToken }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const page = await supertokens.getUsersNewestFirst({
          tenantId: checkedTenant(tenantId),
          limit,
          ...(pageToken === undefined ? {} : { paginationToken: pageToken }),
          userContext,
        });
        const users = atMost(page.users, limit).map(toUser);
        const { nextPaginationToken: nextPageToken } = page;
        if (nextPageToken === undefined) return { users };
        // The same page again and again would never end.
        if (!isPageToken(nextPageToken) || nextPageToken === pageToken) throw unexpectedAnswer();
        return { users, nextPageToken };
      }),

    searchUsers: ({ tenantId, field, text }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const query = { [field]: text };
        const page = await supertokens.getUsersNewestFirst({
          tenantId: checkedTenant(tenantId),
          query,
          userContext,
        });
        return atMost(page.users, most.foundUsers).map(toUser);
      }),

    usersByAccountInfo: ({ tenantId, info }, stopper) =>
      callSdk(stopper, async (context) => {
        const users = await listByInfo(checkedTenant(tenantId), info, context);
        return atMost(users, most.foundUsers).map(toUser);
      }),

    userCount: ({ tenantId }, stopper) =>
      callSdk(stopper, async (context) => {
        const count = await supertokens.getUserCount(undefined, checkedTenantOrAll(tenantId), context);
        if (!Number.isSafeInteger(count)) throw unexpectedAnswer();
        return count;
      }),

    user: ({ userId }, stopper) => readUser(userId, stopper),

    idMapping: ({ userId }, stopper) =>
      callSdk(stopper, async (userContext) => {
        const mapping = await supertokens.getUserIdMapping({ userId, userIdType: 'ANY', userContext });
        if (mapping.status === 'OK') {
          const [internal, external] = checkedIds([mapping.superTokensUserId, mapping.externalUserId], 2);
          if (internal !== undefined && external !== undefined) return { internal, external };
        }
        if (mapping.status !== 'UNKNOWN_MAPPING_ERROR') throw unexpectedAnswer();
        return null;
      }),

    roles: ({ tenantId, userId }, stopper) =>
      callSdk(stopper, async (context) => {
        const { roles } = await UserRoles.getRolesForUser(checkedTenant(tenantId), userId, context);
        return checkedIds(roles, most.roles);
      }),

    metadata: ({ userId }, stopper) =>
      callSdk(
        stopper,
        async (context) => {
          const { metadata }: { metadata: unknown } = await UserMetadata.getUserMetadata(userId, context);
          if (!(metadata instanceof RawJson)) throw unexpectedAnswer();
          return metadata.toStored();
        },
        metadataAsText,
      ),

    // Linked accounts are asked for one by one: asked for together, some are missed.
    sessionHandles: ({ userId, tenantId }, stopper) =>
      callSdk(stopper, async (context) =>
        checkedIds(
          await Session.getAllSessionHandlesForUser(userId, false, checkedTenantOrAll(tenantId), context),
          most.handles,
        ),
      ),

    session: async ({ handle, keys }, stopper) => {
      const information = await readSession(handle, stopper, payloadsAsText);
      return information && toDetails(information, createPicker(keys));
    },

    revokeHandles: ({ handles }, stopper) =>
      callSdk(stopper, async (context) => {
        if (handles.length === 0) return [];
        const revoked = await Session.revokeMultipleSessions([...handles], context);
        return distinct(checkedIds(revoked, handles.length));
      }),

    revokeUser: ({ userId, tenantId }, stopper) =>
      callSdk(stopper, async (context) =>
        distinct(
          checkedIds(
            await Session.revokeAllSessionsForUser(userId, false, checkedTenantOrAll(tenantId), context),
            most.handles,
          ),
        ),
      ),

    oauthClients: (_, stopper) => readOAuthClients(stopper),

    signingKeys: (_, stopper) =>
      callSdk(stopper, async (context) => {
        const { keys, validityInSeconds } = await Session.getJWKS(context);
        if (!Array.isArray(keys)) throw unexpectedAnswer();
        return {
          keys: atMost(keys, most.keys).map(toSigningKey),
          maxAgeS: isMoment(validityInSeconds) ? validityInSeconds : 60,
        };
      }),

    identity: (_, stopper) => identities.read(stopper),
  };
}

function listByInfo(tenantId: string, info: AccountInfo, context: Context) {
  return supertokens.listUsersByAccountInfo(tenantId, info, false, context);
}

const metadataAsText: ForeignFields = { names: ['metadata'], asText: true };

/** More than a core has, and no more than can be copied between threads and shown. */
const most = { tenants: 100_000, foundUsers: 10_000, roles: 10_000, handles: 2_000_000, keys: 100 } as const;

function checkedIds(value: unknown, mostIds: number): string[] {
  const ids = atMost(value, mostIds);
  if (!isIds(ids)) throw unexpectedAnswer();
  return ids;
}

/** Rejects a list with more rows than were asked for, or than there can be. */
function atMost<Row>(rows: readonly Row[], mostRows: number): readonly Row[];
function atMost(rows: unknown, mostRows: number): readonly unknown[];
function atMost(rows: unknown, mostRows: number): readonly unknown[] {
  if (!Array.isArray(rows)) throw unexpectedAnswer();
  if (rows.length <= mostRows) return rows;
  const params = { rows: rows.length, most: mostRows };
  throw failure('core-error', { reason: 'answer-too-many-rows', params, retryable: false, sent: true });
}

/** The core's own tokens are a few hundred characters of base64. */
const longestPageToken = 4_096;

function isPageToken(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestPageToken;
}

/** The texts of a key: its kind, its id, its numbers. */
function toSigningKey(key: object): SigningKey {
  return Object.fromEntries(
    Object.entries(key).filter(([, value]) => typeof value === 'string' && value.length <= longestOfKey),
  );
}
const longestOfKey = 10_000;

// The core answers a handle that was given twice twice.
function distinct(handles: readonly string[]): string[] {
  return [...new Set(handles)];
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
