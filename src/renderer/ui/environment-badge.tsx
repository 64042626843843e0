import type { Environment } from '../../contract/domain/connection.ts';
import classes from './environment-badge.module.css';

/** Which kind of place this is. Production is written in capitals: it has to be seen at a glance. */
export function EnvironmentBadge({ environment }: { readonly environment: Environment }) {
  return (
    <span className={classes.badge} data-environment={environment}>
      {environment === 'production' ? 'PRODUCTION' : environment}
    </span>
  );
}
