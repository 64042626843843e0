import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import type { ReceiverOfRevocation } from '../../../contract/domain/signals.ts';
import type { TargetState } from '../../../contract/domain/stored-names.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { summarise } from '../../shared/revocations/revocation-outcome.tsx';

/** Whether every session of a plan was gone before the run came to it: it ended none of them. */
export function wereAllGone(counts: TargetCounts): boolean {
  const { total } = summarise(counts);
  return total > 0 && counts['already-gone'] === total;
}

/**
 * "23 of 23 sessions ended", or "… are known to be ended" as long as anything else is possible. `endedBeside`: sessions that the
 * revocation ended and that are not of its plan.
 */
export function formatResult(counts: TargetCounts, endedBeside = 0): string {
  const { total, ended, unknown } = summarise(counts);
  if (wereAllGone(counts))
    return text(endedBeside === 0 ? 'report.all-gone-before' : 'report.plan-gone-before', { count: total });
  return text(unknown === 0 ? 'report.ended' : 'report.known-ended', { ended, total });
}

/** A result, for a place without the numbers beside it: "23 of 23 sessions ended, 2 of them already gone". */
export function withAlreadyGone(result: string, counts: TargetCounts): string {
  const gone = counts['already-gone'];
  return gone === 0 || wereAllGone(counts)
    ? result
    : text('report.some-gone-before', { result, count: gone });
}

type Numbers = Pick<RevocationReport, 'counts' | 'newSessions' | 'linkedSessions'>;
type ReportResult = Numbers & Pick<RevocationReport, 'damagedRows' | 'outcome'>;

/** Sessions that are not of the plan, and that are known to be gone. */
export function countEndedBeside({ linkedSessions, newSessions }: Numbers): number {
  return newSessions.ended + linkedSessions.ended;
}

/** Whether a session is gone, of the plan or beside it, or can be: an access token of it can still be accepted. */
export function mayHaveEnded(report: Numbers): boolean {
  const { ended, unknown } = summarise(report.counts);
  const unknownBeside = report.newSessions.unknown + report.linkedSessions.unknown;
  return ended + unknown + countEndedBeside(report) + unknownBeside > 0;
}

/** The same of a report, some rows of which can be damaged. */
export function formatReportNumbers(report: Numbers & Pick<RevocationReport, 'damagedRows'>): string {
  const { counts, damagedRows } = report;
  if (damagedRows === null || damagedRows === 0) return formatResult(counts, countEndedBeside(report));
  const { ended, total } = summarise(counts);
  return text('report.damaged', { ended, total });
}

/** The same, and before it that something was not covered where the numbers alone would look complete. */
export function formatReportResult(report: ReportResult): string {
  const { outcome } = report;
  const result = formatReportNumbers(report);
  return outcome === 'complete-with-gaps' ? text('report.with-gaps', { result }) : result;
}

/**
 * How a result looks. `good` only when something was really ended, everything was covered, no new session is left, and no
 * signal receiver still has to take an event: sessions that were already gone are no success of this run.
 */
export function resultTone(
  report: ReportResult & Pick<RevocationReport, 'exposureUntil' | 'signals'>,
  now: number,
): 'good' | 'gaps' | 'neutral' {
  const { counts, damagedRows, outcome } = report;
  if (outcome === 'complete-with-gaps') return 'gaps';
  const endedHere = counts.revoked + counts['revoked-unconfirmed'] + countEndedBeside(report);
  const isComplete =
    outcome === 'complete' && damagedRows === 0 && allGone(report) && isToldEverywhere(report, now);
  return isComplete && endedHere > 0 ? 'good' : 'neutral';
}

function isToldEverywhere(
  { exposureUntil, signals }: Pick<RevocationReport, 'exposureUntil' | 'signals'>,
  now: number,
): boolean {
  const { exposure, receivers } = signals;
  const isOver = exposureUntil <= now;
  if (exposure.type === 'waiting' && !isOver) return false;
  return !receivers.some((receiver) => isOpenAt(receiver, isOver));
}

/**
 * Whether a signal receiver that is still there has not taken every event of a revocation. `isOver`: the tokens have expired;
 * who was never told then needs no event any more.
 */
export function isOpenAt(
  { damaged, notQueued, past, refused, waiting }: ReceiverOfRevocation,
  isOver = false,
): boolean {
  return past === null && (isOver ? 0 : notQueued) + refused + damaged + waiting > 0;
}

/** Whether every session of a revocation is known to be gone, and no new one is left. */
export function allGone({ counts, linkedSessions, newSessions }: Numbers): boolean {
  const { ended, total } = summarise(counts);
  return ended === total && newSessions.left + linkedSessions.left === 0;
}

/** The number of targets in one state. */
export interface StateCount {
  readonly state: TargetState;
  readonly count: number;
}

const alwaysShown: ReadonlySet<TargetState> = new Set(['revoked', 'already-gone', 'still-active', 'unknown']);

const order: readonly TargetState[] = [
  ...(['revoked', 'already-gone', 'revoked-unconfirmed', 'still-active'] as const),
  ...(['unknown', 'sent', 'failed', 'planned'] as const),
];

/** The numbers of a result. The four that answer "is it over?" are there even when they are 0. */
export function stateCounts(counts: TargetCounts): StateCount[] {
  return order
    .filter((state) => alwaysShown.has(state) || counts[state] > 0)
    .map((state) => ({ state, count: counts[state] }));
}

const stateKeys: Readonly<Record<TargetState, MessageKey>> = {
  planned: 'report.state.planned',
  sent: 'report.state.sent',
  revoked: 'report.state.revoked',
  'already-gone': 'report.state.already-gone',
  unknown: 'report.state.unknown',
  'revoked-unconfirmed': 'report.state.revoked-unconfirmed',
  'still-active': 'report.state.still-active',
  failed: 'report.state.failed',
};

export function formatTargetState(state: TargetState): string {
  return text(stateKeys[state]);
}

/** "2 already gone". */
export function formatStateCount({ state, count }: StateCount): string {
  return text('report.count-text', { count, state: formatTargetState(state) });
}

const outcomeKeys: Readonly<Record<RevocationReport['outcome'], MessageKey>> = {
  complete: 'report.outcome.complete',
  'complete-with-gaps': 'report.outcome.complete-with-gaps',
  incomplete: 'report.outcome.incomplete',
  stopped: 'report.outcome.stopped',
};

export function formatOutcome(outcome: RevocationReport['outcome']): string {
  return text(outcomeKeys[outcome]);
}

/** What a failure means for the sessions. "No session was ended" only when none can have been. */
export function formatFailureMeaning(report: Numbers): string {
  const { counts } = report;
  const { unknown, failed, notSent } = summarise(counts);
  const endedBeside = countEndedBeside(report);
  if (!mayHaveEnded(report)) return text('question.nothing-ended');
  return [
    text('report.meaning.result', { result: formatResult(counts, endedBeside) }),
    ...(unknown === 0 ? [] : [text('report.meaning.unknown', { count: unknown })]),
    ...(failed === 0 ? [] : [text('report.meaning.failed', { count: failed })]),
    ...(notSent === 0 ? [] : [text('report.meaning.not-sent', { count: notSent })]),
  ].join(' ');
}
