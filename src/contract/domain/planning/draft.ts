import { z } from 'zod';
import { appError } from '../../errors.ts';
import { coverage } from '../coverage.ts';
import { connectionId, epochMs } from '../ids.ts';
import { exportFormat } from '../rows.ts';
import { rule, ruleTenants } from '../rule.ts';
import { listFormat, namesOfList } from './list-format.ts';

/** Users of more chosen tenants are not counted before a scan: it would take a call for each tenant. */
export const mostCountedTenants = 100;

export const draftId = z.uuid();

export const draftState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('reading') }),
  /** The core does not answer; it is tried again at `retryAt`. */
  z.strictObject({ state: z.literal('waiting'), error: appError, retryAt: epochMs }),
  /** What is under way is waited for. Nothing more begins. */
  z.strictObject({ state: z.literal('pausing') }),
  z.strictObject({ state: z.literal('stopping') }),
  /** Everything was read: duplicates are removed, and rows are put in order. */
  z.strictObject({ state: z.literal('settling'), done: z.int(), of: z.int() }),
  /** `core`: it does not answer; `store`: nothing can be written; the error says why. `restart`: the console was ended meanwhile. */
  z.strictObject({
    state: z.literal('paused'),
    by: z.enum(['operator', 'core', 'store', 'restart']),
    error: appError.nullable(),
  }),
  /** Ended by the operator before the end: what was found until then can be used. */
  z.strictObject({ state: z.literal('stopped') }),
  z.strictObject({ state: z.literal('ready') }),
  z.strictObject({ state: z.literal('failed'), error: appError }),
]);
export type DraftState = z.infer<typeof draftState>;

const statesOfReading: ReadonlySet<DraftState['state']> = new Set([
  'reading',
  'waiting',
  'pausing',
  'stopping',
]);

/** Whether it reads, does as soon as the core answers again, or still takes what was asked last. */
export function isReading({ state }: DraftState): boolean {
  return statesOfReading.has(state);
}

const share = z.strictObject({ name: z.string(), count: z.int() });

/** What would be ended, in numbers, as far as it is known. */
export const draftTotals = z.strictObject({
  /** Rows of the preview: lines, or matches. */
  rows: z.int(),
  /** Sessions that are selected, excluded ones included. */
  sessions: z.int(),
  /** Whether these are distinct: in a list that is still being read, duplicates count. */
  distinct: z.boolean(),
  excluded: z.int(),
  /** Of the operator's own users, excluded or not. */
  own: z.int(),
  /** Sessions about which a rule is undecided, and that are not included; and those that the operator included. */
  undecided: z.int(),
  undecidedIncluded: z.int(),
  /**
   * Of a draft of gaps: sessions, and users as a whole, that were excluded from the revocation that the gaps are of. Where they are
   * selected, they start excluded.
   */
  excludedBefore: z.strictObject({ sessions: z.int(), users: z.int() }),
  users: z.int(),
  /** The largest, sessions each; the rest is in `sessions`. */
  byTenant: z.array(share),
  tenants: z.int(),
  byUser: z.array(z.strictObject({ userId: z.string(), name: z.string(), count: z.int() })),
  /** Lines of a list by what they are; empty for a rule. */
  byKind: z.array(share),
  /** Lines of a list by what they turned out to be; all 0 for a rule. */
  byResult: z.strictObject({
    session: z.int(),
    user: z.int(),
    duplicate: z.int(),
    unknown: z.int(),
    ambiguous: z.int(),
    malformed: z.int(),
    unread: z.int(),
  }),
});
export type DraftTotals = z.infer<typeof draftTotals>;

export const draftProgress = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('list'),
    bytes: z.int(),
    size: z.int(),
    /** Lines that are not blank, and how many of them were looked up. */
    lines: z.int(),
    resolved: z.int(),
    blank: z.int(),
  }),
  z.strictObject({
    type: z.literal('rule'),
    users: z.int(),
    /** As counted at the start; null when they were not counted. */
    usersInAll: z.int().nullable(),
    /** Why they were not counted: of so many tenants it would take too long, or the core did not answer. Null: counted, or not yet. */
    notCounted: z.enum(['many-tenants', 'failed']).nullable(),
    sessions: z.int(),
    matches: z.int(),
    /** Sessions for which the rule needs a fact that was not recorded: they do not match. Included ones are among them. */
    undecided: z.int(),
    /** Users or sessions that could not be read; they are not among the matches. */
    unread: z.int(),
  }),
]);
export type DraftProgress = z.infer<typeof draftProgress>;

/** A plan that is being built: what a list or a rule selects, before anything is frozen. Ends nothing. */
export const draft = z.strictObject({
  id: draftId,
  connectionId,
  createdAt: epochMs,
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('list'),
      name: z.string(),
      format: listFormat,
      names: namesOfList,
      retryOf: z.uuid().optional(),
    }),
    /** `retryOf`: only the users that the rule of this revocation could not read. Of a list: only its lines without a result. */
    z.strictObject({ type: z.literal('rule'), rule, tenants: ruleTenants, retryOf: z.uuid().optional() }),
  ]),
  state: draftState,
  progress: draftProgress,
  totals: draftTotals,
  /** What it does not include as it is. Of ambiguous lines, all: whatever was chosen on them. */
  coverage,
  /** Of a rule for everyone, or for everyone in tenants: a run visits all users once more. */
  hasSecondScan: z.boolean(),
  /** Per second, of what `progress` counts (lines, users); null before there is one. */
  rate: z.number().nullable(),
  remainingMs: z.number().nullable(),
});
export type Draft = z.infer<typeof draft>;

export const byDraft = z.strictObject({ draftId });

/** `retry`: looks up again what could not be read. */
export const controlAction = z.enum(['pause', 'resume', 'stop', 'retry']);
export type ControlAction = z.infer<typeof controlAction>;

export const controlDraftRequest = z.strictObject({ draftId, action: controlAction });

export const exportDraftRequest = z.strictObject({ draftId, format: exportFormat });
