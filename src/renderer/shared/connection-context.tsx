import { createContext, use } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import { EnvironmentBadge } from '../ui/connection-badge.tsx';
import classes from './connection-context.module.css';

export const ConnectionContext = createContext<Connection | null>(null);

/**
 * The connection that the pages work on. It was open once; while it is lost it stays here, so that what is on screen
 * stays there too, and `connection.state` is its state.
 */
export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (connection === null) throw new Error('useConnection outside of a page that has a connection');
  return connection;
}

/** On which core this happens. */
export function Where() {
  const { name, environment } = useConnection();
  return (
    <p className={classes.where}>
      <strong>{name}</strong> <EnvironmentBadge environment={environment} />
    </p>
  );
}
