import { useSettings } from '../../app/settings-context.tsx';
import { useNow } from '../../ui/now.ts';
import classes from './end-dialog.module.css';
import { clockTime, timeLeft } from './exposure-words.ts';

interface ExposureSentenceProps {
  readonly lifetimeS: number;
  readonly sessions: number;
}

/** What ending sessions does not end. The worst case: a token issued the moment before. */
export function ExposureSentence({ lifetimeS, sessions }: ExposureSentenceProps) {
  const now = useNow();
  const { times } = useSettings();
  const until = now + lifetimeS * 1_000;
  return (
    <p className={classes.text}>
      {sessions === 1 ? 'They have to sign in again there.' : 'They have to sign in again everywhere listed.'}{' '}
      Access tokens already issued may still be accepted until{' '}
      <strong>
        {clockTime(until, now, times)} (in {timeLeft(until, now)})
      </strong>{' '}
      by services that do not check the database. Cookies in browsers stay until then.
    </p>
  );
}
