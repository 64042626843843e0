import { z } from 'zod';
import { appError } from '../../errors.ts';
import { epochMs } from '../ids.ts';
import { exportFormat, pageOfRows, sortDirection } from '../rows.ts';
import { oauthStates, ruleFields, targetStates } from '../stored-names.ts';
import { loginMethodKind } from '../user.ts';

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
  /** What became of the OAuth2 tokens that were issued on the session. */
  oauth: z.enum(oauthStates),
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
  'oauth',
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
  ...pageOfRows,
});

export const targetsPage = z.strictObject({ total: z.int(), rows: z.array(targetRow) });
export type TargetsPage = z.infer<typeof targetsPage>;

/** The same rows, in the same order, as a view of targets shows. */
export const exportTargetsRequest = targetsViewRequest.extend({ format: exportFormat });
export type TargetsExport = z.infer<typeof exportTargetsRequest>;
