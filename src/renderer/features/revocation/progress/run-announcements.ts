import type { RevocationReport, RunProgress } from '../../../../contract/domain/revocation.ts';
import { text } from '../../../messages/text.ts';
import { formatReportResult } from '../result-counts.ts';
import { formatActivity, formatEndedSoFar } from './format-progress.ts';

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
  report: Pick<RevocationReport, 'counts' | 'damagedRows' | 'outcome'>,
  connection: string,
): string {
  return text('run.announce.ended', { result: formatReportResult(report), connection });
}
