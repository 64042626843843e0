import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type {
  PauseReason,
  Phase,
  RunProgress,
  RunState,
  TargetCounts,
} from '../../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatRate } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { summarise } from '../../../shared/revocations/revocation-outcome.tsx';
import { formatReportResult, withAlreadyGone } from '../result-counts.ts';

const phaseKeys: Readonly<Record<Phase, MessageKey>> = {
  'keeping-sessions': 'run.phase.keeping-sessions',
  ending: 'run.phase.ending',
  'verifying-sessions': 'run.phase.verifying-sessions',
  'verifying-users': 'run.phase.verifying-users',
  closing: 'run.phase.closing',
  'second-scan': 'run.phase.second-scan',
  'oauth-tokens': 'run.phase.oauth-tokens',
  signals: 'run.phase.signals',
  'first-lists': 'run.phase.first-lists',
  watching: 'run.phase.watching',
  'watching-everyone': 'run.phase.watching',
};

/** The others come before, between or after the passes. */
const ofPasses: ReadonlySet<Phase> = new Set(['ending', 'verifying-sessions', 'verifying-users', 'closing']);

const pauseKeys: Readonly<Record<PauseReason['type'], MessageKey>> = {
  operator: 'run.paused-by.operator',
  core: 'run.paused-by.core',
  store: 'run.paused-by.store',
  log: 'run.paused-by.log',
};

/** What a run does, or why it does nothing, in a few words. */
export function formatActivity({ run, phase, pass }: Pick<RunProgress, 'run' | 'phase' | 'pass'>): string {
  switch (run.state) {
    case 'running': {
      const name = text(phaseKeys[phase]);
      return pass !== null && pass > 1 && ofPasses.has(phase)
        ? text('run.phase-in-pass', { phase: name, pass })
        : name;
    }
    case 'waiting':
      return text('frame.waiting-core');
    case 'pausing':
      return text('run.pausing');
    case 'paused':
      return text(pauseKeys[run.reason.type]);
    case 'stopping':
      return text('run.stopping');
    case 'interrupted':
      return text('run.interrupted');
    case 'watching':
      return text('run.phase.watching');
    case 'ended':
      return text('run.ended');
  }
}

const stateKeys: Readonly<Record<RunState['state'], MessageKey>> = {
  running: 'run.state.running',
  // They still send what is under way.
  pausing: 'run.state.running',
  stopping: 'run.state.running',
  waiting: 'run.state.waiting',
  paused: 'run.state.paused',
  interrupted: 'run.state.interrupted',
  watching: 'run.state.watching',
  ended: 'run.state.ended',
};

/** One word for lists. */
export function formatRunState({ state }: RunState): string {
  return text(stateKeys[state]);
}

/** "1,240 of 10,005 ended so far". */
export function formatEndedSoFar(counts: TargetCounts): string {
  const { ended, total } = summarise(counts);
  return text('run.ended-so-far', { ended, total });
}

/** What a phase counts, and how far it is in words. */
interface PhaseStep {
  readonly message: MessageKey;
  readonly counts: 'session' | 'user';
}

const sessionSteps: PhaseStep = { message: 'run.step.sessions', counts: 'session' };
const sessionsRead: PhaseStep = { message: 'run.step.sessions-read', counts: 'session' };
const usersListed: PhaseStep = { message: 'run.step.users-listed', counts: 'user' };
const usersScanned: PhaseStep = { message: 'run.step.users-scanned', counts: 'user' };
const usersEnded: PhaseStep = { message: 'run.step.users-ended', counts: 'user' };

const phaseSteps: Readonly<Record<Phase, PhaseStep>> = {
  'keeping-sessions': sessionsRead,
  ending: sessionSteps,
  'verifying-sessions': sessionsRead,
  'verifying-users': usersListed,
  'first-lists': usersListed,
  watching: usersListed,
  'watching-everyone': usersScanned,
  'second-scan': usersScanned,
  'oauth-tokens': sessionSteps,
  signals: sessionSteps,
  closing: usersEnded,
};

/** "3,100 of 5,000 sessions read": how far the phase is; null when there is nothing to count. */
export function formatStep({
  phase,
  step: { done, of },
}: Pick<RunProgress, 'phase' | 'step'>): string | null {
  return of === 0 ? null : text(phaseSteps[phase].message, { done, of });
}

/** "840 sessions per second", or users, where the phase goes through users; null while it is not known. */
export function formatPhaseRate({ phase, rate }: Pick<RunProgress, 'phase' | 'rate'>): string | null {
  return rate === null ? null : formatRate(rate, phaseSteps[phase].counts);
}

/** How much of a revocation is decided, one way or another, in per cent, for its bar. */
export function decidedPercent(counts: TargetCounts): number {
  const { total, ended, failed } = summarise(counts);
  return total === 0 ? 0 : ((ended + failed) / total) * 100;
}

/** Of an interrupted revocation: how many sessions are not known to be ended, and what can be done. */
export function formatInterrupted(counts: TargetCounts): string {
  const { ended, total } = summarise(counts);
  return text('run.interrupted-meaning', { open: total - ended, total });
}

/** The same for the bar over every page. */
export function formatInterruptedNotice(counts: TargetCounts, connection: string): string {
  const { ended, total } = summarise(counts);
  return text('run.interrupted-notice', { total, connection, ended });
}

/** What a screen reader says when the state of a revocation changes; null: nothing. It does not say every number. */
export function announcementOf(
  before: RunProgress | undefined,
  now: RunProgress,
  connection: string,
): string | null {
  const { state } = now.run;
  if (before?.run.state === state) return null;
  if (state === 'interrupted') return null;
  if (state === 'running')
    return before === undefined ? null : text('run.announce.continued', { count: now.targets, connection });
  const progress = formatEndedSoFar(now.counts);
  return text('run.announce.state', { state: formatActivity(now), progress, connection });
}

/** Said where sessions are ended: verification starts a run too, and ends nothing. */
export function startedAnnouncement({ targets }: Pick<RunProgress, 'targets'>): string {
  return text('run.announce.started', { count: targets });
}

/** The end of a revocation, in a sentence. */
export function endedAnnouncement(
  report: Pick<RevocationReport, 'counts' | 'damagedRows' | 'linkedSessions' | 'newSessions' | 'outcome'>,
  connection: string,
): string {
  const result = withAlreadyGone(formatReportResult(report), report.counts);
  return text('run.announce.ended', { result, connection });
}
