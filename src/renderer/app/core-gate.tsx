import { Anchor } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import { errorTraits } from '../../contract/error-traits.ts';
import { EndSessionsProvider } from '../features/revocation/question/end-sessions-provider.tsx';
import { ConnectionContext } from '../shared/connection-context.tsx';
import { useConnections } from '../shared/connections-context.tsx';
import { needsSetUp } from '../shared/lost-connection.ts';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import classes from './core-gate.module.css';

interface FailedProps {
  readonly connection: Connection;
  readonly meaning: string;
  readonly onRetry: () => void;
}

function Failed({ connection, meaning, onRetry }: FailedProps) {
  if (connection.connection.state !== 'failed') return null;
  const { error } = connection.connection;
  return (
    <Problem error={error} meaning={meaning} onRetry={onRetry}>
      {errorTraits[error.code].connectionFault && !connection.builtIn ? (
        <Anchor component={Link} to="/connections">
          Open the connection
        </Anchor>
      ) : null}
    </Problem>
  );
}

function Waiting({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Page title={title} layout="column">
      <h1>{title}</h1>
      {children}
    </Page>
  );
}

/** Lets pages through once their connection is open, and keeps them, with all that is in them, when it is lost later. */
export function CoreGate() {
  const { active, error, reopen, epoch } = useConnections();
  const [opened, setOpened] = useState<string | null>(null);
  // Another core, or the same connection leading to another one: none of the pages before.
  const visit = active === null ? null : `${active.id} ${epoch}`;
  const state = active?.connection.state;
  // Away: each page tells what it could not read, and can try it again.
  const isOpen = state === 'open' || state === 'away';
  useEffect(() => {
    if (isOpen) setOpened(visit);
  }, [isOpen, visit]);

  if (error !== null) {
    return (
      <Waiting title="Connections">
        <Problem error={error} meaning="The list of connections could not be read." />
      </Waiting>
    );
  }
  if (active === null) return <SkeletonRows label="Reading the connections" />;
  if (!isOpen && opened !== visit) {
    return (
      <Waiting title={state === 'failed' ? `${active.name} could not be opened` : `Opening ${active.name}`}>
        {state === 'failed' ? (
          <Failed connection={active} meaning={`Nothing was read from ${active.address}.`} onRetry={reopen} />
        ) : (
          <SkeletonRows label={`Opening ${active.name}`} />
        )}
      </Waiting>
    );
  }
  return (
    <ConnectionContext value={active}>
      <EndSessionsProvider key={visit}>
        <div className={classes.pages}>
          {isOpen ? (
            <LetInNoMore connection={active} />
          ) : (
            <div className={classes.lost}>
              {state === 'failed' ? (
                <Failed
                  connection={active}
                  meaning={`The connection to ${active.name} was lost. What you see was read before.`}
                  onRetry={reopen}
                />
              ) : (
                <p role="status">Opening {active.name} again. What you see was read before.</p>
              )}
            </div>
          )}
          <div className={classes.page}>
            <Outlet key={visit} />
          </div>
        </div>
      </EndSessionsProvider>
    </ConnectionContext>
  );
}

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
