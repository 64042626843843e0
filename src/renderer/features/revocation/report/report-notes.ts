import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { text } from '../../../messages/text.ts';
import { formatNamesNotRead } from '../format-plan.ts';
import { summarise } from '../result-counts.ts';

/** What else has to be known of how a revocation came about. Each is a sentence; none when all was as usual. */
export function reportNotes(
  report: Pick<
    RevocationReport,
    'plan' | 'counts' | 'outcome' | 'closedByUserId' | 'resumed' | 'newSessionsLookedForIn' | 'secondScan'
  >,
): readonly string[] {
  const { closedByUserId, outcome, plan, resumed } = report;
  return [
    formatNamesNotRead(plan.source),
    formatLookedFor(report),
    formatSecondScan(report),
    closedByUserId
      ? text(plan.source.type === 'user' ? 'report.note.closed-user' : 'report.note.closed-users')
      : null,
    outcome === 'stopped' && summarise(report.counts).unknown > 0 ? text('report.note.not-confirmed') : null,
    resumed === 0 ? null : text('report.note.resumed', { count: resumed }),
  ].filter((note) => note !== null);
}

type LookedFor = Pick<RevocationReport, 'plan' | 'newSessionsLookedForIn' | 'secondScan'>;

/** With how many users new sessions were looked for; null: with all, or with everyone by a second scan, which has a note of its own. */
function formatLookedFor({
  plan: { users },
  newSessionsLookedForIn: count,
  secondScan,
}: LookedFor): string | null {
  if (secondScan?.complete === true) return null;
  if (users === null)
    return count === 0
      ? text('report.note.not-looked-for-unknown-users')
      : text('report.note.looked-for', { count });
  if (count >= users) return null;
  return count === 0
    ? text('report.note.not-looked-for')
    : text('report.note.looked-for-some', { count, users });
}

/** What a second scan found, and whether it came to its end; null: there was none. */
export function formatSecondScan({ secondScan }: Pick<RevocationReport, 'secondScan'>): string | null {
  if (secondScan === null) return null;
  const { complete, found, users } = secondScan;
  return text('report.note.second-scan', { complete: complete ? 'yes' : 'no', users, found });
}

/**
 * What became of the tokens of OAuth2 clients: "OAuth2 tokens ended for 23 sessions, unknown for 0", or without the first two words
 * behind a label that has them. Null: no session is gone.
 */
export function formatOAuth(
  { oauth }: Pick<RevocationReport, 'oauth'>,
  place: 'sentence' | 'label',
): string | null {
  const { ended, notAsked, ordered, unknown } = oauth;
  if (ended + notAsked + unknown === 0) return null;
  if (!ordered && ended + unknown === 0) return text('oauth.result.not-ordered', { place });
  return text('oauth.result.ordered', { place, ended, notAsked, unknown });
}

/** Sessions that are gone, with tokens that are not known to be ended. */
export function countOpenTokens({ oauth }: Pick<RevocationReport, 'oauth'>): number {
  return oauth.notAsked + oauth.unknown;
}

/** What damage on disk means for a report; null: there is none. */
export function formatDamage(damagedRows: RevocationReport['damagedRows']): string | null {
  if (damagedRows === 0) return null;
  if (damagedRows === null) return text('report.damaged-unknown');
  return text('report.damaged-rows', { count: damagedRows });
}

/** When the targets were last read again: "verified 17:04:11". */
export function formatVerified(
  { verifiedAt, outcome }: Pick<RevocationReport, 'verifiedAt' | 'outcome'>,
  formatTime: (at: number) => string,
): string {
  const isStopped = outcome === 'stopped';
  if (verifiedAt === null) return text(isStopped ? 'report.stopped-not-verified' : 'report.not-verified');
  return text(isStopped ? 'report.stopped-verified' : 'report.verified', { time: formatTime(verifiedAt) });
}
