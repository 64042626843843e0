import { useConnection } from './connection-context.tsx';
import { EnvironmentBadge } from '../ui/environment-badge.tsx';
import classes from './where.module.css';

/** On which core this happens. */
export function Where() {
  const { name, environment } = useConnection();
  return (
    <p className={classes.where}>
      <strong>{name}</strong> <EnvironmentBadge environment={environment} />
    </p>
  );
}
