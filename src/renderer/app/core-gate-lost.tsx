import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../contract/domain/connection.ts';
import classes from './core-gate.module.css';
import { needsSetUp } from '../shared/lost-connection.ts';

/**
 * A core that is there and does not let this connection in: trying again on a page changes nothing. Pages tell the
 * failure themselves, so this is no second alert.
 */
export function LetInNoMore({ connection }: { readonly connection: Connection }) {
  if (!needsSetUp(connection) || connection.connection.state !== 'away') return null;
  return (
    <div className={classes.lost}>
      <p role="status">
        {connection.name}: {connection.connection.error.message} What you see was read before.{' '}
        <Anchor component={Link} to="/connections">
          Open the connection
        </Anchor>
      </p>
    </div>
  );
}
