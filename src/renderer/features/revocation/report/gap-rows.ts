import type { Coverage, Gap } from '../../../../contract/domain/coverage.ts';
import type { GapRow, LineGap } from '../../../../contract/domain/revocation/gap-rows.ts';
import { formatError, formatMalformed, formatUndecided } from '../../../messages/format-error.ts';
import { shortGaps } from '../../../messages/format-gaps.ts';
import { text } from '../../../messages/text.ts';

/** Why this is not covered. */
export function formatGapRow(row: Exclude<GapRow, { type: 'damaged' }>): string {
  switch (row.type) {
    case 'line':
      return formatLineGap(row.why);
    case 'user':
      return text('coverage.row.unread-user');
    case 'session':
      return text('coverage.row.unread-session');
    case 'undecided':
      return text('coverage.row.undecided', { why: formatUndecided(row) });
  }
}

function formatLineGap(why: LineGap): string {
  switch (why.type) {
    case 'ambiguous-lines':
      return text('coverage.row.ambiguous', { count: why.users });
    case 'unknown-lines':
      return text('coverage.row.unknown');
    case 'malformed-lines':
      return text('coverage.row.malformed', { why: formatMalformed(why.reason) });
    case 'unread-lines':
      return text('coverage.row.unread-line', { error: formatError(why.error).message });
    case 'lines-not-looked-up':
      return text('coverage.row.not-looked-up');
  }
}

/** Gaps of which only the number is known: nothing says which sessions or users they are. */
const onlyCounted: ReadonlySet<Gap> = new Set([
  'users-not-scanned',
  'users-not-scanned-again',
  'users-not-watched',
]);

/** The switch to the list of gaps: "Not covered: 14", without a number where none is known. */
export function formatGapsSwitch(coverage: Coverage): string {
  const listed = (Object.keys(coverage) as Gap[]).filter((gap) => !onlyCounted.has(gap));
  const counts = listed.map((gap) => coverage[gap]);
  const known = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return known === 0 || counts.includes(null)
    ? text('coverage.rows-switch-unknown')
    : text('coverage.rows-switch', { count: known });
}

/** What the list of gaps does not have, in sentences; none: it has everything. */
export function formatNotListed(coverage: Coverage): readonly string[] {
  return [
    ...(coverage['users-not-scanned'] === 0 && coverage['users-not-scanned-again'] === 0
      ? []
      : [text('coverage.users-not-listed')]),
    ...(coverage['users-not-watched'] === 0 ? [] : [text('coverage.unwatched-not-listed')]),
    ...(coverage['lines-not-looked-up'] === null ? [text('coverage.lines-not-listed')] : []),
  ];
}

/** Gaps that another look-up can change. A malformed line stays malformed. */
const triedAgain: readonly Gap[] = [
  ...(['unread-users', 'unread-sessions', 'undecided-sessions', 'ambiguous-lines'] as const),
  ...(['unknown-lines', 'unread-lines', 'lines-not-looked-up'] as const),
];

/** Whether a new draft of just the gaps can have anything in it. */
export function canTryAgain(coverage: Coverage): boolean {
  return triedAgain.some((gap) => coverage[gap] !== 0);
}

/** What a new draft of the gaps does not have, although it is not covered; null: it has everything. */
export function formatNotTriedAgain(coverage: Coverage): string | null {
  const leftOut = { ...coverage, ...Object.fromEntries(triedAgain.map((gap) => [gap, 0])) };
  const parts = [
    shortGaps(leftOut),
    ...(coverage['lines-not-looked-up'] === null ? [text('coverage.lines-not-stored')] : []),
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : text('coverage.not-tried-again', { gaps: parts.join(', ') });
}
