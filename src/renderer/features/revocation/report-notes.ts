import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatCount, plural } from '../../messages/format-count.ts';
import { secondScanWords } from './second-scan-words.ts';

/** What else has to be known of how a revocation came about. Each is a sentence; none when all was as usual. */
export function reportNotes(
  report: Pick<
    RevocationReport,
    'plan' | 'closedByUserId' | 'resumed' | 'newSessionsLookedForIn' | 'secondScan'
  >,
): readonly string[] {
  const secondScan = secondScanWords(report);
  return [
    ...lookedForWords(report),
    ...(secondScan === null ? [] : [secondScan]),
    ...closedWords(report),
    ...resumedWords(report.resumed),
  ];
}

function lookedForWords({
  plan,
  newSessionsLookedForIn,
}: Pick<RevocationReport, 'plan' | 'newSessionsLookedForIn'>): string[] {
  if (plan.users === null)
    return newSessionsLookedForIn === 0
      ? ['New sessions were not looked for: whose these are was not known.']
      : [`New sessions were looked for with ${plural(newSessionsLookedForIn, 'user')}.`];
  if (newSessionsLookedForIn >= plan.users) return [];
  if (newSessionsLookedForIn === 0) return ['New sessions were not looked for.'];
  const of = `${formatCount(newSessionsLookedForIn)} of ${plural(plan.users, 'user')}`;
  return [`New sessions were looked for with ${of}.`];
}

function closedWords({ plan, closedByUserId }: Pick<RevocationReport, 'plan' | 'closedByUserId'>): string[] {
  if (!closedByUserId) return [];
  return plan.scope.type === 'user'
    ? [
        'Sessions kept appearing, so all of the user were ended by id at last. The core now counts the user as active.',
      ]
    : [
        'Sessions kept appearing, so all of some users were ended by id at last. The core now counts these users as active.',
      ];
}

function resumedWords(resumed: number): string[] {
  if (resumed === 0) return [];
  const times = resumed === 1 ? 'once' : `${formatCount(resumed)} times`;
  return [`The console was ended in the middle of this and took it up again ${times}.`];
}
