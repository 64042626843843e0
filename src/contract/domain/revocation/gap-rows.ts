import { z } from 'zod';
import { appError } from '../../errors.ts';
import { malformedReason } from '../planning/list-lines.ts';
import { exportFormat, pageOfRows } from '../rows.ts';
import { ruleFields } from '../stored-names.ts';

/** Why a line of a list is not covered. The types are gaps of `coverage.ts`. */
export const lineGap = z.discriminatedUnion('type', [
  /** `users`: so many fit, and the operator chose none of them. */
  z.strictObject({ type: z.literal('ambiguous-lines'), users: z.int() }),
  z.strictObject({ type: z.literal('unknown-lines') }),
  z.strictObject({ type: z.literal('malformed-lines'), reason: malformedReason }),
  z.strictObject({ type: z.literal('unread-lines'), error: appError }),
  z.strictObject({ type: z.literal('lines-not-looked-up') }),
]);
export type LineGap = z.infer<typeof lineGap>;

/** Something that a plan does not cover, as far as it is known one by one. */
export const gapRow = z.discriminatedUnion('type', [
  /** `line`: its number in the list, from 1. */
  z.strictObject({ type: z.literal('line'), line: z.int(), text: z.string(), why: lineGap }),
  /** Nothing of this user could be read, or too many of the user's sessions could not. */
  z.strictObject({ type: z.literal('user'), userId: z.string() }),
  /** A session of a user that could be read. */
  z.strictObject({ type: z.literal('session'), userId: z.string(), handle: z.string() }),
  /** A session about which the rule is undecided, and that the operator did not include. */
  z.strictObject({
    type: z.literal('undecided'),
    userId: z.string(),
    name: z.string().nullable(),
    handle: z.string(),
    /** As it was recorded; null: it was not. */
    ip: z.string().nullable(),
    /** Conditions of the rule for which a fact was not recorded. */
    undecidedFor: z.array(z.enum(ruleFields)),
  }),
  /** A row on disk is damaged: nothing of it may be believed. */
  z.strictObject({ type: z.literal('damaged') }),
]);
export type GapRow = z.infer<typeof gapRow>;

export const gapsRequest = z.strictObject({
  id: z.uuid(),
  ...pageOfRows,
});
export type GapsRequest = z.infer<typeof gapsRequest>;

/**
 * `total`: lines of the list; or users and sessions that could not be read, and then undecided sessions. Users that were
 * not scanned and lines that were never uploaded are counted in the coverage at most: they are not among the rows.
 */
export const gapsPage = z.strictObject({ total: z.int(), rows: z.array(gapRow) });
export type GapsPage = z.infer<typeof gapsPage>;

/** All of these rows, in their order. */
export const exportGapsRequest = z.strictObject({ id: z.uuid(), format: exportFormat });
export type GapsExport = z.infer<typeof exportGapsRequest>;
