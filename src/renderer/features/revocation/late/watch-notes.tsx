import type { Look, RevocationReport } from '../../../../contract/domain/revocation.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import { clockTime } from '../exposure-words.ts';
import classes from '../result-summary.module.css';
import { lookWords, notKnownToBeNewWords, watchedWords } from './watch-words.ts';

interface WatchNotesProps {
  readonly isOver: boolean;
  readonly watched: RevocationReport['watched'];
  readonly lastLook: Look | null;
  readonly notKnownToBeNew: number;
}

/** From when new sessions are seen, when they were looked for the last time, and which cannot be told. */
export function WatchNotes({ isOver, watched, lastLook, notKnownToBeNew }: WatchNotesProps) {
  const now = useNow();
  const { times } = useSettings();
  const timeOf = (at: number) => clockTime(at, now, times, true);
  const notes = [
    watchedWords(watched, isOver, timeOf),
    lastLook && lookWords(lastLook, timeOf),
    notKnownToBeNewWords(notKnownToBeNew),
  ].filter((words) => words !== null);
  return notes.length === 0 ? null : <p className={classes.quiet}>{notes.join(' ')}</p>;
}
