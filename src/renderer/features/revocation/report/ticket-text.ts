import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { visibleText } from '../../../../contract/domain/text/visible-text.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatError } from '../../../messages/format-error.ts';
import { gapSentences, scanLimits } from '../../../messages/format-gaps.ts';
import { formatExactTime } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { isWatch } from '../../../shared/revocations/is-watch.ts';
import {
  formatLinkedSessions,
  formatNewSessions,
  formatNoNewSession,
  hasScanned,
} from '../format-new-sessions.ts';
import { formatOwn, formatPlanSource } from '../format-plan.ts';
import { formatActivity } from '../progress/format-progress.ts';
import {
  formatOutcome,
  formatReportNumbers,
  formatStateCount,
  mayHaveEnded,
  stateCounts,
} from '../result-counts.ts';
import {
  formatExposure,
  formatExposureNotes,
  formatReceived,
  formatReceiverError,
  formatServices,
} from '../signals/format-signals.ts';
import { formatWatchNotes } from '../watch/watching.tsx';
import { everyNote, formatDamage, formatOAuth } from './report-notes.ts';

interface TicketParts {
  /** What it says is true at this moment. */
  readonly now: number;
  /** What is done with the revocation at this moment; null: nothing. */
  readonly activity: RunProgress | null;
  readonly connection: string;
  /** Of a revocation of one user; null: not known. */
  readonly userName: string | null;
}

/** What a ticket has to say of a revocation, as lines of text. Times are in UTC: a ticket is read in other time zones. */
export function ticketText(report: RevocationReport, parts: TicketParts): string {
  return linesOf(report, parts)
    .map(([label, value]) => `${text(label)}: ${inOneLine(value)}`)
    .join('\n');
}

/** The same as a table in Markdown. Nothing of what operators and cores wrote is read as Markdown. */
export function ticketMarkdown(report: RevocationReport, parts: TicketParts): string {
  const rows = linesOf(report, parts).map(
    ([label, value]) => `| ${text(label)} | ${escapeMarkdown(inOneLine(value))} |`,
  );
  return [`| ${text('report.ticket.heading')} | |`, '| --- | --- |', ...rows].join('\n');
}

type Line = readonly [label: MessageKey, value: string | null];

function linesOf(
  atEnd: RevocationReport,
  { activity, connection, now, userName }: TicketParts,
): [MessageKey, string][] {
  const report = withWhatWatchFound(atEnd, activity);
  const { counts, plan } = report;
  const utc = (at: number) => formatExactTime(at, 'utc');
  const numbers = stateCounts(counts).filter(({ count }) => count > 0);
  const gaps = [
    ...gapSentences(report.coverage, 'started').map(({ sentence }) => sentence),
    ...scanLimits({ source: plan.source, hasSecondScan: plan.secondScan !== null }, 'started'),
  ];
  const lines: readonly Line[] = [
    ['report.ticket.outcome', formatOutcome(report.outcome)],
    ['report.ticket.activity', activity && formatActivity(activity)],
    ['report.ticket.sessions', formatReportNumbers(report)],
    ['report.ticket.counts', numbers.map(formatStateCount).join(', ')],
    ['report.ticket.damage', formatDamage(report.damagedRows)],
    ['report.ticket.errors', report.errors.map((error) => formatError(error).message).join(' ')],
    [
      'report.ticket.new-sessions',
      // While something is done with it, whether there are new sessions is about to be read again.
      formatNewSessions(report.newSessions, hasScanned(report)) ??
        (activity === null ? formatNoNewSession(report) : null),
    ],
    ['report.ticket.linked-accounts', formatLinkedSessions(report.linkedSessions)],
    [
      'report.ticket.source',
      formatPlanSource(plan.source, { targets: plan.targets, times: 'utc', userName }),
    ],
    ['report.ticket.user', plan.source.type === 'handles' ? userName : null],
    ['report.ticket.user-id', plan.source.type === 'user' ? plan.source.userId : null],
    ['report.ticket.session', plan.onlyHandle ?? null],
    [
      'report.ticket.excluded',
      plan.excluded === 0 ? null : text('report.excluded', { count: plan.excluded }),
    ],
    ['report.ticket.own', formatOwn(plan)],
    ['report.ticket.reason', report.reason],
    ['report.ticket.ticket', report.ticket],
    ['report.ticket.operator', report.operator],
    ['report.ticket.connection', connection],
    ['report.ticket.listed', utc(plan.createdAt)],
    ['report.ticket.started', utc(report.startedAt)],
    ['report.ticket.ended', utc(report.endedAt)],
    [
      'report.ticket.verified',
      report.verifiedAt === null ? text('report.ticket.not-verified') : utc(report.verifiedAt),
    ],
    ...exposureLines(report, now, utc),
    ['oauth.ticket', formatOAuth(report, 'label')],
    ['report.ticket.watch', formatWatch(report, now, utc)],
    [
      'report.ticket.notes',
      everyNote(report)
        .map(({ sentence }) => sentence)
        .join(' '),
    ],
    ['report.ticket.not-covered', gaps.join(' ')],
    ['report.ticket.id', report.id],
    [
      'report.ticket.audit-log',
      report.auditHead &&
        text('report.ticket.audit-head', { hash: report.auditHead.hash, record: report.auditHead.sequence }),
    ],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value] as [MessageKey, string]] : []));
}

/** Whom the last watch saw, and when; null: there was none. One that goes on has not seen yet what it is planned to see. */
function formatWatch(report: RevocationReport, now: number, utc: (at: number) => string): string | null {
  const { watch } = report;
  if (watch === null) return null;
  const isOver = watch.endedAt !== null || watch.isCutOff;
  const times = text(watchTimes(watch), {
    ...{ from: utc(watch.startedAt), to: utc(watch.endedAt ?? watch.until) },
    now: utc(now),
  });
  const notes = formatWatchNotes(
    {
      ...report,
      ...{ isOver, lastLook: watch.lastLook, covered: { ...report, everyone: watch.everyone } },
      // The times say it.
      isCutOff: false,
    },
    utc,
  );
  return [`${times}.`, ...notes].join(' ');
}

/** A report is written at the end: what a watch that goes on has found since is known of its progress alone. */
function withWhatWatchFound(report: RevocationReport, activity: RunProgress | null): RevocationReport {
  if (activity === null || !isWatch(activity)) return report;
  const { lastLook, linkedSessions, newSessions, watched } = activity;
  const { watch } = report;
  // The last watch of the report can be another one.
  const goesOn = watch !== null && watch.endedAt === null && !watch.isCutOff;
  return {
    ...{ ...report, linkedSessions, newSessions, watched },
    watch: goesOn ? { ...watch, lastLook: lastLook ?? watch.lastLook } : watch,
  };
}

function watchTimes({ endedAt, isCutOff }: NonNullable<RevocationReport['watch']>): MessageKey {
  if (endedAt !== null) return 'report.ticket.watched';
  return isCutOff ? 'report.watched-cut-off' : 'report.ticket.watch-goes-on';
}

/** Until when tokens may be accepted, or that the exposure is closed, and what each signal receiver got. */
function exposureLines(report: RevocationReport, now: number, utc: (at: number) => string): readonly Line[] {
  const { exposureUntil: until, signals } = report;
  if (!mayHaveEnded(report)) return [];
  const confirmed = formatExposure(signals.exposure, { now, until, place: 'label' }, utc);
  const received = signals.receivers.map((receiver) =>
    [
      text('signals.ticket.receiver', {
        name: receiver.name,
        protects: receiver.protectsAllServices ? 'all' : 'some',
        received: formatReceived(receiver, utc),
      }),
      formatReceiverError(receiver)?.replace(/\.$/, ''),
    ]
      .filter((part) => part !== undefined)
      .join('. '),
  );
  const notes = [formatServices(report, now), ...formatExposureNotes(report, now)].filter(
    (note) => note !== null,
  );
  const [label, value] = exposureLine();
  return [
    [label, notes.length === 0 ? value : `${value}. ${notes.join(' ')}`],
    ['signals.title', received.join('. ')],
  ];

  function exposureLine(): Line {
    if (confirmed === null)
      return [until <= now ? 'signals.ticket.over' : 'report.ticket.exposure', utc(until)];
    const isOpen = signals.exposure.type === 'waiting';
    return [
      'signals.ticket.exposure',
      isOpen ? text('signals.ticket.as-of', { exposure: confirmed, time: utc(now) }) : confirmed,
    ];
  }
}

function inOneLine(value: string): string {
  return visibleText(value.replace(/[\t\r\n\u2028\u2029]+/g, ' ').trim());
}

/** Also what becomes a link by itself, and entities: `&#64;` is a mention too. */
function escapeMarkdown(value: string): string {
  return value.replace(/[\\`*_{}[\]<>()#!|~@&$]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}
