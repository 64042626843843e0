import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { type Look, type RunProgress, watchPauseMs } from '../../../../contract/domain/revocation/run.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { formatElapsed, formatRemaining } from '../../../messages/format-duration.ts';
import { formatError } from '../../../messages/format-error.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { formatStep } from '../progress/format-progress.ts';
import { RunControls } from '../progress/run-controls.tsx';
import classes from './watch.module.css';

/** A look at so many users takes a while. */
const manyUsers = 1_000;

interface WatchingProps {
  readonly progress: RunProgress;
  readonly until: number;
}

/** After the end: a watch for new sessions, until when. What it found is said beside it. */
export function Watching({ progress, until }: WatchingProps) {
  const now = useNow();
  const { times } = useSettings();
  const looking = formatLooking(progress);
  return (
    <div className={classes.line}>
      <span role="status">
        {[
          text('watch.until', { time: formatClock(until, now, times) }),
          ...(foundNone(progress) ? [text('watch.none-so-far')] : []),
          ...(looking === null ? [] : [looking]),
        ].join(' ')}
      </span>
      <RunControls progress={progress} />
    </div>
  );
}

/** Whether there is no new session so far. Before a look has seen anybody, nobody knows. */
export function foundNone({ lastLook, newSessions }: Pick<RunProgress, 'lastLook' | 'newSessions'>): boolean {
  return lastLook !== null && lastLook.users > 0 && newSessions.ended + newSessions.left === 0;
}

/** How far a look at many users is, and how long it takes; null: it is short, and would only flicker. */
export function formatLooking({
  phase,
  remainingMs,
  step,
}: Pick<RunProgress, 'phase' | 'remainingMs' | 'step'>): string | null {
  if (step.of < manyUsers || step.done >= step.of) return null;
  const done = formatStep({ phase, step }) ?? '';
  const left = remainingMs === null ? done : `${done}, ${formatRemaining(remainingMs)}`;
  if (phase === 'first-lists') return text('watch.first-lists', { step: left });
  if (phase === 'watching-everyone') return text('watch.looking-at-everyone', { step: left });
  return phase === 'watching' ? text('watch.looking', { step: left }) : null;
}

interface WatchNotesProps {
  readonly isOver: boolean;
  readonly isCutOff: boolean;
  readonly watched: RevocationReport['watched'];
  readonly covered: WatchCoverage;
  readonly lastLook: Look | null;
  readonly notKnownToBeNew: number;
}

/** Whom a watch looks at beside the users of the plan. */
interface WatchCoverage extends Pick<RevocationReport, 'plan' | 'secondScan'> {
  /** Null: nobody else. */
  readonly everyone: NonNullable<RevocationReport['watch']>['everyone'];
}

export function WatchNotes(watch: WatchNotesProps) {
  const now = useNow();
  const { times } = useSettings();
  const notes = formatWatchNotes(watch, (at) => formatClock(at, now, times, true));
  return notes.length === 0 ? null : <p className={classes.quiet}>{notes.join(' ')}</p>;
}

type FormatTime = (at: number) => string;

/** From when new sessions are recognised, when the last look was, and of which sessions nobody knows whether they are new. */
export function formatWatchNotes(
  { isOver, isCutOff, watched, covered, lastLook, notKnownToBeNew }: WatchNotesProps,
  formatTime: FormatTime,
): readonly string[] {
  return [
    isCutOff ? text('watch.cut-off') : null,
    watched && formatWatched(watched, isOver, formatTime),
    ...formatCovered(covered, lastLook, isOver, formatTime),
    lastLook && formatLastLook(lastLook, isOver, formatTime),
    notKnownToBeNew === 0 ? null : text('watch.not-known-to-be-new', { count: notKnownToBeNew }),
  ].filter((note) => note !== null);
}

/** Of how many users new sessions are recognised, and from when. */
export function formatWatched(
  { from, to, users }: NonNullable<RevocationReport['watched']>,
  isOver: boolean,
  formatTime: FormatTime,
): string {
  const over = isOver ? 'yes' : 'no';
  const [first, last] = [formatTime(from), formatTime(to)];
  return first === last
    ? text('watch.watched-since', { users, over, time: first })
    : text('watch.watched-from-to', { users, over, first, last });
}

/** Whom a watch sees beside the users of the plan, since when, and whom its last look did not see. */
export function formatCovered(
  { everyone, plan, secondScan }: WatchCoverage,
  lastLook: Look | null,
  isOver: boolean,
  formatTime: FormatTime,
): readonly string[] {
  const over = isOver ? 'yes' : 'no';
  if (everyone === null) {
    const notSeen = lastLook ? formatNotSeen(lastLook.notListed, lastLook.error) : [];
    // Of other plans, nobody else is meant.
    if (plan.source.type !== 'rule') return notSeen;
    const isScanLeft = secondScan !== null && !secondScan.complete;
    return [text(isScanLeft ? 'watch.plan-only-scan' : 'watch.plan-only', { over }), ...notSeen];
  }
  const [first, last] = [formatTime(everyone.from), formatTime(everyone.to)];
  const { completeFrom = null, error = null, notSeen = 0 } = lastLook?.everyone ?? {};
  return [
    text('watch.everyone', { over, times: first === last ? first : text('watch.times', { first, last }) }),
    completeFrom === null
      ? text('watch.everyone-none', { over })
      : text('watch.everyone-complete', { time: formatTime(completeFrom) }),
    ...formatNotSeen(notSeen, error ?? lastLook?.error ?? null),
  ];
}

/** How many users the last look did not see, and why. `notSeen`: null: nobody knows how many. */
function formatNotSeen(notSeen: number | null, error: AppError | null): readonly string[] {
  return [
    ...(notSeen === 0
      ? []
      : [text('watch.not-seen', { known: notSeen === null ? 'no' : 'yes', count: notSeen ?? 0 })]),
    ...(error === null ? [] : [text('watch.not-seen-why', { error: formatError(error).message })]),
  ];
}

/** When the last look was and how long it took. A long look finds new sessions late: as long as one follows, it says how late. */
export function formatLastLook(
  { endedAt, tookMs }: Pick<Look, 'endedAt' | 'tookMs'>,
  isOver: boolean,
  formatTime: FormatTime,
): string {
  const look = text('watch.last-look', { time: formatTime(endedAt), duration: formatElapsed(tookMs) });
  if (isOver || tookMs <= watchPauseMs) return look;
  const delay = text('watch.long-look', {
    pause: formatElapsed(watchPauseMs),
    latest: formatElapsed(tookMs * 2 + watchPauseMs),
  });
  return `${look} ${delay}`;
}
