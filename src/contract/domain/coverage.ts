import { z } from 'zod';

/** Why something that was asked for is not in a plan, or was not looked for by its run. */
export const gaps = [
  // Of a rule.
  'unread-users',
  /** Of users that could be read. */
  'unread-sessions',
  /** The rule needs a fact that was not recorded, so nobody can say whether it selects them. The operator did not include them. */
  'undecided-sessions',
  /** The scan was stopped before it came to them. */
  'users-not-scanned',
  /** Of a revocation of everyone: the second scan, after its passes, did not come to them. */
  'users-not-scanned-again',
  /** Of a watch: its last look did not see them. */
  'users-not-watched',
  // Of a list.
  /** Several users fit, and the operator chose none of them. */
  'ambiguous-lines',
  'unknown-lines',
  'malformed-lines',
  'unread-lines',
  /** The list was stopped before they were looked up. */
  'lines-not-looked-up',
] as const;
export type Gap = (typeof gaps)[number];

/** What plans of earlier versions do not name, because there was no such gap. */
const laterGaps = { 'users-not-watched': 0 } as const satisfies Partial<Record<Gap, number>>;

/** How many users, sessions or lines each gap has: 0: there is no such gap; null: there is one, and nobody knows how large. */
export const coverage = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? { ...laterGaps, ...value } : value),
  z.record(z.enum(gaps), z.int().min(0).nullable()),
);
export type Coverage = z.infer<typeof coverage>;

/** Everything that was asked for is in the plan. */
export const fullCoverage: Coverage = {
  'unread-users': 0,
  'unread-sessions': 0,
  'undecided-sessions': 0,
  'users-not-scanned': 0,
  'users-not-scanned-again': 0,
  'users-not-watched': 0,
  'ambiguous-lines': 0,
  'unknown-lines': 0,
  'malformed-lines': 0,
  'unread-lines': 0,
  'lines-not-looked-up': 0,
};

/** The gaps that there are, in the order of `gaps`. */
export function gapsOf(of: Coverage): readonly { readonly gap: Gap; readonly count: number | null }[] {
  return gaps.map((gap) => ({ gap, count: of[gap] })).filter(({ count }) => count !== 0);
}
