import type { RevocationReport, TargetCounts } from '../../../contract/domain/revocation.ts';
import type { TargetState } from '../../../contract/domain/stored-names.ts';
import { formatCount } from '../../messages/format-count.ts';
import { summarise } from './count-summary.ts';

/** "23 of 23 ended", or "11 of 23 are known to be ended" as long as anything else is possible. */
export function resultHeadline(counts: TargetCounts): string {
  const { total, ended, unknown } = summarise(counts);
  const numbers = `${formatCount(ended)} of ${formatCount(total)}`;
  if (unknown === 0) return `${numbers} ended`;
  return `${numbers} ${ended === 1 ? 'is' : 'are'} known to be ended`;
}

/** The same, and before it that something was not covered where the numbers alone would look complete. */
export function reportHeadline({
  counts,
  damagedRows,
  outcome,
}: Pick<RevocationReport, 'counts' | 'damagedRows' | 'outcome'>): string {
  if (damagedRows !== null && damagedRows > 0) {
    const { ended, total } = summarise(counts);
    return `Damaged report: ${formatCount(ended)} of ${formatCount(total)} were counted as ended`;
  }
  const numbers = resultHeadline(counts);
  return outcome === 'complete-with-gaps' ? `Complete with gaps: ${numbers}` : numbers;
}

/** One number of a result: "2 were not there any more". */
export interface ResultNumber {
  readonly state: TargetState;
  readonly count: number;
  readonly words: string;
}

const always: ReadonlySet<TargetState> = new Set(['revoked', 'already-gone', 'still-active', 'unknown']);

const order: readonly TargetState[] = [
  ...(['revoked', 'already-gone', 'revoked-unconfirmed', 'still-active'] as const),
  ...(['unknown', 'sent', 'failed', 'planned'] as const),
];

/** The numbers of a result. The four that answer "is it over?" stand there even when they are 0. */
export function resultNumbers(counts: TargetCounts): ResultNumber[] {
  return order
    .filter((state) => always.has(state) || counts[state] > 0)
    .map((state) => ({ state, count: counts[state], words: stateWords(state, counts[state]) }));
}

/** How one state is said, without its number; `count` decides between singular and plural. */
export function stateWords(state: TargetState, count: number): string {
  switch (state) {
    case 'planned':
      return 'not sent';
    case 'sent':
      return 'on the way, no answer yet';
    case 'revoked':
      return 'revoked';
    case 'already-gone':
      return `${count === 1 ? 'was' : 'were'} not there any more`;
    case 'unknown':
      return 'unknown';
    case 'revoked-unconfirmed':
      return 'gone when read again';
    case 'still-active':
      return 'still there';
    case 'failed':
      return 'failed';
  }
}

/** What a failure means for the sessions. Only "nothing was ended" when nothing can have been. */
export function failureMeaning(counts: TargetCounts): string {
  const { ended, unknown, failed, untouched } = summarise(counts);
  if (ended === 0 && unknown === 0) return 'Nothing was ended.';
  const parts = [
    ...(unknown === 0 ? [] : [`${formatCount(unknown)} ${unknown === 1 ? 'is' : 'are'} unknown`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
    ...(untouched === 0 ? [] : [`${formatCount(untouched)} ${untouched === 1 ? 'was' : 'were'} not sent`]),
  ];
  return `${[resultHeadline(counts), ...parts].join(', ')}.`;
}
