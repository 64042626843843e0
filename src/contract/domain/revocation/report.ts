import { z } from 'zod';
import { appError } from '../../errors.ts';
import { auditHead } from '../audit/record.ts';
import { coverage } from '../coverage.ts';
import { epochMs } from '../ids.ts';
import { revocationSignals } from '../signals.ts';
import { revocationPlan } from './plan.ts';
import { look, newSessionCounts, runOptions, runProgress, targetCounts, watchedUsers } from './run.ts';

/**
 * How a revocation ended. `stopped`: by the operator, with something left. `incomplete`: targets are unknown or failed, or
 * something that had to be read again could not be. `complete-with-gaps`: plan and second scan do not cover everything that
 * was asked for; all targets are gone. `complete`: everything that was asked for is gone.
 */
export const outcomes = ['complete', 'complete-with-gaps', 'incomplete', 'stopped'] as const;
export type Outcome = (typeof outcomes)[number];

export const revocationReport = z.strictObject({
  id: z.uuid(),
  plan: revocationPlan,
  /**
   * Of a plan of one user, and of chosen sessions of one user: the name of that user when the sessions were listed, else the id.
   * Null: another kind of plan.
   */
  userName: z.string().nullable(),
  reason: z.string(),
  ticket: z.string().nullable(),
  /** Who was at the console. */
  operator: z.string(),
  options: runOptions,
  startedAt: epochMs,
  /** When the last reading again ended; null when it could not be read again. */
  verifiedAt: epochMs.nullable(),
  endedAt: epochMs,
  outcome: z.enum(outcomes),
  counts: targetCounts,
  /** What "end the remaining" ends: ordered sessions that are not known to be gone, those that began later included. */
  remaining: z.int(),
  /** Sessions of the plan's users that began after the plan was frozen. */
  newSessions: newSessionCounts,
  /** In how many of the plan's users new sessions were looked for the last time: their lists were read before and after. */
  newSessionsLookedForIn: z.int(),
  /** Sessions of accounts that were linked after the plan was frozen. They are ended only when that is ordered. */
  linkedSessions: newSessionCounts,
  /**
   * The tokens that OAuth2 clients have on sessions that are known to be gone. `ordered`: they are to be ended. `ended`,
   * `unknown`, `notAsked`: sessions by what became of their tokens; of `unknown` ones it was asked, without a known answer.
   */
  oauth: z.strictObject({
    ordered: z.boolean(),
    ended: z.int(),
    unknown: z.int(),
    notAsked: z.int(),
  }),
  /** What began after these moments is seen as new; null: no user's list was read. */
  watched: watchedUsers.nullable(),
  /** Sessions beside the targets that users had at their first list: whether they are new is not known. */
  notKnownToBeNew: z.int(),
  passes: z.int(),
  /** What the plan and the second scan do not cover. */
  coverage,
  /**
   * The second scan of a revocation of everyone; null: there was none. `complete`: it visited all users. `found`: sessions
   * that were no targets and no new sessions before; they are among the new sessions.
   */
  secondScan: z
    .strictObject({
      startedAt: epochMs,
      endedAt: epochMs.nullable(),
      complete: z.boolean(),
      users: z.int(),
      found: z.int(),
    })
    .nullable(),
  /** `revokeAllSessionsForUser` had to close, which marks the users as active now. */
  closedByUserId: z.boolean(),
  /** The last watch for new sessions; null: none. */
  watch: z
    .strictObject({
      startedAt: epochMs,
      until: epochMs,
      /** Null: it goes on, or was cut off. */
      endedAt: epochMs.nullable(),
      /** The console was killed while it watched: nobody knows until when. Nothing was watched after that. */
      isCutOff: z.boolean(),
      watchThen: z.enum(['report', 'end']),
      /**
       * Of a revocation of everyone: all users are watched, also those who are not in the plan. Of each, what began after the second
       * scan had visited them is new: it visited the first of them, and the last, at these moments. Null: users of the plan alone.
       */
      everyone: z.strictObject({ from: epochMs, to: epochMs }).nullable().default(null),
      /** Null: none ended, or the console was ended before the watch. */
      lastLook: look.nullable(),
    })
    .nullable(),
  /** Access tokens may be accepted until then by services that check the signature only. */
  exposureUntil: epochMs,
  /** What the signal receivers got, as of the report: `signals.ofRevocation` follows it. */
  signals: revocationSignals,
  /** Where the audit log said how it ended: its hash covers all records before it. Null: an older version wrote it. */
  auditHead: auditHead.nullable(),
  /** How often the console was ended in the middle and this was taken up again. */
  resumed: z.int(),
  /** Why targets are unknown or failed, if any are: the first error of each code. */
  errors: z.array(appError),
  /**
   * Targets whose rows on disk are damaged: nobody knows how these sessions ended. The counts have them as they were
   * counted before. Null: not known yet, see `revocation.reportOfAllRows`.
   */
  damagedRows: z.int().nullable(),
});
export type RevocationReport = z.infer<typeof revocationReport>;

export const runItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), progress: runProgress }),
  z.strictObject({ type: z.literal('report'), report: revocationReport }),
]);
export type RunItem = z.infer<typeof runItem>;
