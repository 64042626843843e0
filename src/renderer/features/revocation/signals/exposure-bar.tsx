import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import { formatLifetime, formatTimeLeft } from '../../../messages/format-duration.ts';
import { formatNearClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { allGone, resultTone } from '../result-counts.ts';
import { formatExposure, formatExposureNotes, formatServices } from './format-signals.ts';
import classes from './signals.module.css';

interface ExposureBarProps {
  readonly report: RevocationReport;
  /** Of the revocation; null: it was removed. */
  readonly connection: string | null;
}

/** How long access tokens may still be accepted, or that they are not. Counts down a few times a minute, without moving in between. */
export function ExposureBar({ report, connection }: ExposureBarProps) {
  const now = useNow();
  const { times } = useSettings();
  const until = report.exposureUntil;
  const lifetimeS = report.plan.accessTokenLifetimeS;
  const isAllGone = allGone(report);
  const time = formatNearClock(until, now, times);
  const confirmed = formatExposure(
    report.signals.exposure,
    { now, until, place: 'sentence' },
    (at, precise) => formatNearClock(at, now, times, precise),
  );
  const isClosed = confirmed !== null && report.signals.exposure.type === 'closed';
  if (!isClosed && until <= now)
    return (
      <p className={classes.quiet}>
        {isAllGone ? formatExpired({ time, connection, lifetimeS }) : text('exposure.still-open')}
      </p>
    );
  const notes = formatExposureNotes(report, now);
  return (
    <div className={classes.exposure}>
      <span role="status" data-tone={isClosed ? resultTone(report, now) : undefined}>
        {confirmed ?? text(isAllGone ? 'exposure.until' : 'exposure.until-of-ended', { time })}
      </span>
      {isClosed ? null : <TimeLeft until={until} lifetimeS={lifetimeS} now={now} />}
      <ServicesNote report={report} className={classes.services} />
      {notes.length === 0 ? null : <span className={classes.quiet}>{notes.join(' ')}</span>}
    </div>
  );
}

interface Expired {
  readonly time: string;
  readonly connection: string | null;
  readonly lifetimeS: number;
}

/** That the tokens have expired, and by which lifetime. Of a connection that was removed, nobody can look at the setting. */
export function formatExpired({ time, connection, lifetimeS }: Expired): string {
  const lifetime = formatLifetime(lifetimeS);
  return connection === null
    ? text('exposure.expired-removed', { time, lifetime })
    : text('exposure.expired', { time, connection, lifetime });
}

interface ServicesNoteProps {
  readonly report: RevocationReport;
  readonly className: string | undefined;
}

/** Which services may accept the tokens; nothing where none may, or where receivers say which. A small window has it in the details. */
export function ServicesNote({ report, className }: ServicesNoteProps) {
  const services = formatServices(report, useNow());
  return services === null ? null : <span className={className}>{services}</span>;
}

interface TimeLeftProps {
  readonly until: number;
  readonly lifetimeS: number;
  readonly now: number;
}

function TimeLeft({ until, lifetimeS, now }: TimeLeftProps) {
  // The clocks of this computer and of the core can differ: never more than the lifetime is left.
  const left = formatTimeLeft(until, Math.max(now, until - lifetimeS * 1_000));
  return (
    <span className={classes.left}>
      <span className={classes.meter} aria-hidden="true">
        <span style={{ width: `${Math.ceil(exposureLeft(until, lifetimeS, now) * 100)}%` }} />
      </span>
      <span>{text('exposure.left', { left })}</span>
    </span>
  );
}

/** How much of the exposure is left, 1 at the start and 0 when it is over. */
export function exposureLeft(until: number, lifetimeS: number, now: number): number {
  return Math.min(1, Math.max(0, (until - now) / (lifetimeS * 1_000)));
}
