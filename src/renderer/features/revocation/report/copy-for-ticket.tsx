import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { visibleText } from '../../../../contract/domain/text/visible-text.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { gapSentences, scanLimits } from '../../../messages/format-gaps.ts';
import { formatExactTime } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { copyText } from '../../../shared/short-id.tsx';
import { formatLinkedSessions, formatNewSessions, hasScanned } from '../format-new-sessions.ts';
import { formatPlanSource } from '../format-plan.ts';
import { formatOutcome, formatStateCount, stateCounts, summarise } from '../result-counts.ts';
import { formatExposure, formatReceived } from '../signals/format-signals.ts';
import { useNameInRevocation } from '../user-link.tsx';
import { formatCovered } from '../watch/watching.tsx';
import { formatDamage, formatOAuth, formatSecondScan } from './report-notes.ts';

interface CopyForTicketProps {
  readonly report: RevocationReport;
  /** Its name. */
  readonly connection: string;
}

/** Copies what a ticket has to say of a revocation. */
export function CopyForTicket({ report, connection }: CopyForTicketProps) {
  const userName = useNameInRevocation({ ...report.plan, userName: report.userName });
  const names = { connection, userName };
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {text('report.copy')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void copyText(ticketText(report, { ...names, now: Date.now() }))}>
          {text('report.copy-text')}
        </Menu.Item>
        <Menu.Item onClick={() => void copyText(ticketMarkdown(report, { ...names, now: Date.now() }))}>
          {text('report.copy-markdown')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface TicketParts {
  /** What it says is true at this moment. */
  readonly now: number;
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
  report: RevocationReport,
  { connection, now, userName }: TicketParts,
): [MessageKey, string][] {
  const { counts, plan } = report;
  const { ended, total } = summarise(counts);
  const utc = (at: number) => formatExactTime(at, 'utc');
  const numbers = stateCounts(counts).filter(({ count }) => count > 0);
  const gaps = [
    ...gapSentences(report.coverage, 'started').map(({ sentence }) => sentence),
    ...scanLimits({ source: plan.source, hasSecondScan: plan.secondScan !== null }, 'started'),
  ];
  const lines: readonly Line[] = [
    ['report.ticket.outcome', formatOutcome(report.outcome)],
    ['report.ticket.sessions', text('report.known-ended', { ended, total })],
    ['report.ticket.counts', numbers.map(formatStateCount).join(', ')],
    ['report.ticket.damage', formatDamage(report.damagedRows)],
    ['report.ticket.new-sessions', formatNewSessions(report.newSessions, hasScanned(report))],
    ['report.ticket.linked-accounts', formatLinkedSessions(report.linkedSessions)],
    [
      'report.ticket.source',
      formatPlanSource(plan.source, { targets: plan.targets, times: 'utc', userName }),
    ],
    ['report.ticket.user', plan.source.type === 'handles' ? userName : null],
    ['report.ticket.user-id', plan.source.type === 'user' ? plan.source.userId : null],
    ['report.ticket.session', plan.onlyHandle ?? null],
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
    ['report.ticket.second-scan', formatSecondScan(report)],
    ['report.ticket.watch', formatWatch(report, now, utc)],
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
  const covered = formatCovered({ ...report, everyone: watch.everyone }, watch.lastLook, isOver, utc);
  return [`${times}.`, ...covered].join(' ');
}

function watchTimes({ endedAt, isCutOff }: NonNullable<RevocationReport['watch']>): MessageKey {
  if (endedAt !== null) return 'report.ticket.watched';
  return isCutOff ? 'report.watched-cut-off' : 'report.ticket.watch-goes-on';
}

/** Until when tokens may be accepted, or that the exposure is closed, and what each signal receiver got. */
function exposureLines(
  { counts, exposureUntil: until, signals }: RevocationReport,
  now: number,
  utc: (at: number) => string,
): readonly Line[] {
  const { ended, unknown } = summarise(counts);
  if (ended + unknown === 0) return [];
  const confirmed = formatExposure(signals.exposure, { now, until, place: 'label' }, utc);
  const received = signals.receivers.map((receiver) =>
    text('signals.ticket.receiver', { name: receiver.name, received: formatReceived(receiver, utc) }),
  );
  return [exposureLine(), ['signals.title', received.join('. ')]];

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
