import {
  type Look,
  type RevocationReport,
  type RunProgress,
  watchPauseMs,
} from '../../../../contract/domain/revocation.ts';
import { formatElapsed } from '../../../messages/format-duration.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
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
  const { lastLook, newSessions, phase, step } = progress;
  // Short looks would only flicker.
  const isLooking = phase === 'watching' && step.of >= manyUsers && step.done < step.of;
  // Before the first look has ended, nobody knows whether there are new sessions.
  const isNone = lastLook !== null && newSessions.ended + newSessions.left === 0;
  return (
    <div className={classes.line}>
      <span role="status">
        {[
          text('watch.until', { time: formatClock(until, now, times) }),
          ...(isNone ? [text('watch.none-so-far')] : []),
          ...(isLooking ? [text('watch.looking', { step: formatStep(progress) ?? '' })] : []),
        ].join(' ')}
      </span>
      <RunControls progress={progress} />
    </div>
  );
}

interface WatchNotesProps {
  readonly isOver: boolean;
  readonly watched: RevocationReport['watched'];
  readonly lastLook: Look | null;
  readonly notKnownToBeNew: number;
}

/** From when new sessions are recognised, when the last look was, and of which sessions nobody knows whether they are new. */
export function WatchNotes({ isOver, watched, lastLook, notKnownToBeNew }: WatchNotesProps) {
  const now = useNow();
  const { times } = useSettings();
  const formatTime = (at: number) => formatClock(at, now, times, true);
  const notes = [
    watched && formatWatched(watched, isOver, formatTime),
    lastLook && formatLastLook(lastLook, formatTime),
    notKnownToBeNew === 0 ? null : text('watch.not-known-to-be-new', { count: notKnownToBeNew }),
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : <p className={classes.quiet}>{notes.join(' ')}</p>;
}

type FormatTime = (at: number) => string;

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

/** When the last look was and how long it took. A long look finds new sessions late: then it says how late. */
export function formatLastLook({ endedAt, tookMs }: Look, formatTime: FormatTime): string {
  const look = text('watch.last-look', { time: formatTime(endedAt), duration: formatElapsed(tookMs) });
  if (tookMs <= watchPauseMs) return look;
  const delay = text('watch.long-look', {
    pause: formatElapsed(watchPauseMs),
    latest: formatElapsed(tookMs * 2 + watchPauseMs),
  });
  return `${look} ${delay}`;
}
