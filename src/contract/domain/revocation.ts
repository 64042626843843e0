import { z } from 'zod';
import { appError } from '../errors.ts';
import { connectionId, epochMs, sessionHandle, tenantId, userId } from './ids.ts';
import { identityId } from './user.ts';

/** What the operator asked to end. */
export const revocationScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('handles'), handles: z.array(sessionHandle).min(1).max(100_000) }),
  /** Everything of a person: all ids of all login methods; in one tenant, or in all (null). */
  z.strictObject({ type: z.literal('user'), userId, tenantId: tenantId.nullable() }),
]);
export type RevocationScope = z.infer<typeof revocationScope>;

export const planRequest = z.strictObject({ connectionId, scope: revocationScope });

const count = z.strictObject({ name: z.string(), sessions: z.int() });

/** The frozen list, in numbers. The handles themselves stay in main. */
export const revocationPlan = z.strictObject({
  id: z.uuid(),
  connectionId,
  scope: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('handles') }),
    z.strictObject({ type: z.literal('user'), userId: z.string(), tenantId: z.string().nullable() }),
  ]),
  createdAt: epochMs,
  /** Distinct handles. */
  targets: z.int(),
  duplicates: z.int(),
  byTenant: z.array(count),
  /** By the id the sessions stand under; empty where only handles were given. */
  byIdentity: z.array(z.strictObject({ identity: identityId, sessions: z.int() })),
  /** Worst case: the access token was issued the moment before. */
  accessTokenLifetimeS: z.int(),
});
export type RevocationPlan = z.infer<typeof revocationPlan>;

/** How a target stands. `sent` and `still-there` occur while running only. */
export const targetStates = [
  'planned',
  'sent',
  'revoked',
  'already-gone',
  'unknown',
  'revoked-unconfirmed-by-core',
  'still-there',
  'failed',
] as const;
export type TargetState = (typeof targetStates)[number];

/** One number for each state; they always add up to the plan. */
export const targetCounts = z.strictObject({
  planned: z.int(),
  sent: z.int(),
  revoked: z.int(),
  'already-gone': z.int(),
  unknown: z.int(),
  'revoked-unconfirmed-by-core': z.int(),
  'still-there': z.int(),
  failed: z.int(),
});
export type TargetCounts = z.infer<typeof targetCounts>;

export const revocationReport = z.strictObject({
  id: z.uuid(),
  plan: revocationPlan,
  reason: z.string(),
  startedAt: epochMs,
  /** When the last reading again ended; null when it could not be read again. */
  checkedAt: epochMs.nullable(),
  endedAt: epochMs,
  /** How it ended: `stopped` by the operator; `incomplete`: some are unknown or failed. */
  outcome: z.enum(['complete', 'incomplete', 'stopped']),
  counts: targetCounts,
  /** Sessions of the person that began after the plan was frozen. */
  newcomers: z.strictObject({ ended: z.int(), left: z.int() }),
  rounds: z.int(),
  /** `revokeAllSessionsForUser` had to close, which marks the user as active now. */
  closedByUserId: z.boolean(),
  /** Access tokens may be accepted until then by services that check the signature only. */
  exposureUntil: epochMs,
  /** Why targets are unknown or failed, if any are: the first error of each code. */
  errors: z.array(appError),
});
export type RevocationReport = z.infer<typeof revocationReport>;

export const runItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    phase: z.enum(['ending', 'reading-again', 'listing-again', 'closing']),
    counts: targetCounts,
  }),
  z.strictObject({ type: z.literal('report'), report: revocationReport }),
]);
export type RunItem = z.infer<typeof runItem>;

export const runRequest = z.strictObject({
  planId: z.uuid(),
  reason: z.string().trim().max(1_000),
  /** The number the operator typed; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
});

/** One target's end, for the list under the numbers. */
export const targetRow = z.strictObject({
  handle: z.string(),
  tenantId: z.string(),
  state: z.enum(targetStates),
  newcomer: z.boolean(),
  error: appError.optional(),
});
export type TargetRow = z.infer<typeof targetRow>;
