import { z } from 'zod';
import { userId } from '../ids.ts';
import { draft, draftId } from './draft.ts';

export const chooseRequest = z.strictObject({
  draftId,
  row: z.int().min(0),
  userIds: z.array(userId).max(1_000),
});

/** What is chosen on all ambiguous lines. Lines that are the handle of a session, too, are chosen on one by one. */
export const choiceForAll = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all') }),
  /** The candidates who are in this tenant, with all their sessions. Lines without such a candidate stay as they are. */
  z.strictObject({ type: z.literal('tenant'), tenantId: z.string() }),
  z.strictObject({ type: z.literal('none') }),
]);
export type ChoiceForAll = z.infer<typeof choiceForAll>;

export const chooseForAllRequest = z.strictObject({ draftId, choice: choiceForAll });

/** How many lines each choice changes: `all` changes `lines`, `none` changes `chosen`. */
export const ambiguousNumbers = z.strictObject({
  lines: z.int(),
  /** Of these: lines with a choice, which another one replaces. */
  chosen: z.int(),
  /** Lines that are the handle of a session, too: not among `lines`. */
  oneByOne: z.int(),
  /** Of all these lines; who is on several lines counts on each. */
  candidates: z.int(),
  /** Lines with a candidate in this tenant, most lines first; the largest, and how many tenants there are. */
  tenants: z.array(z.strictObject({ tenantId: z.string(), lines: z.int() })),
  tenantsInAll: z.int(),
});
export type AmbiguousNumbers = z.infer<typeof ambiguousNumbers>;

/** Ambiguous lines that are through, those that were changed, and those that stay because a candidate cannot be read. */
export const choiceProgress = z.strictObject({
  done: z.int(),
  of: z.int(),
  changed: z.int(),
  failed: z.int(),
});
export type ChoiceProgress = z.infer<typeof choiceProgress>;

const someRows = z.array(z.int().min(0)).min(1).max(10_000);

/** Sessions about which a rule is undecided: all, those of a user, or these rows. */
const undecidedRows = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('undecided') }),
  z.strictObject({ type: z.literal('undecided-of-user'), userId }),
  z.strictObject({ type: z.literal('undecided-rows'), rows: someRows }),
]);

/**
 * What is excluded from the plan, or included again: all sessions of the operator's own users, rows of the preview, or sessions
 * about which a rule is undecided, which are out at first.
 */
export const selectedRows = z.union([z.literal('own'), someRows, undecidedRows]);
export type SelectedRows = z.infer<typeof selectedRows>;

/** Rows that are through. Stopped, what is through stays changed. `done`, with the draft as it is then, comes last. */
export const excludeItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.int(), of: z.int() }),
  z.strictObject({ type: z.literal('done'), draft }),
]);
export type ExcludeItem = z.infer<typeof excludeItem>;

export const excludeRequest = z.strictObject({ draftId, rows: selectedRows, excluded: z.boolean() });
