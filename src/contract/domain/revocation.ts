import { z } from 'zod';
import { appError } from '../errors.ts';
import { coverage } from './coverage.ts';
import { connectionId, epochMs, sessionHandle, tenantId, userId } from './ids.ts';
import { rule, ruleTenants } from './rule.ts';
import { ruleFields, targetStates } from './stored-names.ts';
import { identityId, loginMethodKind } from './user.ts';

/** What the operator asked to end. */
export const revocationSelection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('handles'), handles: z.array(sessionHandle).min(1).max(100_000) }),
  /** Everything of a person: all ids of all login methods; in one tenant, or in all (null). */
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
  z.strictObject({ type: z.literal('list'), name: z.string(), retryOf: z.uuid().optional() }),
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
  duplicates: z.int(),
  /** Sessions that the operator took out. */
  excluded: z.int(),
  /** Of the targets: those of the operator's own users. */
  own: z.int(),
  /** Users whose sessions these are, as far as they are known; null: not known. */
  users: z.int().nullable(),
  /** Of these users: those of whom everything is to be ended, new sessions too. */
  wholeUsers: z.int(),
  /** Tenants with targets: the largest ones first, and how many there are in all. */
  byTenant: z.array(count),
  tenants: z.int(),
  /** By the id the sessions stand under; empty where only handles were given. */
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

/** One number for each state; they always add up to the plan. */
export const targetCounts = z.strictObject({
  planned: z.int(),
  sent: z.int(),
  revoked: z.int(),
  'already-gone': z.int(),
  unknown: z.int(),
  'revoked-unconfirmed': z.int(),
  'still-active': z.int(),
  failed: z.int(),
});
export type TargetCounts = z.infer<typeof targetCounts>;

/** How a revocation is to be carried out. */
export const runOptions = z.strictObject({
  /** How often ending and looking again is tried before `revokeAllSessionsForUser` closes. */
  passes: z.int().min(1).max(10),
  /** Keep looking for new sessions of the plan's users for so long afterwards; 0: do not. */
  watchMinutes: z.int().min(0).max(240),
  /** What to do with those that appear while watching. */
  watchThen: z.enum(['report', 'end']),
});
export type RunOptions = z.infer<typeof runOptions>;

export const defaultRunOptions: RunOptions = { passes: 3, watchMinutes: 0, watchThen: 'report' };

export const startRequest = z.strictObject({
  planId: z.uuid(),
  reason: z.string().trim().max(1_000),
  /** Wanted, and of a certain form, when the settings say so. */
  ticket: z.string().trim().max(200).nullable(),
  /** The number the operator typed; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
  options: runOptions,
});

export const endRemainingRequest = z.strictObject({
  planId: z.uuid(),
  /** How many are left, as the operator typed it; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
});

/** Sessions that are not of the plan: new ones, or those of accounts that were linked after the plan was frozen. */
export const unplannedSessions = ['new', 'linked'] as const;
export type UnplannedSessions = (typeof unplannedSessions)[number];

export const endUnplannedRequest = z.strictObject({
  planId: z.uuid(),
  which: z.enum(unplannedSessions),
  /** As many as the question named. */
  count: z.int().min(1),
  /** The same as the operator typed it; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
});
export type EndUnplannedRequest = z.infer<typeof endUnplannedRequest>;

/** Why a revocation stands still. Nothing is sent meanwhile, and nothing is lost. */
export const pauseReason = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('operator') }),
  /** The core did not answer for a while, refused the key, or is another one. */
  z.strictObject({ type: z.literal('core'), error: appError }),
  /** What happens cannot be written down: the disk is full, or the store does not work. */
  z.strictObject({ type: z.literal('store'), error: appError }),
]);
export type PauseReason = z.infer<typeof pauseReason>;

/** Where a revocation stands. */
export const runState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running') }),
  /** The core does not answer; it is tried again at `retryAt`. */
  z.strictObject({ state: z.literal('waiting'), error: appError, retryAt: epochMs }),
  /** Calls under way are waited for. */
  z.strictObject({ state: z.literal('pausing') }),
  z.strictObject({ state: z.literal('paused'), reason: pauseReason }),
  z.strictObject({ state: z.literal('stopping') }),
  /** The console ended while it ran: it can be resumed. */
  z.strictObject({ state: z.literal('interrupted') }),
  /** Everything is done but looking for new sessions. */
  z.strictObject({ state: z.literal('watching'), until: epochMs }),
  z.strictObject({ state: z.literal('ended') }),
]);
export type RunState = z.infer<typeof runState>;

export const phases = [
  'ending',
  'verifying-sessions',
  'verifying-users',
  'closing',
  'second-scan',
  'watching',
] as const;
export type Phase = (typeof phases)[number];

/** Between two looks of a watch. */
export const watchPauseMs = 10_000;

/** One look of a watch at all of its users. */
const look = z.strictObject({ endedAt: epochMs, tookMs: z.int(), users: z.int() });
export type Look = z.infer<typeof look>;

/** Users with a list of all sessions that was read since the plan was frozen, and when the first and the last list were read. */
const watchedUsers = z.strictObject({ users: z.int(), from: epochMs, to: epochMs });

const newSessionCounts = z.strictObject({ ended: z.int(), left: z.int() });

export const runProgress = z.strictObject({
  id: z.uuid(),
  connectionId,
  source: planSource,
  reason: z.string(),
  startedAt: epochMs,
  targets: z.int(),
  run: runState,
  phase: z.enum(phases),
  counts: targetCounts,
  newSessions: newSessionCounts,
  linkedSessions: newSessionCounts,
  /** Null: none. */
  watched: watchedUsers.nullable(),
  /** Of a watch that goes on; null: none has ended. */
  lastLook: look.nullable(),
  /** Of the plan, and of the second scan once that has ended. */
  coverage,
  /** The current one, from 1. */
  pass: z.int(),
  /** Of this phase: how many targets or users are to be looked at, and how many were. */
  step: z.strictObject({ done: z.int(), of: z.int() }),
  /** Sessions per second of this phase; null before there is one. */
  rate: z.number().nullable(),
  remainingMs: z.number().nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

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
  /** Sessions of the plan's users that began after the plan was frozen. */
  newSessions: newSessionCounts,
  /** In how many of the plan's users new sessions were looked for the last time: their lists were read before and after. */
  newSessionsLookedForIn: z.int(),
  /** Sessions of accounts that were linked after the plan was frozen. They are ended only when that is ordered. */
  linkedSessions: newSessionCounts,
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
      endedAt: epochMs.nullable(),
      watchThen: z.enum(['report', 'end']),
      /** Null: none ended, or the console was ended before the watch. */
      lastLook: look.nullable(),
    })
    .nullable(),
  /** Access tokens may be accepted until then by services that check the signature only. */
  exposureUntil: epochMs,
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

/** What a list of revocations shows of one. */
const historyFacts = {
  id: z.uuid(),
  connectionId,
  source: planSource,
  createdAt: epochMs,
  startedAt: epochMs.nullable(),
  endedAt: epochMs.nullable(),
  /** Display names of the first users; empty when they are not known. */
  users: z.array(z.string()),
  reason: z.string(),
  ticket: z.string().nullable(),
  operator: z.string(),
  targets: z.int(),
  /** Of the targets: those that are known to be gone. */
  ended: z.int(),
  /** Sessions that began after the plan was frozen and are still active, as far as is known. */
  newSessions: z.int(),
  /** As in the report; null: not known. */
  coverage: coverage.nullable(),
};

export const historyEntry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ended'), ...historyFacts, outcome: z.enum(outcomes) }),
  /** Running, paused, or interrupted. */
  z.strictObject({ type: z.literal('open'), ...historyFacts, progress: runProgress }),
  /** Its file cannot be read, or a newer version of Curfew made it; the file stays where it is. */
  z.strictObject({
    type: z.literal('unreadable'),
    id: z.string(),
    file: z.string(),
    error: appError,
    /** As far as they are known. */
    facts: z.strictObject(historyFacts).nullable(),
  }),
]);
export type HistoryEntry = z.infer<typeof historyEntry>;

export const historyColumns = [
  'startedAt',
  'endedAt',
  'users',
  'reason',
  'ticket',
  'operator',
  'outcome',
  'targets',
] as const;

export const sortDirection = z.enum(['ascending', 'descending']);

export const historyRequest = z.strictObject({
  /** Null: of connections that were removed. */
  connectionId: connectionId.nullable(),
  /** Looked for in users, reason, ticket, operator and the name of the list; empty: all. */
  search: z.string().max(200),
  /** Null: all. */
  outcomes: z.array(z.enum([...outcomes, 'open'])).nullable(),
  /** Started in this time. */
  from: epochMs.nullable(),
  to: epochMs.nullable(),
  sort: z.strictObject({ column: z.enum(historyColumns), direction: sortDirection }),
  offset: z.int().min(0),
  limit: z.int().min(1).max(500),
});
export type HistoryRequest = z.infer<typeof historyRequest>;

export const historyPage = z.strictObject({ total: z.int(), entries: z.array(historyEntry) });
export type HistoryPage = z.infer<typeof historyPage>;

/** What selected a target. */
export const selectedBy = z.discriminatedUnion('type', [
  /** The line of the list, with its number from 1. */
  z.strictObject({ type: z.literal('line'), number: z.int(), text: z.string() }),
  z.strictObject({ type: z.literal('rule') }),
  /** The operator: the rule was undecided, because a fact for these conditions was not recorded. */
  z.strictObject({ type: z.literal('undecided'), undecidedFor: z.array(z.enum(ruleFields)) }),
  /** All sessions of the user. */
  z.strictObject({ type: z.literal('user') }),
  /** The operator chose this session. */
  z.strictObject({ type: z.literal('operator') }),
]);
export type SelectedBy = z.infer<typeof selectedBy>;

/** One target's end, for the list under the numbers. */
export const targetRow = z.strictObject({
  handle: z.string(),
  tenantId: z.string(),
  /** Null: not known. */
  userId: z.string().nullable(),
  /** What people know the user by; null: not known. */
  name: z.string().nullable(),
  /** Of the user, as they were at planning; empty: none; null: not known. */
  email: z.string().nullable(),
  /** With what the user signed in; null: not known. */
  loginMethod: loginMethodKind.nullable(),
  /** Null: the session was not read. Then neither network nor device are known; otherwise null there means "not recorded". */
  createdAt: epochMs.nullable(),
  state: z.enum(targetStates),
  newSession: z.boolean(),
  /** Of an account that was linked after the plan was frozen; not known to be new. */
  linked: z.boolean(),
  /** When the core answered that it ended, or when it was first seen to be gone; null: it is not known to be gone. */
  endedAt: epochMs.nullable(),
  /** Access tokens may be accepted until then; null: as long as the session can be refreshed. */
  exposureUntil: epochMs.nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Why it is in the plan; null: it is not, as a new session or one of a linked account. */
  selectedBy: selectedBy.nullable(),
  error: appError.optional(),
  /** The row on disk is damaged: nothing else of it may be believed. */
  damaged: z.boolean(),
});
export type TargetRow = z.infer<typeof targetRow>;

export const shownTargets = z.union([
  z.enum(['all', 'new-sessions', 'linked-sessions']),
  z.enum(targetStates),
]);
export type ShownTargets = z.infer<typeof shownTargets>;

export const targetColumns = [
  'handle',
  'state',
  'tenantId',
  'userId',
  'name',
  'email',
  'loginMethod',
  'createdAt',
  'endedAt',
  'exposureUntil',
  'ip',
  'userAgent',
  'selectedBy',
  'error',
] as const;
export type TargetColumn = (typeof targetColumns)[number];

/** Targets that are filtered, searched or sorted; empty search and no sort: in the order of the plan, new sessions last. */
export const targetsViewRequest = z.strictObject({
  id: z.uuid(),
  show: shownTargets,
  /** Looked for in every column. */
  search: z.string().max(200),
  sort: z.strictObject({ column: z.enum(targetColumns), direction: sortDirection }).nullable(),
});
export type TargetsViewRequest = z.infer<typeof targetsViewRequest>;

/** How far a view is. It lives as long as its stream, and shows the rows as they were found. */
export const targetsViewItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.int(), of: z.int() }),
  /** `view` null: all rows in the order of the plan. */
  z.strictObject({ type: z.literal('ready'), view: z.string().nullable(), total: z.int() }),
]);
export type TargetsViewItem = z.infer<typeof targetsViewItem>;

export const targetsRequest = z.strictObject({
  id: z.uuid(),
  /** Of `revocation.targetsView`; null: all rows in the order of the plan. */
  view: z.string().nullable(),
  offset: z.int().min(0),
  limit: z.int().min(1).max(500),
});

export const targetsPage = z.strictObject({ total: z.int(), rows: z.array(targetRow) });
export type TargetsPage = z.infer<typeof targetsPage>;

export const watchRequest = z.strictObject({
  planId: z.uuid(),
  minutes: z.int().min(1).max(240),
  watchThen: z.enum(['report', 'end']),
});

/** The same rows, in the same order, as a view of targets shows. */
export const exportTargetsRequest = targetsViewRequest.extend({ format: z.enum(['csv', 'json-lines']) });
