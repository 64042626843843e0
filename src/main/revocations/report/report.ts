import { type Coverage, gapsOf } from '../../../contract/domain/coverage.ts';
import type { Outcome, RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type {
  Look,
  NewSessionCounts,
  RunProgress,
  RunState,
  TargetCounts,
  UnplannedSessions,
} from '../../../contract/domain/revocation/run.ts';
import { targetStates } from '../../../contract/domain/stored-names.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { RevocationSummary } from '../../store/records.ts';
import { isGone } from '../../store/target-state.ts';
import type { Facts, RunDocuments, SecondScan, StoredRun } from './documents.ts';
import { noStep } from './steps.ts';

/** What a report needs that the numbers do not say. */
interface ReadForReport {
  /** Why targets are unknown, failed or still active. */
  readonly targetErrors: readonly AppError[];
  /** Ordered sessions that are not known to be gone. */
  readonly remaining: number;
  /** Sessions that are gone, with OAuth2 tokens that are not known to be ended. */
  readonly tokensToEnd: number;
  /** Null: not known yet. */
  readonly damagedRows: number | null;
  readonly signals: RevocationReport['signals'];
}

type RunWithSummary = RunDocuments & Pick<StoredRun, 'isWatching' | 'summary'>;

/**
 * What is known of a revocation at this moment. Throws `store-damaged` when the numbers do not add up to the plan.
 */
export function toReport(
  { facts, isWatching, order, plan: { plan }, summary }: RunWithSummary,
  counts: StoredCounts,
  { damagedRows, remaining, signals, targetErrors, tokensToEnd }: ReadForReport,
): RevocationReport {
  const sum = countAll(counts.targets);
  if (sum !== plan.targets) {
    throw failure('store-damaged', {
      reason: 'numbers-do-not-add-up',
      params: { counted: sum, planned: plan.targets },
    });
  }
  const { verifiedAt, closedByUserId, passes, resumed, secondScan, watch } = facts;
  return {
    id: plan.id,
    plan,
    userName: userNameOf(summary),
    ...order,
    verifiedAt,
    endedAt: facts.endedAt ?? order.startedAt,
    outcome: outcomeWithDamage(facts.outcome, damagedRows),
    counts: counts.targets,
    remaining,
    newSessions: countUnplanned(counts, 'new'),
    newSessionsLookedForIn: facts.lookedForIn,
    linkedSessions: countUnplanned(counts, 'linked'),
    oauth: oauthOf({ facts, order }, counts, tokensToEnd),
    watched: counts.watched,
    notKnownToBeNew: counts.remembered,
    passes,
    coverage: coverageOf(plan.coverage, facts, counts, isWatching),
    secondScan: secondScan && {
      startedAt: secondScan.startedAt,
      endedAt: secondScan.endedAt,
      complete: secondScan.isComplete,
      users: countVisited(secondScan),
      found: secondScan.found,
    },
    closedByUserId,
    watch: watch && { ...watch, isCutOff: watch.endedAt === null && !isWatching },
    exposureUntil: exposureUntilOf({ counts, order, plan: { plan } }),
    signals,
    auditHead: facts.auditHead,
    resumed,
    errors: firstOfEachCode([
      ...targetErrors,
      ...facts.errors,
      ...facts.errorsBefore,
      ...whyTokensAreOpen(facts, tokensToEnd),
    ]),
    damagedRows,
  };
}

/**
 * Until when access tokens of ended sessions may be accepted where only their signature is checked (epoch milliseconds). `now`: for
 * one that may be interrupted, because nobody knows when what was sent, and has no answer, ended.
 */
export function exposureUntilOf(
  {
    counts,
    order,
    plan: { plan },
  }: Pick<StoredRun, 'counts' | 'order'> & { readonly plan: Pick<RunDocuments['plan'], 'plan'> },
  now?: number,
): number {
  const isSent = countState(counts, 'sent') > 0;
  const lastActiveAt = (isSent ? now : undefined) ?? counts.lastActiveAt ?? order.startedAt;
  return lastActiveAt + plan.accessTokenLifetimeS * 1_000;
}

/** The same where a session is gone, or can be; null: there is no ended session whose access token can still be accepted. */
export function exposureOfEnded(run: Parameters<typeof exposureUntilOf>[0], now?: number): number | null {
  return mayHaveEnded(run.counts) ? exposureUntilOf(run, now) : null;
}

/** Planning has written the name first. */
function userNameOf({ source, userCount, users: [name] }: RevocationSummary): string | null {
  if (source.type === 'user') return name ?? source.userId;
  return source.type === 'handles' && userCount === 1 ? (name ?? null) : null;
}

/** What became of OAuth2 tokens. `tokensToEnd`: sessions with tokens that are not known to be ended. */
export function oauthOf(
  { facts, order }: Pick<RunDocuments, 'facts' | 'order'>,
  { oauth: { ended, unknown } }: StoredCounts,
  tokensToEnd: number,
): RevocationReport['oauth'] {
  const ordered = order.options.oauthTokens || facts.oauthTokens;
  return { ordered, ended, unknown, notAsked: Math.max(0, tokensToEnd - unknown) };
}

/**
 * What a revocation that was not stopped came to, by what is known now. `isLeft`: ordered targets that are not known to be gone,
 * or tokens that are not known to be ended.
 */
export function outcomeByNow(
  { facts, isWatching, plan }: Pick<StoredRun, 'facts' | 'isWatching' | 'plan'>,
  counts: StoredCounts,
  isLeft: boolean,
): Outcome {
  if (facts.verifiedAt === null || isLeft) return 'incomplete';
  // Only the operator knows whether these are to be ended.
  const hasLinked = countUnplanned(counts, 'linked').left > 0;
  const hasGaps = gapsOf(coverageOf(plan.plan.coverage, facts, counts, isWatching)).length > 0;
  return hasLinked || hasGaps ? 'complete-with-gaps' : 'complete';
}

/** With damaged rows, nobody knows any more that everything was ended. */
export function outcomeWithDamage(outcome: Outcome | null, damagedRows: number | null): Outcome {
  if (outcome === 'stopped' || outcome === null) return outcome ?? 'incomplete';
  return (damagedRows ?? 0) > 0 ? 'incomplete' : outcome;
}

/** Of a session that turned out to be active after its tokens failed, none are open. */
function whyTokensAreOpen({ oauthError }: Facts, tokensToEnd: number): AppError[] {
  return oauthError === null || tokensToEnd === 0 ? [] : [oauthError];
}

/** One of each kind says why. */
export function firstOfEachCode(errors: readonly AppError[]): AppError[] {
  const byCode = new Map<string, AppError>();
  for (const error of errors) if (!byCode.has(error.code)) byCode.set(error.code, error);
  return [...byCode.values()];
}

/** The outcome of a revocation that has not ended, where lists of revocations are searched by outcome. */
const openOutcome = 'open';

/**
 * What lists of revocations show. `base` is what planning wrote: users, and what the plan was made from. A watch is one that was cut
 * off: lists show this of no revocation that is at work, and nobody writes it again where the console is killed.
 */
export function toSummary(
  base: RevocationSummary,
  { facts, order, plan }: Pick<RunDocuments, 'facts' | 'order' | 'plan'>,
  counts: StoredCounts,
): RevocationSummary {
  const { operator, reason, startedAt, ticket } = order;
  const coverage = coverageOf(plan.plan.coverage, facts, counts, false);
  const hasGaps = gapsOf(coverage).length > 0;
  const outcome = facts.outcome === 'complete' && hasGaps ? 'complete-with-gaps' : facts.outcome;
  const { isOpen: _, ...planned } = base;
  return {
    ...planned,
    operator,
    reason,
    startedAt,
    ticket,
    endedAt: facts.endedAt,
    ended: countGone(counts.targets),
    counts: counts.targets,
    gone: countAllGone(counts),
    newSessions: countUnplanned(counts, 'new').left,
    exposureUntil: exposureOfEnded({ counts, order, plan }),
    outcome: outcome ?? openOutcome,
    ...(base.coverage ? { coverage } : {}),
  };
}

/** Of these: those that are known to be gone, whoever ended them. */
export function countGone(counts: TargetCounts): number {
  return targetStates.reduce((sum, state) => sum + (isGone(state) ? counts[state] : 0), 0);
}

export function countAll(counts: TargetCounts): number {
  return targetStates.reduce((sum, state) => sum + counts[state], 0);
}

/** Targets of the plan that are not known to be gone. */
export function countLeft({ counts }: { readonly counts: StoredCounts }): number {
  return countAll(counts.targets) - countGone(counts.targets);
}

/** In the plan, among new sessions and among those of linked accounts. */
export function countState(
  { linkedSessions, newSessions, targets }: StoredCounts,
  state: keyof TargetCounts,
): number {
  return targets[state] + newSessions[state] + linkedSessions[state];
}

/** Users whom a second scan has visited. */
export function countVisited({ onPage, users }: Pick<SecondScan, 'onPage' | 'users'>): number {
  return users + onPage;
}

/** Sessions that are not of the plan, by how they ended. */
export function countUnplanned(
  { linkedSessions, newSessions }: StoredCounts,
  which: UnplannedSessions,
): NewSessionCounts {
  const counts = which === 'new' ? newSessions : linkedSessions;
  const ended = countGone(counts);
  return { ended, left: countAll(counts) - ended, unknown: counts.sent + counts.unknown };
}

/** Sessions that are known to be gone, whoever ended them: those of the plan, and those that are not. */
export function countAllGone(counts: StoredCounts): number {
  return (
    countGone(counts.targets) + countUnplanned(counts, 'new').ended + countUnplanned(counts, 'linked').ended
  );
}

/** Those of them that were active when the revocation came to them. */
export function countAllEnded(counts: StoredCounts): number {
  return countAllGone(counts) - countState(counts, 'already-gone');
}

function mayHaveEnded(counts: StoredCounts): boolean {
  return countAllGone(counts) + countState(counts, 'sent') + countState(counts, 'unknown') > 0;
}

/**
 * What plan, second scan and watch do not cover. A run reads also users who could not be read for the plan, and can find sessions that
 * nobody can ask for; what is unread by now is counted in the store. `isWatching`: what the watch has not seen yet, it can still see.
 */
export function coverageOf(
  ofPlan: Coverage,
  { secondScan, watch }: Pick<Facts, 'secondScan' | 'watch'>,
  { unreadSessions, unreadUsers }: Pick<StoredCounts, 'unreadSessions' | 'unreadUsers'>,
  isWatching: boolean,
): Coverage {
  const isScannedAgain = secondScan === null || secondScan.endedAt === null || secondScan.isComplete;
  return {
    ...ofPlan,
    'unread-users': unreadUsers,
    'unread-sessions': unreadSessions,
    'users-not-scanned-again': isScannedAgain ? 0 : leftOf(secondScan),
    'users-not-watched': notWatched(watch, isWatching),
  };
}

/** Users whom the last look of a watch did not see; null: nobody knows how many. Of one that was cut off, nobody knows its last look. */
function notWatched(watch: Facts['watch'], isWatching: boolean): number | null {
  if (watch === null || (watch.endedAt === null && isWatching)) return 0;
  const { everyone, lastLook } = watch;
  if (everyone === null) return lastLook ? lastLook.notListed : null;
  return lastLook?.everyone ? lastLook.everyone.notSeen : null;
}

/** How many users there are, as far as is known: of these a second scan has visited some. */
export function countUsersInAll(scan: SecondScan): number {
  const { linked, linkedOnPage, usersInAll } = scan;
  // Some can have signed up since they were counted.
  return Math.max(countVisited(scan), usersInAll - linked - linkedOnPage);
}

/** Null: nobody knows how many. */
function leftOf(scan: SecondScan): number | null {
  return countUsersInAll(scan) - countVisited(scan) || null;
}

/** The pass that is under way, or that comes first, from 1. */
export function passOf({ passes }: Pick<Facts, 'passes'>): number {
  return Math.max(1, passes);
}

/** How far a revocation is, for the screens. */
export function toProgress(
  { facts, isWatching, order, plan: { plan }, summary }: RunWithSummary,
  counts: StoredCounts,
  run: RunState,
  step = noStep,
  lastLook: Look | null = null,
): RunProgress {
  return {
    id: plan.id,
    connectionId: plan.connectionId,
    source: plan.source,
    userName: userNameOf(summary),
    reason: order.reason,
    startedAt: order.startedAt,
    targets: plan.targets,
    run,
    counts: counts.targets,
    newSessions: countUnplanned(counts, 'new'),
    linkedSessions: countUnplanned(counts, 'linked'),
    watched: counts.watched,
    lastLook,
    coverage: coverageOf(plan.coverage, facts, counts, isWatching),
    hasSecondScan: plan.secondScan !== null,
    pass: facts.isPassOver ? null : passOf(facts),
    ...step,
  };
}
