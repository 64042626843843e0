import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { text } from '../../../messages/text.ts';
import { summarise } from '../../../shared/revocations/revocation-outcome.tsx';
import { formatNamesNotRead } from '../format-plan.ts';

type NotedReport = Pick<
  RevocationReport,
  | 'plan'
  | 'counts'
  | 'outcome'
  | 'verifiedAt'
  | 'oauth'
  | 'closedByUserId'
  | 'resumed'
  | 'newSessionsLookedForIn'
  | 'secondScan'
>;
type NotesByType = Readonly<Record<string, (report: NotedReport) => string | null>>;

/** What else has to be known of how a revocation came about, each a sentence; null: this was as usual. */
const notes = {
  'names-not-read': ({ plan }) => formatNamesNotRead(plan.source),
  'looked-for': formatLookedFor,
  'second-scan': formatSecondScan,
  'closed-by-user-id': ({ closedByUserId, plan }) =>
    closedByUserId
      ? text(plan.source.type === 'user' ? 'report.note.closed-user' : 'report.note.closed-users')
      : null,
  'not-confirmed': ({ counts, outcome }) =>
    outcome === 'stopped' && summarise(counts).unknown > 0 ? text('report.note.not-confirmed') : null,
  resumed: ({ resumed }) => (resumed === 0 ? null : text('report.note.resumed', { count: resumed })),
} as const satisfies NotesByType;

/** What a page says beside the action that changes it. */
const notesOfActions = {
  'not-verified': formatNotVerified,
  remaining: (report) => {
    const count = countLeft(report);
    return count === 0 ? null : text('report.remaining', { count });
  },
  'tokens-still-valid': formatStillValid,
} as const satisfies NotesByType;

export type ReportNoteType = keyof typeof notes | keyof typeof notesOfActions;

/** What a page says below the numbers. None when all was as usual. */
export function reportNotes(report: NotedReport): readonly string[] {
  return Object.values(notes)
    .map((format) => format(report))
    .filter((note) => note !== null);
}

/** Every note of a report, for whoever has no page to look at. */
export function everyNote(
  report: NotedReport,
): readonly { readonly type: ReportNoteType; readonly sentence: string }[] {
  const all: Readonly<Record<ReportNoteType, (report: NotedReport) => string | null>> = {
    ...notesOfActions,
    ...notes,
  };
  return (Object.keys(all) as ReportNoteType[]).flatMap((type) => {
    const sentence = all[type](report);
    return sentence === null ? [] : [{ type, sentence }];
  });
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

/** That sessions are unknown, or were not read again after the run; null: all are known, and were read. */
export function formatNotVerified({
  counts,
  verifiedAt,
}: Pick<RevocationReport, 'counts' | 'verifiedAt'>): string | null {
  const { unknown } = summarise(counts);
  if (unknown > 0) return text('report.unknown-sent', { count: unknown });
  return verifiedAt === null ? text('report.not-compared') : null;
}

/** Sessions of the plan that are not known to be ended. What was found later has an offer of its own. */
export function countLeft({ counts }: Pick<RevocationReport, 'counts'>): number {
  const { ended, total } = summarise(counts);
  return total - ended;
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

/** That clients can use tokens which were to be ended; null: there are none such. */
export function formatStillValid(report: Pick<RevocationReport, 'oauth'>): string | null {
  return report.oauth.ordered && countOpenTokens(report) > 0 ? text('oauth.result.still-valid') : null;
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
