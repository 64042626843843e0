import { z } from 'zod';
import { epochMs, tenantId } from './ids.ts';

const when = z.enum(['before', 'after']);
const text = z.string().trim().min(1).max(1_024);

/** One thing that a rule asks of a session, or of the user it belongs to. */
export const ruleCondition = z.discriminatedUnion('field', [
  /** The tenant the session was made in. */
  z.strictObject({ field: z.literal('tenant'), tenantId }),
  /** One of the user's addresses is in this very domain: `alpha.example`, without `@`. Case does not matter. */
  z.strictObject({ field: z.literal('email-domain'), domain: text }),
  /** The user has this role in the tenant of the session. */
  z.strictObject({ field: z.literal('role'), role: text }),
  /** The user's first login method was made then. */
  z.strictObject({ field: z.literal('joined'), when, at: epochMs }),
  z.strictObject({ field: z.literal('created'), when, at: epochMs }),
  z.strictObject({ field: z.literal('expires'), when, at: epochMs }),
  /** An address or a network in CIDR notation, IPv4 or IPv6. */
  z.strictObject({ field: z.literal('ip'), network: text }),
  /** Case does not matter. */
  z.strictObject({ field: z.literal('user-agent'), contains: text }),
  /** A value in the session's payloads; dots in `path` go into objects. */
  z.strictObject({
    field: z.literal('payload'),
    in: z.enum(['either', 'database', 'token']),
    path: text,
    test: z.enum(['equals', 'contains', 'exists']),
    /** Ignored by `exists`. Numbers and booleans are compared as they are written. */
    value: z.string().max(1_024),
  }),
]);
export type RuleCondition = z.infer<typeof ruleCondition>;

/** A rule: conditions joined by all (and), any (or) and not. `{ all: [] }` selects everything. */
export type Rule =
  | RuleCondition
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule };

const rules = z.lazy(() => z.array(rule).max(50));

export const rule: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    ruleCondition,
    z.strictObject({ all: rules }),
    z.strictObject({ any: rules }),
    z.strictObject({ not: rule }),
  ]),
);

/** Which users are scanned: those of these tenants, or of all (null). */
export const ruleTenants = z.array(tenantId).min(1).max(10_000).nullable();
