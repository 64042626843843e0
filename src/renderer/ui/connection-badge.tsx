import type { ConnectionState, Environment } from '../../contract/domain/connection.ts';
import classes from './connection-badge.module.css';

const words = {
  open: 'open',
  away: 'not reached',
  opening: 'opening',
  failed: 'not opened',
  closed: 'closed',
} as const;

/** How a connection stands, as a shape and a word: colour alone would not reach everybody. */
export function ConnectionDot({ state }: { readonly state: ConnectionState['state'] }) {
  return <span className={classes.dot} data-state={state} role="img" aria-label={words[state]} />;
}

/** Which kind of place this is. Production is written in capitals: it has to be seen at a glance. */
export function EnvironmentBadge({ environment }: { readonly environment: Environment }) {
  return (
    <span className={classes.badge} data-environment={environment}>
      {environment === 'production' ? 'PRODUCTION' : environment}
    </span>
  );
}
