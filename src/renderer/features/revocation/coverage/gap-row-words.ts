import type { Coverage, Gap } from '../../../../contract/domain/coverage.ts';
import type { GapRow, LineGap } from '../../../../contract/domain/gap-rows.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';
import { formatMalformed, formatUndecided } from '../../../messages/format-reason.ts';

/** Why this is not covered. */
export function whyWords(row: Exclude<GapRow, { type: 'damaged' }>): string {
  switch (row.type) {
    case 'line':
      return lineWords(row.why);
    case 'user':
      return 'the user could not be read';
    case 'session':
      return 'the session could not be read';
    case 'undecided':
      return `undecided: ${formatUndecided(row)}`;
  }
}

function lineWords(why: LineGap): string {
  switch (why.type) {
    case 'ambiguous-lines':
      return `${plural(why.users, 'user fits', 'users fit')}, none was chosen`;
    case 'unknown-lines':
      return 'no session and no user is known by this';
    case 'malformed-lines':
      return `malformed: ${formatMalformed(why.reason)}`;
    case 'unread-lines':
      return `could not be looked up: ${why.error.message}`;
    case 'lines-not-looked-up':
      return 'not looked up: the list was stopped';
  }
}

/** Gaps of which only the number is known: nothing says which sessions or users they are. */
const counted: ReadonlySet<Gap> = new Set(['users-not-scanned', 'users-not-scanned-again']);

/** What the switch to the list of gaps says: "Not covered: 14", without a number where none is known. */
export function gapListLabel(coverage: Coverage): string {
  const listed = (Object.keys(coverage) as Gap[]).filter((gap) => !counted.has(gap));
  const counts = listed.map((gap) => coverage[gap]);
  const known = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return known === 0 || counts.includes(null) ? 'Not covered' : `Not covered: ${formatCount(known)}`;
}

/** What the list of gaps does not have, in sentences; none: it has everything. */
export function notListedWords(coverage: Coverage): readonly string[] {
  return [
    ...(coverage['users-not-scanned'] === 0 && coverage['users-not-scanned-again'] === 0
      ? []
      : ['Users that were not scanned are not listed.']),
    ...(coverage['lines-not-looked-up'] === null
      ? ['Lines that were not read from the list are not listed.']
      : []),
  ];
}

/** Whether a new draft of just the gaps can have anything in it. What is malformed stays malformed. */
export function canTryAgain(coverage: Coverage): boolean {
  const tried: readonly Gap[] = [
    ...([
      'unread-users',
      'unread-sessions',
      'undecided-sessions',
      'ambiguous-lines',
      'unknown-lines',
      'unread-lines',
    ] as const),
    'lines-not-looked-up',
  ];
  return tried.some((gap) => coverage[gap] !== 0);
}
