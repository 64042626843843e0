import { useConnection } from '../../app/connection-context.tsx';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import classes from './end-dialog.module.css';

/** On which core this happens. */
export function Where() {
  const { name, environment } = useConnection();
  return (
    <p className={classes.where}>
      <strong>{name}</strong> <EnvironmentBadge environment={environment} />
    </p>
  );
}
