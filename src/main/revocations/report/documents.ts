import { z } from 'zod';
import { auditHead } from '../../../contract/domain/audit/record.ts';
import { epochMs } from '../../../contract/domain/ids.ts';
import { outcomes, revocationReport } from '../../../contract/domain/revocation/report.ts';
import { runOptions, unplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { appError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { StoredCounts } from '../../store/interface.ts';
import { planDocument } from '../../store/plan-document.ts';
import type { Documents, RevocationSummary, StoredState } from '../../store/records.ts';

/** The document `order` of a revocation: what the operator said when it began. */
const orderDocument = z.strictObject({
  reason: z.string(),
  ticket: z.string().nullable(),
  operator: z.string(),
  options: runOptions,
  startedAt: epochMs,
});
export type Order = z.infer<typeof orderDocument>;

/** The second scan of a revocation of everyone, as far as it is: see `second-scan/second-scan.ts`. */
const secondScan = z.strictObject({
  startedAt: epochMs,
  /** Null: it is under way. */
  endedAt: epochMs.nullable(),
  /** Whether it visited all users. */
  isComplete: z.boolean(),
  /** The tenant whose users come next, in the order of the names, and the core's token of their page; null: the first. */
  tenant: z.string().nullable(),
  pageToken: z.string().nullable(),
  /** Users of the pages before who were visited, those of the page that it is at, and how many there are as far as is known. */
  users: z.int(),
  onPage: z.int(),
  usersInAll: z.int(),
  /**
   * Users on the pages before, and on the page that it is at, who were visited again, because an account that was counted as another
   * user was linked with them since. Scans of earlier versions do not have them.
   */
  linked: z.int().default(0),
  linkedOnPage: z.int().default(0),
  /** New sessions that were known when it began; the others it found. */
  newSessionsBefore: z.int(),
  found: z.int(),
  /**
   * Passes come before it goes on, and what they find is not found by it: `found` has what it had found by then. Scans of earlier
   * versions do not have it.
   */
  isPaused: z.boolean().default(false),
});
export type SecondScan = z.infer<typeof secondScan>;

/** The document `facts` of a revocation: how far it is, beside its targets. What only earlier versions wrote is passed over. */
const factsDocument = z.object({
  /** Null: it has not ended. */
  endedAt: epochMs.nullable(),
  /** Null: it has not ended. */
  outcome: z.enum(outcomes).nullable(),
  /** When everything that was sent had been read again; null when some of it could not be. */
  verifiedAt: epochMs.nullable(),
  stopped: z.boolean(),
  /** The passes that were begun. */
  passes: z.int(),
  /**
   * The revocation had ended after the last of them, and was taken up again: what is ended now is a pass of its own. Facts of
   * earlier versions do not have it.
   */
  isPassOver: z.boolean().default(false),
  closedByUserId: z.boolean(),
  /** In how many users new sessions were looked for the last time: their lists were read before and after. */
  lookedForIn: z.int(),
  /** Whether sessions of users were listed before anything was ended. */
  listedBefore: z.boolean(),
  resumed: z.int(),
  /** Null: it did not begin, or the plan has none. */
  secondScan: secondScan.nullable(),
  // Whether it was cut off nobody could write.
  watch: revocationReport.shape.watch.unwrap().omit({ isCutOff: true }).nullable(),
  /** The record of the audit log that says how it ended; null: it has not, or an older version wrote it. */
  auditHead: auditHead.nullable().default(null),
  /** So many sessions had been ended by then: the next such record counts the others. Null: an older version wrote it. */
  endedAtHead: z.int().nullable().default(null),
  /** What is being ended after the end: only these, also when that is resumed. Null: nothing, or the plan. */
  ending: z.enum([...unplannedSessions, 'oauth-tokens', 'signals']).nullable(),
  /** The operator ordered to end OAuth2 tokens after the end. Facts of earlier versions do not have it. */
  oauthTokens: z.boolean().default(false),
  /** Why OAuth2 tokens could not be ended the last time. Null: they could be, or an earlier version noted it among `errors`. */
  oauthError: appError.nullable().default(null),
  /**
   * The targets as they were, read before the first of them was ended. Null: it did not come to that, or an earlier version
   * did not do it. `skipped`: there are more targets than the settings say (`limit`).
   */
  sessionsBefore: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('read'),
        startedAt: epochMs,
        endedAt: epochMs,
        /** What was read; what was not there any more; what could not be read. */
        read: z.int(),
        gone: z.int(),
        unread: z.int(),
      }),
      z.strictObject({ type: z.literal('skipped'), limit: z.int() }),
    ])
    .nullable()
    .default(null),
  /**
   * The signal receivers that were to be told. `error` null: the event of each target that is marked as signalled is in its queue;
   * else why something could not be queued. Facts of earlier versions do not have it.
   */
  signalReceivers: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        protectsAllServices: z.boolean(),
        since: epochMs.nullable().default(null),
        error: appError.nullable(),
      }),
    )
    .default([]),
  /** What went wrong beside single targets and OAuth2 tokens: lists that could not be read, calls that close. */
  errors: z.array(appError),
  /** The same of attempts before the last one: until everything was read again. Facts of earlier versions do not have it. */
  errorsBefore: z.array(appError).default([]),
});
export type Facts = z.infer<typeof factsDocument>;

export const factsAtStart: Facts = {
  endedAt: null,
  outcome: null,
  verifiedAt: null,
  stopped: false,
  passes: 0,
  isPassOver: false,
  closedByUserId: false,
  lookedForIn: 0,
  listedBefore: false,
  resumed: 0,
  secondScan: null,
  watch: null,
  ending: null,
  auditHead: null,
  endedAtHead: null,
  oauthTokens: false,
  oauthError: null,
  sessionsBefore: null,
  signalReceivers: [],
  errors: [],
  errorsBefore: [],
};

const runDocuments = z.object({ plan: planDocument, order: orderDocument, facts: factsDocument });
export type RunDocuments = z.infer<typeof runDocuments>;

/** What is on disk of a revocation, but for its targets. */
export interface StoredRun extends RunDocuments {
  readonly id: string;
  readonly state: StoredState;
  readonly summary: RevocationSummary;
  readonly counts: StoredCounts;
  /** Whether a run watches at this moment. A watch without an end is else one that the end of the console cut off. */
  readonly isWatching: boolean;
}

export const runDocumentNames = ['plan', 'order', 'facts'] as const;

/** Throws `store-damaged` when one of them is not as it was written. */
export function parseRunDocuments(documents: Documents): RunDocuments {
  return parsed(runDocuments, documents);
}

/** Throws `store-damaged` when it is not as it was written. */
export function parsePlanDocument(documents: Documents): RunDocuments['plan'] {
  return parsed(runDocuments.pick({ plan: true }), documents).plan;
}

function parsed<T>(schema: z.ZodType<T>, documents: Documents): T {
  const result = schema.safeParse(documents);
  if (result.success) return result.data;
  throw failure('store-damaged', {
    reason: 'document-unreadable',
    params: { at: result.error.issues[0]?.path.join('.') ?? '' },
  });
}
