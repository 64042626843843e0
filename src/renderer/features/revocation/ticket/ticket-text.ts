import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { formatScanLimit, gapSentences } from '../../../messages/format-gaps.ts';
import { formatExactTime } from '../../../messages/format-time.ts';
import { summarise } from '../count-summary.ts';
import { damagedWords } from '../damaged-words.ts';
import { linkedWords } from '../late/late-words.ts';
import { newSessionWords } from '../new-session-words.ts';
import { outcomeWords } from '../outcome-words.ts';
import { resultNumbers } from '../result-words.ts';
import { scopeWords } from '../scope-words.ts';
import { secondScanWords } from '../second-scan-words.ts';

interface Line {
  readonly label: string;
  readonly value: string;
}

/** What a ticket has to say of a revocation, as lines of text. Times are in UTC: a ticket is read in other time zones. */
export function ticketText(report: RevocationReport, connection: string): string {
  return linesOf(report, connection)
    .map(({ label, value }) => `${label}: ${inOneLine(value)}`)
    .join('\n');
}

/** The same as a table in Markdown. Nothing of what operators and cores wrote is read as Markdown. */
export function ticketMarkdown(report: RevocationReport, connection: string): string {
  const rows = linesOf(report, connection).map(
    ({ label, value }) => `| ${label} | ${escapeMarkdown(inOneLine(value))} |`,
  );
  return ['| Revocation | |', '| --- | --- |', ...rows].join('\n');
}

function linesOf(report: RevocationReport, connection: string): Line[] {
  const { counts, plan } = report;
  const { ended, total, unknown } = summarise(counts);
  const utc = (at: number) => formatExactTime(at, 'utc');
  const numbers = resultNumbers(counts).filter(({ count }) => count > 0);
  const scan = formatScanLimit(plan.scope, 'started');
  const gaps = [
    ...gapSentences(report.coverage, 'started').map(({ words }) => words),
    ...(scan ? [scan] : []),
  ];
  return [
    { label: 'Outcome', value: outcomeWords(report.outcome) },
    { label: 'Sessions', value: `${formatCount(ended)} of ${formatCount(total)} are known to be ended` },
    {
      label: 'In detail',
      value: numbers.map(({ count, words }) => `${formatCount(count)} ${words}`).join(', '),
    },
    { label: 'Damage', value: damagedWords(report.damagedRows) ?? '' },
    { label: 'New sessions', value: newSessionWords(report.newSessions) ?? '' },
    { label: 'Linked accounts', value: linkedWords(report.linkedSessions) ?? '' },
    { label: 'What', value: scopeWords(plan.scope, plan.targets, 'utc') },
    { label: 'Reason', value: report.reason },
    { label: 'Ticket', value: report.ticket ?? '' },
    { label: 'Operator', value: report.operator },
    { label: 'Connection', value: connection },
    { label: 'Listed', value: utc(plan.createdAt) },
    { label: 'Started', value: utc(report.startedAt) },
    { label: 'Ended', value: utc(report.endedAt) },
    { label: 'Verified', value: report.verifiedAt === null ? 'not as a whole' : utc(report.verifiedAt) },
    {
      label: 'Access can remain until',
      value: ended + unknown === 0 ? '' : utc(report.exposureUntil),
    },
    { label: 'Second scan', value: secondScanWords(report) ?? '' },
    { label: 'Not covered', value: gaps.join(' ') },
    { label: 'Id', value: report.id },
  ].filter(({ value }) => value !== '');
}

function inOneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#!|~@]/g, '\\$&');
}
