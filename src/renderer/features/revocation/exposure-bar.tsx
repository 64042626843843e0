import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { useSettings } from '../../shared/settings-context.tsx';
import { useNow } from '../../ui/moment.tsx';
import {
  allGone,
  clockTime,
  expiredWords,
  exposureLeft,
  stillOpenWords,
  timeLeft,
} from './exposure-words.ts';
import classes from './result-summary.module.css';

/**
 * How long access tokens may still be accepted, of a revocation on the connection in use. Counts down a few times a
 * minute, without moving in between.
 */
export function ExposureBar({ report }: { readonly report: RevocationReport }) {
  const now = useNow();
  const { times } = useSettings();
  const { name } = useConnection();
  const until = report.exposureUntil;
  const lifetimeS = report.plan.accessTokenLifetimeS;
  const gone = allGone(report);
  const clock = clockTime(until, now, times);
  if (until <= now) {
    return <p className={classes.quiet}>{gone ? expiredWords(name, lifetimeS, clock) : stillOpenWords}</p>;
  }
  const left = exposureLeft(until, lifetimeS, now);
  return (
    <div className={classes.exposure}>
      <p className={classes.exposureLine}>
        <span>
          {gone ? 'Access may remain until' : 'Access by ended sessions may remain until'} {clock}
        </span>
        <span className={classes.meter} aria-hidden="true">
          <span style={{ width: `${Math.ceil(left * 100)}%` }} />
        </span>
        <span>{timeLeft(until, Math.max(now, until - lifetimeS * 1_000))} left</span>
      </p>
      <p className={classes.quiet}>
        Services that check only the signature may accept access tokens until then. Cookies in browsers were
        not cleared.{gone ? '' : ` ${stillOpenWords}`}
      </p>
    </div>
  );
}
