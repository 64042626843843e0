import { z } from 'zod';
import { appError } from '../errors.ts';
import { epochMs, tenantId, userId } from './ids.ts';
import { storedJson } from './stored-json.ts';

/** One login method of a user: a *recipe user* in SuperTokens' words. */
export const loginMethod = z.strictObject({
  /** `emailpassword`, `thirdparty`, `passwordless`, `webauthn`; a newer core may know more. */
  recipeId: z.string(),
  recipeUserId: z.string(),
  tenantIds: z.array(z.string()),
  timeJoined: epochMs,
  verified: z.boolean(),
  email: z.string().optional(),
  phoneNumber: z.string().optional(),
  thirdParty: z.strictObject({ id: z.string(), userId: z.string() }).optional(),
});
export type LoginMethod = z.infer<typeof loginMethod>;

/** The kind of a login method: what a report says of how a session was made. */
export const loginMethodKind = loginMethod.pick({ recipeId: true }).extend({
  /** The provider, of a third party; null: another recipe. */
  thirdPartyId: z.string().nullable(),
});
export type LoginMethodKind = z.infer<typeof loginMethodKind>;

export const user = z.strictObject({
  /** The external id where there is one, as the core answers. */
  id: z.string(),
  isPrimaryUser: z.boolean(),
  tenantIds: z.array(z.string()),
  timeJoined: epochMs,
  emails: z.array(z.string()),
  phoneNumbers: z.array(z.string()),
  thirdParty: z.array(z.strictObject({ id: z.string(), userId: z.string() })),
  loginMethods: z.array(loginMethod),
});
export type User = z.infer<typeof user>;

/**
 * An id under which a user can have sessions. A login method with an external id has two, and the core never reaches the
 * sessions of one through the other.
 */
export const identityId = z.strictObject({
  id: z.string(),
  /** `only`: the login method has no external id. `external`, `internal`: the two sides of a user id mapping. */
  kind: z.enum(['only', 'external', 'internal']),
  /** The login method it belongs to, by the recipe user id the core shows; null for an id that is no user. */
  recipeUserId: z.string().nullable(),
});
export type IdentityId = z.infer<typeof identityId>;

/** A part of a page that is read on its own, so that its failure leaves the rest standing. */
function part<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('loaded'), value }),
    z.strictObject({ state: z.literal('failed'), error: appError }),
  ]);
}

export const tenantRoles = z.strictObject({ tenantId: z.string(), roles: z.array(z.string()) });

/** In so many tenants the roles of a user are read with the user: each tenant costs a call. */
export const mostTenantsWithRoles = 5;

export const userView = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('user'),
    user,
    identities: z.array(identityId),
    /** Of a user in more than `mostTenantsWithRoles` tenants they are read when they are asked for: `directory.roles`. */
    roles: z.union([part(z.array(tenantRoles)), z.strictObject({ state: z.literal('not-read') })]),
    metadata: part(storedJson),
  }),
  /** The core knows no user with this id; it may still own sessions. */
  z.strictObject({ type: z.literal('no-user'), id: z.string(), identities: z.array(identityId) }),
]);
export type UserView = z.infer<typeof userView>;

export const usersPage = z.strictObject({
  users: z.array(user),
  /** The core's own token; absent on the last page. */
  nextPageToken: z.string().optional(),
});
export type UsersPage = z.infer<typeof usersPage>;

/** The core lists one tenant at a time: of more tenants, a list of all would ask too much before its first row. */
export const mostTenantsListed = 500;

const pageOfUsers = z.strictObject({
  tenantId,
  /** At most 500, the core's limit. */
  limit: z.int().min(1).max(500),
  pageToken: z.string().max(4_096).optional(),
});

/** Pages of one or of many tenants, read a few at a time. The answer has them in this order. */
export const usersRequest = z.strictObject({
  connectionId: z.string(),
  pages: z.array(pageOfUsers).min(1).max(mostTenantsListed),
});

export const userRequest = z.strictObject({ connectionId: z.string(), userId });

export const rolesRequest = z.strictObject({
  connectionId: z.string(),
  userId,
  tenantIds: z.array(tenantId).max(10_000),
});
