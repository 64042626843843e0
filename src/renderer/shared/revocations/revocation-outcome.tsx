import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { RunState, TargetCounts } from '../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { call } from '../ipc-client.ts';
import { isWatch } from './is-watch.ts';
import { useOpenRevocations } from './open-revocations-context.tsx';

type TargetState = keyof TargetCounts;

/** The state or outcome of a revocation, as a page of its sessions shows it. */
export type RevocationOutcome =
  | { readonly type: 'open'; readonly run: RunState['state'] }
  | { readonly type: 'reading' | 'not-read' }
  | EndedOutcome;

/** What a report says. */
export type EndedOutcome =
  /** All targets are in one state. */
  | { readonly type: 'same'; readonly state: TargetState; readonly targets: number }
  | {
      readonly type: 'mixed';
      readonly ended: number;
      /** Of these: gone before the run came to them. */
      readonly alreadyGone: number;
      /** Of these nobody knows whether they ended. */
      readonly unknown: number;
      readonly targets: number;
    };

/** Reads the report again each time it is shown: sessions can be read again after the end. */
function reportQuery(id: string | null) {
  return queryOptions({
    queryKey: ['revocation.outcome', id],
    queryFn: ({ signal }) => call('revocation.report', { id: id ?? '' }, signal),
    enabled: id !== null,
    staleTime: 0,
  });
}

/** The report of the revocation with this id, while it may have one; null: none is asked for. */
export function useRevocationReport(id: string | null): UseQueryResult<RevocationReport> {
  const open = useOpenRevocations();
  return useQuery(reportQuery(mayHaveReport(open, id) ? id : null));
}

/** The state or outcome of the revocation with this id; null: there is none. */
export function useRevocationOutcome(id: string | null): RevocationOutcome | null {
  const { list } = useOpenRevocations();
  const run = openRun(list, id);
  const report = useRevocationReport(id);
  if (id === null) return null;
  if (run !== null) return { type: 'open', run };
  if (report.data !== undefined) return outcomeOf(report.data.counts);
  return { type: report.isError ? 'not-read' : 'reading' };
}

type OpenRevocations = Pick<ReturnType<typeof useOpenRevocations>, 'list' | 'error'>;

/** What a revocation does that is open, but for one that only watches; null: none is known to be. */
function openRun(list: OpenRevocations['list'], id: string | null): RunState['state'] | null {
  const open = list?.find((one) => one.id === id);
  return open === undefined || isWatch(open) ? null : open.run.state;
}

/** Whether a report can be read: not before it is known what is open, unless that cannot be read. */
export function mayHaveReport({ list, error }: OpenRevocations, id: string | null): boolean {
  return openRun(list, id) === null && (list !== null || error !== null);
}

/** The eight numbers of a revocation, in the groups that an operator thinks in. They add up to `total`. */
interface CountSummary {
  readonly total: number;
  /** Known to be gone: revoked by this run, gone before it, or gone when read again though the core never said so. */
  readonly ended: number;
  /** Sent, and nobody knows yet. Never counted as failed. */
  readonly unknown: number;
  readonly failed: number;
  readonly stillActive: number;
  readonly notSent: number;
}

export function summarise(counts: TargetCounts): CountSummary {
  const ended = counts.revoked + counts['already-gone'] + counts['revoked-unconfirmed'];
  const unknown = counts.unknown + counts.sent;
  const stillActive = counts['still-active'];
  const { failed, planned: notSent } = counts;
  return {
    total: ended + unknown + failed + stillActive + notSent,
    ended,
    unknown,
    failed,
    stillActive,
    notSent,
  };
}

/** The state that all targets are in, or how many of them are gone. */
export function outcomeOf(counts: TargetCounts): EndedOutcome {
  const entries = Object.entries(counts) as [TargetState, number][];
  const { ended, total: targets, unknown } = summarise(counts);
  const [state] = entries.find(([, count]) => count === targets) ?? [];
  if (state !== undefined && targets > 0) return { type: 'same', state, targets };
  return {
    type: 'mixed',
    ended,
    alreadyGone: counts['already-gone'],
    unknown,
    targets,
  };
}

/** Whether all sessions of the revocation are known to be gone. */
export function isGone(outcome: RevocationOutcome | null): boolean {
  if (outcome?.type === 'mixed') return outcome.ended === outcome.targets;
  return (
    outcome?.type === 'same' &&
    (outcome.state === 'revoked' ||
      outcome.state === 'already-gone' ||
      outcome.state === 'revoked-unconfirmed')
  );
}

/** Whether sessions of an ended revocation are left that can be ended by another one. */
export function canBeEndedAgain(outcome: RevocationOutcome): boolean {
  if (outcome.type === 'same')
    return outcome.state === 'still-active' || outcome.state === 'failed' || outcome.state === 'planned';
  return outcome.type === 'mixed' && outcome.ended < outcome.targets;
}

/** The outcome in a word or two, for a cell. */
export function shortOutcome(outcome: RevocationOutcome): MessageKey {
  if (outcome.type === 'open') return 'session.outcome.short-ending';
  if (outcome.type === 'same' && outcome.state === 'already-gone') return 'session.outcome.short-gone';
  return isGone(outcome) ? 'session.outcome.short-ended' : 'session.outcome.short-unknown';
}

type StateTexts = Readonly<Record<TargetState, MessageKey>>;

const ofOne: StateTexts = {
  planned: 'session.outcome.not-sent',
  sent: 'session.outcome.unknown',
  revoked: 'session.outcome.revoked',
  'already-gone': 'session.outcome.already-gone',
  unknown: 'session.outcome.unknown',
  'revoked-unconfirmed': 'session.outcome.revoked-unconfirmed',
  'still-active': 'session.outcome.still-active',
  failed: 'session.outcome.failed',
};

/** The outcome of a revocation in a sentence. */
export function describeOutcome(outcome: RevocationOutcome): string {
  switch (outcome.type) {
    case 'reading':
      return text('session.outcome.reading');
    case 'not-read':
      return text('session.outcome.not-read');
    case 'open':
      if (outcome.run === 'paused' || outcome.run === 'pausing') return text('session.outcome.paused');
      if (outcome.run === 'interrupted') return text('session.outcome.interrupted');
      return text('session.outcome.running');
    case 'same':
      return outcome.targets === 1 ? text(ofOne[outcome.state]) : describeEnded(outcome);
    case 'mixed':
      return describeEnded(outcome);
  }
}

/**
 * "7 of 7 sessions were ended.", in the words of the report: what is unknown is not said to be active, and what was already gone is
 * not said to have been ended.
 */
export function describeEnded(outcome: EndedOutcome): string {
  const count = outcome.targets;
  if (outcome.type === 'same' && outcome.state === 'already-gone')
    return text('session.outcome.all-gone-before', { count });
  const ended = outcome.type === 'mixed' ? outcome.ended : isGone(outcome) ? count : 0;
  const gone = outcome.type === 'mixed' ? outcome.alreadyGone : 0;
  return text(isKnown(outcome) ? 'session.outcome.count' : 'session.outcome.count-known', {
    ...{ ended, count, gone },
  });
}

function isKnown(outcome: EndedOutcome): boolean {
  if (outcome.type === 'mixed') return outcome.unknown === 0;
  return outcome.state !== 'unknown' && outcome.state !== 'sent';
}

/** A link to the run or to the report. */
export function RevocationLink({ id, tabIndex }: { readonly id: string; readonly tabIndex?: 0 | -1 }) {
  const { list } = useOpenRevocations();
  const isOpen = list?.some((open) => open.id === id) ?? false;
  return (
    <Link to="/revocations/$id" params={{ id }} tabIndex={tabIndex ?? 0}>
      {text(isOpen ? 'session.outcome.open-run' : 'session.outcome.open-report')}
    </Link>
  );
}
