import { z } from 'zod';
import { epochMs } from '../ids.ts';
import { pageOfRows, sortDirection } from '../rows.ts';
import { lineResults, ruleFields } from '../stored-names.ts';
import { draftId } from './draft.ts';
import { lineKind, lineResult } from './list-lines.ts';

const rowBase = {
  /** From 0, in the order of the preview. */
  row: z.int(),
  /** Excluded by the operator: its sessions are not ended. */
  excluded: z.boolean(),
};

/** A line of a list, as the preview shows it. */
export const listRow = z.strictObject({
  ...rowBase,
  /** In the file, from 1. */
  line: z.int(),
  /** What was read there. Of an access token: the handle of the session that it names. */
  text: z.string(),
  /** Null: it cannot be anything. */
  kind: lineKind.nullable(),
  result: lineResult,
});
export type ListRow = z.infer<typeof listRow>;

/** A session that a rule selects, or about which it is undecided. */
export const matchRow = z.strictObject({
  ...rowBase,
  /**
   * Conditions of the rule for which a fact was not recorded, so that it is undecided: it is not ended unless the operator
   * includes it. Empty: the rule selects it.
   */
  undecidedFor: z.array(z.enum(ruleFields)),
  handle: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  name: z.string(),
  /** Both times are null where the rule did not need the details of the session: `ip` and `userAgent` were not read either. */
  createdAt: epochMs.nullable(),
  expiry: epochMs.nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  own: z.boolean(),
  /** Its row on disk is damaged: nothing else of it may be believed. */
  damaged: z.boolean(),
});
export type MatchRow = z.infer<typeof matchRow>;

/**
 * Which rows: of one result (lists), excluded, the operator's own, or undecided (rules). Undecided rows have numbers of
 * their own, whether they are included or not; the others are those that are selected.
 */
export const shownRows = z.union([z.enum(['all', 'excluded', 'own', 'undecided']), z.enum(lineResults)]);
export type ShownRows = z.infer<typeof shownRows>;

/** The columns that rows can be sorted by: of a list, then of a rule. */
export const draftColumns = [
  'line',
  'text',
  'kind',
  'result',
  'handle',
  'name',
  'tenantId',
  'createdAt',
  'expiry',
  'ip',
  'userAgent',
] as const;
export type DraftColumn = (typeof draftColumns)[number];

/** Rows that are filtered, searched or sorted. */
export const draftViewRequest = z.strictObject({
  draftId,
  show: shownRows,
  /** Searched in every column; empty: no search. */
  search: z.string().max(200),
  sort: z.strictObject({ column: z.enum(draftColumns), direction: sortDirection }).nullable(),
});
export type DraftViewRequest = z.infer<typeof draftViewRequest>;

/** The progress of a view. The view lives as long as its stream, and has the rows as of one moment. */
export const draftViewItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.int(), of: z.int() }),
  z.strictObject({ type: z.literal('ready'), view: z.string(), total: z.int() }),
]);

export const rowsRequest = z.strictObject({
  draftId,
  show: shownRows,
  /** Of `planning.view`, opened with the same `show`; null: the rows in their own order, as they are now. */
  view: z.string().nullable(),
  ...pageOfRows,
});

export const rowsPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('list'), total: z.int(), rows: z.array(listRow) }),
  z.strictObject({ type: z.literal('rule'), total: z.int(), rows: z.array(matchRow) }),
]);
export type RowsPage = z.infer<typeof rowsPage>;
