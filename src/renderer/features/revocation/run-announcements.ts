import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { plural } from '../../messages/format-count.ts';
import { reportHeadline } from './result-words.ts';
import { progressWords, standingWords } from './run-words.ts';

/** What is said of a revocation when it stands otherwise than before; null when nothing is: not every number. */
export function announcementOf(
  before: RunProgress | undefined,
  now: RunProgress,
  connectionName: string,
): string | null {
  const { state } = now.run;
  if (before?.run.state === state) return null;
  if (state === 'interrupted') return null;
  if (state === 'running')
    return before === undefined
      ? null
      : `Going on with ${plural(now.targets, 'session')} on ${connectionName}`;
  return `${standingWords(now)}. ${progressWords(now.counts)} on ${connectionName}`;
}

/** Said where it is started: reading again begins too, and ends nothing. */
export function startedAnnouncement({ targets }: Pick<RunProgress, 'targets'>): string {
  return `Ending ${plural(targets, 'session')}`;
}

/** The end of a revocation, in a sentence. */
export function endedAnnouncement(
  report: Pick<RevocationReport, 'counts' | 'damagedRows' | 'outcome'>,
  connectionName: string,
): string {
  return `${reportHeadline(report)} on ${connectionName}`;
}
