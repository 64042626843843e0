import type { RevocationReport } from '../../../../contract/domain/revocation.ts';
import { formatLifetime, formatTimeLeft } from '../../../messages/format-duration.ts';
import { formatClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import { allGone } from '../result-counts.ts';
import classes from './result-summary.module.css';

/**
 * Until when access tokens may still be accepted, of a revocation on the connection in use. Counts down a few times a
 * minute, without moving in between.
 */
export function ExposureBar({ report }: { readonly report: RevocationReport }) {
  const now = useNow();
  const { times } = useSettings();
  const { name } = useConnection();
  const until = report.exposureUntil;
  const lifetimeS = report.plan.accessTokenLifetimeS;
  const isAllGone = allGone(report);
  const time = formatClock(until, now, times);
  if (until <= now)
    return (
      <p className={classes.quiet}>
        {isAllGone
          ? text('exposure.expired', { time, connection: name, lifetime: formatLifetime(lifetimeS) })
          : text('exposure.still-open')}
      </p>
    );
  // The clocks of this computer and of the core can differ: never more than the lifetime is left.
  const left = formatTimeLeft(until, Math.max(now, until - lifetimeS * 1_000));
  return (
    <div className={classes.exposure}>
      <span>{text(isAllGone ? 'exposure.until' : 'exposure.until-of-ended', { time })}</span>
      <span className={classes.meter} aria-hidden="true">
        <span style={{ width: `${Math.ceil(exposureLeft(until, lifetimeS, now) * 100)}%` }} />
      </span>
      <span>{text('exposure.left', { left })}</span>
      <span className={classes.quiet}>
        {[text('exposure.services'), ...(isAllGone ? [] : [text('exposure.still-open')])].join(' ')}
      </span>
    </div>
  );
}

/** How much of the exposure is left, 1 at the start and 0 when it is over. */
export function exposureLeft(until: number, lifetimeS: number, now: number): number {
  return Math.min(1, Math.max(0, (until - now) / (lifetimeS * 1_000)));
}
