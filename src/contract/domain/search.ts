import { z } from 'zod';
import { appError } from '../errors.ts';
import { connectionId, epochMs } from './ids.ts';
import { sessionRow } from './session.ts';
import { user } from './user.ts';

/** Longest text that is searched for: room for a Cookie header with tokens, far from a pasted log file. */
export const longestSearchText = 65_536;

/** What a pasted text can be. Several can be true at once: then all are looked up. */
export const interpretation = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session-handle'), handle: z.string(), tenantId: z.string() }),
  z.strictObject({ type: z.literal('user-id'), id: z.string() }),
  z.strictObject({ type: z.literal('email'), email: z.string() }),
  /** The beginning of an address or of its domain. */
  z.strictObject({ type: z.literal('email-start'), text: z.string() }),
  z.strictObject({ type: z.literal('phone'), phone: z.string() }),
  z.strictObject({ type: z.literal('phone-start'), text: z.string() }),
  z.strictObject({ type: z.literal('third-party-id'), provider: z.string().nullable(), id: z.string() }),
  /** An IP address or network. The core cannot search by it. */
  z.strictObject({ type: z.literal('network'), network: z.string() }),
  /** Only where it was in the text: the token itself never comes back from main. */
  z.strictObject({ type: z.literal('access-token'), from: z.enum(['text', 'cookie', 'header']) }),
  z.strictObject({ type: z.literal('refresh-token') }),
]);
export type Interpretation = z.infer<typeof interpretation>;

/** What is known of a pasted access token after its signature was verified with the core's keys. */
export const pastedToken = z.strictObject({
  /** `incomplete`: it was cut off, so its signature cannot be verified. `unverified`: the keys could not be read. */
  state: z.enum(['valid', 'expired', 'foreign', 'incomplete', 'malformed', 'unverified']),
  /** Claims; null where the token does not have them. Only those of `valid` and `expired` tokens are verified. */
  handle: z.string().nullable(),
  userId: z.string().nullable(),
  tenantId: z.string().nullable(),
  issuedAt: epochMs.nullable(),
  expiresAt: epochMs.nullable(),
  /** Why it could not be verified. */
  error: appError.optional(),
});
export type PastedToken = z.infer<typeof pastedToken>;

const inTenant = { tenantId: z.string() };

/** One thing that a search looks for, in one place. */
export const lookup = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session'), handle: z.string() }),
  z.strictObject({ type: z.literal('user-of-session'), handle: z.string() }),
  z.strictObject({ type: z.literal('user'), userId: z.string() }),
  z.strictObject({ type: z.literal('access-token') }),
  z.strictObject({ type: z.literal('tenants') }),
  z.strictObject({ type: z.literal('email'), ...inTenant }),
  z.strictObject({ type: z.literal('phone'), ...inTenant }),
  z.strictObject({ type: z.literal('email-start'), ...inTenant }),
  z.strictObject({ type: z.literal('phone-start'), ...inTenant }),
  z.strictObject({ type: z.literal('account'), provider: z.string(), ...inTenant }),
  /** Accounts with an id whose provider is not known, in all tenants. */
  z.strictObject({ type: z.literal('accounts') }),
]);
export type Lookup = z.infer<typeof lookup>;

export const searchItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('interpretations'), interpretations: z.array(interpretation) }),
  z.strictObject({ type: z.literal('token'), token: pastedToken }),
  /** `tenantId`: where it was found; null when found by id, which sees all tenants. */
  z.strictObject({ type: z.literal('users'), tenantId: z.string().nullable(), users: z.array(user) }),
  z.strictObject({ type: z.literal('sessions'), rows: z.array(sessionRow) }),
  /** Sessions under an id that is not a user. */
  z.strictObject({ type: z.literal('sessions-without-user'), id: z.string(), count: z.int() }),
  /** The core stopped at its limit without a word: there may be more in this tenant. */
  z.strictObject({ type: z.literal('cut-off'), tenantId: z.string(), limit: z.int() }),
  z.strictObject({ type: z.literal('lookup-failed'), lookup, error: appError }),
  z.strictObject({
    type: z.literal('finished'),
    tenants: z.int(),
    lookups: z.int(),
    failedLookups: z.int(),
    elapsedMs: z.number(),
  }),
]);
export type SearchItem = z.infer<typeof searchItem>;

export const searchRequest = z.strictObject({ connectionId, text: z.string() });
