import type { ConnectionState, Environment } from '../../../contract/domain/connection.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import classes from './connection-badge.module.css';

const stateNames = {
  open: 'connections.dot.open',
  away: 'connections.dot.away',
  opening: 'connections.dot.opening',
  failed: 'connections.dot.failed',
  closed: 'connections.dot.closed',
} as const satisfies Record<ConnectionState['state'], MessageKey>;

const environmentNames = {
  production: 'connections.badge.production',
  staging: 'connections.badge.staging',
  development: 'connections.badge.development',
  sandbox: 'connections.badge.sandbox',
} as const satisfies Record<Environment, MessageKey>;

/** The state of a connection as a shape and a word: not everybody can tell colours apart. */
export function ConnectionDot({ state }: { readonly state: ConnectionState['state'] }) {
  return <span className={classes.dot} data-state={state} role="img" aria-label={text(stateNames[state])} />;
}

/** The environment, in its colour. Production is written in capitals: it has to be seen at a glance. */
export function EnvironmentBadge({ environment }: { readonly environment: Environment }) {
  return (
    <span className={classes.badge} data-environment={environment}>
      {text(environmentNames[environment])}
    </span>
  );
}
