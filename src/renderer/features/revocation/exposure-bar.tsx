import { useSettings } from '../../app/settings-context.tsx';
import { useNow } from '../../ui/now.ts';
import { clockTime, exposureLeft, timeLeft } from './exposure-words.ts';
import classes from './result-summary.module.css';

interface ExposureBarProps {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly lifetimeS: number;
}

/** How long access tokens may still be accepted. Counts down a few times a minute, without moving in between. */
export function ExposureBar({ until, lifetimeS }: ExposureBarProps) {
  const now = useNow();
  const { times } = useSettings();
  const clock = clockTime(until, now, times);
  if (until <= now) {
    return (
      <p className={classes.quiet}>
        Access tokens of these sessions have expired since {clock}: no service accepts them any more.
      </p>
    );
  }
  const left = exposureLeft(until, lifetimeS, now);
  return (
    <div className={classes.exposure}>
      <p className={classes.exposureLine}>
        <span>Access may remain until {clock}</span>
        <span className={classes.meter} aria-hidden="true">
          <span style={{ width: `${Math.ceil(left * 100)}%` }} />
        </span>
        <span>{timeLeft(until, Math.max(now, until - lifetimeS * 1_000))} left</span>
      </p>
      <p className={classes.quiet}>
        Services that check only the signature may accept access tokens until then. Cookies in browsers were
        not cleared.
      </p>
    </div>
  );
}
