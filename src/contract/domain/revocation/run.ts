import { z } from 'zod';
import { appError } from '../../errors.ts';
import { coverage } from '../coverage.ts';
import { connectionId, epochMs } from '../ids.ts';
import { planSource } from './plan.ts';

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
  /** Whether the tokens that OAuth2 clients have on the sessions are ended, too. Orders of earlier versions do not have it. */
  oauthTokens: z.boolean().default(false),
});
export type RunOptions = z.infer<typeof runOptions>;

export const defaultRunOptions: RunOptions = {
  passes: 3,
  watchMinutes: 0,
  watchThen: 'report',
  oauthTokens: false,
};

export const startRequest = z.strictObject({
  planId: z.uuid(),
  reason: z.string().trim().max(1_000),
  /** Wanted, and of a certain form, when the settings say so. */
  ticket: z.string().trim().max(200).nullable(),
  /** The number the operator typed; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
  options: runOptions,
  /** Whether `options.oauthTokens` is an answer of the operator: it is kept for the connection, where that left it open. */
  oauthAnswered: z.boolean().optional(),
});

export const endRemainingRequest = z.strictObject({
  planId: z.uuid(),
  /** As many as the question named. */
  count: z.int().min(1),
  /** The same as the operator typed it; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
});
export type EndRemainingRequest = z.infer<typeof endRemainingRequest>;

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

/** Of a revocation that has ended: to end the OAuth2 tokens of its sessions that are known to be gone. */
export const endTokensRequest = z.strictObject({
  planId: z.uuid(),
  /** As many sessions as the question named. */
  count: z.int().min(1),
  /** The same as the operator typed it; wanted on production, compared in main. */
  typedCount: z.int().nullable(),
});
export type EndTokensRequest = z.infer<typeof endTokensRequest>;

/** Why a revocation does not run. Nothing is sent meanwhile, and nothing is lost. */
export const pauseReason = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('operator') }),
  /** The core did not answer for a while, refused the key, or is another one. */
  z.strictObject({ type: z.literal('core'), error: appError }),
  /** What happens cannot be written down: the disk is full, or the store does not work. */
  z.strictObject({ type: z.literal('store'), error: appError }),
  /** What is to be ended cannot be written into the audit log, or how it ended cannot. */
  z.strictObject({ type: z.literal('log'), error: appError }),
]);
export type PauseReason = z.infer<typeof pauseReason>;

/** What a revocation does at present. */
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
  /** Before anything is ended: the sessions as they are, for evidence. */
  'keeping-sessions',
  'ending',
  'verifying-sessions',
  'verifying-users',
  'closing',
  'second-scan',
  /** Ending the tokens that OAuth2 clients have on the sessions. */
  'oauth-tokens',
  /** Putting the events of ended sessions into the queues of the signal receivers. */
  'signals',
  /** Of a watch: the present sessions of each user, so that later ones are known to be new. */
  'first-lists',
  'watching',
  /** Of a watch after a revocation of everyone: visiting the users who are not listed one by one before. */
  'watching-everyone',
] as const;
export type Phase = (typeof phases)[number];

/** Between two looks of a watch. */
export const watchPauseMs = 10_000;

/** What a look at everyone saw. */
const lookAtEveryone = z.strictObject({
  /** When the last look began that saw all users: what began before, and is active, was found. Null: no look has seen all of them. */
  completeFrom: epochMs.nullable(),
  /** Users whom this look did not see; null: nobody knows how many. */
  notSeen: z.int().min(0).nullable(),
  /** Why it did not see all users; null: it did, or single users could not be read. */
  error: appError.nullable(),
});

/** One look of a watch at all of its users. */
export const look = z.strictObject({
  endedAt: epochMs,
  tookMs: z.int(),
  users: z.int(),
  /** Users of the plan whose sessions it could not compare with those before. Looks of earlier versions do not have it. */
  notListed: z.int().min(0).default(0),
  /** Why the first of them could not be listed; null: all could. */
  error: appError.nullable().default(null),
  /** Null: it looks at users of the plan alone. */
  everyone: lookAtEveryone.nullable().default(null),
});
export type Look = z.infer<typeof look>;

/** Users with a list of all sessions that was read since the plan was frozen, and when the first and the last list were read. */
export const watchedUsers = z.strictObject({ users: z.int(), from: epochMs, to: epochMs });

/** `left`: not known to be gone. `unknown`: so many of these were sent, and nobody knows whether they ended. The others are still active. */
export const newSessionCounts = z.strictObject({ ended: z.int(), left: z.int(), unknown: z.int() });
export type NewSessionCounts = z.infer<typeof newSessionCounts>;

export const runProgress = z.strictObject({
  id: z.uuid(),
  connectionId,
  source: planSource,
  /**
   * Of a plan of one user, and of chosen sessions of one user: the name of that user when the sessions were listed, else the id.
   * Null: another kind of plan.
   */
  userName: z.string().nullable(),
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
  /** Of a plan for everyone, or for everyone in tenants. */
  hasSecondScan: z.boolean(),
  /** The current one, from 1. Null: behind the report, before the first batch of an order. */
  pass: z.int().nullable(),
  /** Of this phase: how many targets or users are to be looked at, and how many were. */
  step: z.strictObject({ done: z.int(), of: z.int() }),
  /** So many of what `step` counts per second; null before there is one. */
  rate: z.number().nullable(),
  remainingMs: z.number().nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

export const watchRequest = z.strictObject({
  planId: z.uuid(),
  minutes: z.int().min(1).max(240),
  watchThen: z.enum(['report', 'end']),
});
