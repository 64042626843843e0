import type { Draft, DraftProgress } from '../../../../contract/domain/planning.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';
import { pasted } from '../pasted.ts';
import { sizeWords } from '../size-words.ts';

/** Sessions that would be ended now. */
export function leftToEnd({ totals }: Draft): number {
  return Math.max(0, totals.sessions - totals.excluded);
}

/** What was found, behind the number of sessions to end: "of 3 users", "of 23 found of 3 users, 2 taken out". */
export function foundWords({ sessions, users, excluded, distinct }: Draft['totals']): string {
  const whose = `of ${plural(users, 'user')}${distinct ? '' : ' so far, duplicates included'}`;
  if (excluded === 0) return whose;
  return `of ${formatCount(sessions)} found ${whose}, ${formatCount(excluded)} taken out`;
}

/** What a draft is called in a heading: "List leaked.csv", "Pasted list". */
export function draftTitle({ source }: Draft): string {
  if (source.type === 'rule') return 'Sessions by a rule';
  return source.name === pasted ? 'Pasted list' : `List ${source.name}`;
}

/** Whose sessions these are: "End 23 sessions of the list leaked.csv?" */
export function draftSubject({ source }: Draft): string {
  if (source.type === 'rule') return 'this rule';
  return source.name === pasted ? 'the pasted list' : `the list ${source.name}`;
}

/** Where it stands, in a few words. */
export function stateWords({ source, state }: Draft): string {
  const isList = source.type === 'list';
  switch (state.state) {
    case 'reading':
      return isList ? 'Looking it up' : 'Looking for sessions';
    case 'settling':
      return isList ? 'Taking out duplicates' : 'Putting the sessions in order';
    case 'paused':
      return pausedWords[state.by];
    case 'stopped':
      return isList ? 'Stopped. What was looked up can be used.' : 'Stopped. What was found can be used.';
    case 'ready':
      return isList ? 'Everything was looked up' : 'All users were walked';
    case 'failed':
      return isList ? 'The list was not read to its end' : 'The users were not walked to the end';
  }
}

const pausedWords = {
  operator: 'Paused',
  core: 'Paused: the core does not answer',
  store: 'Paused: the disk cannot be written',
  restart: 'Curfew was closed while this ran. Resume goes on where it was.',
} as const;

/** How much was done, in full numbers, one part each. */
export function progressParts(progress: DraftProgress): readonly string[] {
  if (progress.of === 'list') {
    const { resolved, lines, bytes, size, blank } = progress;
    return [
      `${formatCount(resolved)} of ${plural(lines, 'line')} looked up`,
      `${sizeWords(Math.min(bytes, size))} of ${sizeWords(size)} read`,
      ...(blank === 0 ? [] : [`${plural(blank, 'blank line')} left out`]),
    ];
  }
  const { users, usersInAll, sessions, matches, undecided, unread } = progress;
  return [
    usersInAll === null
      ? `${plural(users, 'user')} walked`
      : `${formatCount(users)} of ${plural(usersInAll, 'user')} walked`,
    `${plural(sessions, 'session')} seen`,
    `${formatCount(matches)} ${matches === 1 ? 'matches' : 'match'}`,
    ...(undecided === 0 ? [] : [`${formatCount(undecided)} undecided`]),
    ...(unread === 0 ? [] : [`${formatCount(unread)} could not be read`]),
  ];
}

/** From 0 to 1; null when it is not known how much there is. */
export function doneShare(progress: DraftProgress): number | null {
  if (progress.of === 'rule') {
    const { users, usersInAll } = progress;
    return usersInAll === null ? null : share(users, usersInAll);
  }
  // Bytes are read ahead of the looking up: both have to be through.
  return share(progress.bytes, progress.size) * share(progress.resolved, progress.lines);
}

function share(done: number, all: number): number {
  return all === 0 ? 1 : Math.min(1, done / all);
}

/** "240 lines per second", "12 users per second"; null before there is a rate. */
export function rateWords({ rate, progress }: Draft): string | null {
  if (rate === null || rate <= 0) return null;
  const what = progress.of === 'list' ? 'line' : 'user';
  if (rate < 1) return `less than 1 ${what} per second`;
  return `${plural(Math.round(rate), what)} per second`;
}

/** "about 3 min left"; null when nobody knows. */
export function remainingWords(remainingMs: number | null): string | null {
  if (remainingMs === null) return null;
  const seconds = Math.ceil(remainingMs / 1_000);
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `about ${minutes} min left`;
  const rest = minutes % 60;
  return `about ${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`} left`;
}

/** What the button for ending says: how many, where there is something to say. */
export function endWords(draft: Draft): string {
  const left = leftToEnd(draft);
  if (left > 0) return `End ${plural(left, 'session')} …`;
  const { state } = draft.state;
  return state === 'reading' || state === 'settling' || state === 'paused'
    ? 'End sessions …'
    : 'No sessions to end';
}

/** Why nothing can be ended now; null when it can. */
export function notYetWords(draft: Draft, connection: { name: string; readOnly: boolean }): string | null {
  if (connection.readOnly) return `${connection.name} is read-only here`;
  const { state, source } = draft;
  if (state.state === 'settling') return 'Wait until duplicates are taken out';
  if (state.state === 'reading' || state.state === 'paused')
    return source.type === 'list'
      ? 'Wait until the list is read, or stop it'
      : 'Wait until all users were walked, or stop it';
  if (state.state === 'failed') return 'It was not read to its end';
  if (leftToEnd(draft) > 0) return null;
  return draft.totals.sessions === 0 ? 'No session was found' : 'All sessions were taken out';
}
