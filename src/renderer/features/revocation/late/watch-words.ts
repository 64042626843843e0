import { type Look, type RevocationReport, watchPauseMs } from '../../../../contract/domain/revocation.ts';
import { plural } from '../../../messages/format-count.ts';
import { formatElapsed } from '../../../messages/format-duration.ts';

/** Gives the time of a moment in words. */
type TimeOf = (at: number) => string;

/** Of how many users sessions are seen as new, and from when; null: of none. */
export function watchedWords(
  watched: RevocationReport['watched'],
  isOver: boolean,
  timeOf: TimeOf,
): string | null {
  if (watched === null) return null;
  const { from, to, users } = watched;
  const [one, several] = isOver ? ['was', 'were'] : ['is', 'are'];
  const start = `${plural(users, 'user')} ${users === 1 ? one : several} watched`;
  const [first, last] = [timeOf(from), timeOf(to)];
  if (first === last) return `${start} since ${first}.`;
  return `${start}: the first since ${first}, the last since ${last}.`;
}

/** When the last look was and how long it took. A look that takes long finds new sessions late, and says so. */
export function lookWords({ endedAt, tookMs }: Look, timeOf: TimeOf): string {
  const words = `The last look ended at ${timeOf(endedAt)} and took ${formatElapsed(tookMs)}.`;
  if (tookMs <= watchPauseMs) return words;
  const [pause, latest] = [watchPauseMs, tookMs * 2 + watchPauseMs].map(formatElapsed);
  return `${words} That is longer than the pause of ${pause} between two looks: it can take ${latest} until a new session is found.`;
}

/** Sessions that were there at the first list of their user; null: there were none. */
export function notKnownToBeNewWords(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? 'One other session was there when its user was first listed. Whether it is new is not known. It is not counted as new.'
    : `${plural(count, 'other session')} were there when their users were first listed. Whether they are new is not known. They are not counted as new.`;
}
