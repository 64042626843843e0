import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { useNow } from '../../ui/moment.tsx';
import classes from './end-dialog.module.css';
import { clockTime, timeLeft } from './exposure-words.ts';

/** Where people have to sign in again. */
function signInWords({ scope, targets }: RevocationPlan): string {
  if (scope.type !== 'user')
    return `They have to sign in again ${targets === 1 ? 'there' : 'in each of them'}.`;
  return `They have to sign in again everywhere${scope.tenantId === null ? '' : ` in tenant ${scope.tenantId}`}.`;
}

/** What ending sessions does not end. The worst case: a token issued the moment before. */
export function ExposureSentence({ plan }: { readonly plan: RevocationPlan }) {
  const now = useNow();
  const { times } = useSettings();
  const until = now + plan.accessTokenLifetimeS * 1_000;
  return (
    <p className={classes.text}>
      {signInWords(plan)} Access tokens already issued may still be accepted until{' '}
      <strong>
        {clockTime(until, now, times)} (in {timeLeft(until, now)})
      </strong>{' '}
      by services that do not check the database. Cookies in browsers stay until then.
    </p>
  );
}
