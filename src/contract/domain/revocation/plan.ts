import { z } from 'zod';
import { coverage } from '../coverage.ts';
import { connectionId, epochMs, sessionHandle, tenantId, userId } from '../ids.ts';
import { namesOfList } from '../planning/list-format.ts';
import { rule, ruleTenants } from '../rule.ts';
import { identityId } from '../user.ts';

/** What the operator asked to end. */
export const revocationSelection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('handles'), handles: z.array(sessionHandle).min(1).max(100_000) }),
  /** All sessions of a user, under all ids of all login methods; in one tenant, or in all (null). */
  z.strictObject({ type: z.literal('user'), userId, tenantId: tenantId.nullable() }),
]);
export type RevocationSelection = z.infer<typeof revocationSelection>;

export const planRequest = z.strictObject({ connectionId, selection: revocationSelection });

const count = z.strictObject({ name: z.string(), sessions: z.int() });

/** What a plan was made from. */
export const planSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('handles') }),
  z.strictObject({ type: z.literal('user'), userId: z.string(), tenantId: z.string().nullable() }),
  /** `retryOf`: only what the plan of this revocation did not cover. */
  z.strictObject({
    type: z.literal('list'),
    name: z.string(),
    names: namesOfList,
    retryOf: z.uuid().optional(),
  }),
  z.strictObject({ type: z.literal('rule'), rule, tenants: ruleTenants, retryOf: z.uuid().optional() }),
]);
export type PlanSource = z.infer<typeof planSource>;

/** The frozen list, in numbers. The handles themselves stay in main. */
export const revocationPlan = z.strictObject({
  id: z.uuid(),
  connectionId,
  source: planSource,
  createdAt: epochMs,
  /** Distinct handles. */
  targets: z.int(),
  /** Where there is one target: its handle. Missing in the plans of earlier versions. */
  onlyHandle: z.string().optional(),
  duplicates: z.int(),
  /** Sessions that the operator excluded. */
  excluded: z.int(),
  /** Of the targets: those of the operator's own users, as far as it was read whose they are. */
  own: z.int(),
  /** Of the targets: those of which nobody read whether they are of the operator's own users. Missing: none. */
  ownUnread: z.int().optional(),
  /** Users whose sessions these are, as far as they are known; null: not known. */
  users: z.int().nullable(),
  /** Of these users: those of whom everything is to be ended, new sessions too. */
  wholeUsers: z.int(),
  /** Tenants with targets: the largest ones first, and how many there are in all. */
  byTenant: z.array(count),
  tenants: z.int(),
  /** By the id under which the sessions are; empty where only handles were given. */
  byIdentity: z.array(z.strictObject({ identity: identityId, sessions: z.int() })),
  /** Worst case: the access token was issued the moment before. */
  accessTokenLifetimeS: z.int(),
  /** How long ending and reading again is expected to take. */
  estimateMs: z.int(),
  /**
   * Of a plan for everyone, or for everyone in tenants: what it takes to visit all users once more after the passes, for
   * sessions of users who had none and of users who signed up. Null: there is no such scan.
   */
  secondScan: z.strictObject({ users: z.int(), calls: z.int(), ms: z.int() }).nullable(),
  coverage,
});
export type RevocationPlan = z.infer<typeof revocationPlan>;
