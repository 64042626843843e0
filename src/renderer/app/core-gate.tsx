import { Anchor } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import { errorTraits } from '../../contract/error-traits.ts';
import { EndSessionsProvider } from '../features/revocation/question/end-sessions-provider.tsx';
import { formatError } from '../messages/format-error.ts';
import { text } from '../messages/text.ts';
import { ConnectionContext, useConnections } from '../shared/connections-context.tsx';
import { needsSetUp } from '../shared/lost-connection.ts';
import { Page } from '../ui/page/page.tsx';
import { Problem } from '../ui/page/problem.tsx';
import { SkeletonRows } from '../ui/page/skeleton-rows.tsx';
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
          {text('connections.gate.open-settings')}
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

/** Shows pages once their connection is open. When it is lost later, they stay with all that is in them. */
export function CoreGate() {
  const { active, error, reopen, epoch } = useConnections();
  const [opened, setOpened] = useState<string | null>(null);
  // Another core, or the same connection with another address: no page from before.
  const visit = active === null ? null : `${active.id} ${epoch}`;
  const state = active?.connection.state;
  // Away: each page shows what it could not read, and can try again.
  const isOpen = state === 'open' || state === 'away';
  useEffect(() => {
    if (isOpen) setOpened(visit);
  }, [isOpen, visit]);

  if (error !== null) {
    return (
      <Waiting title={text('connections.title')}>
        <Problem error={error} meaning={text('connections.list-failed')} />
      </Waiting>
    );
  }
  if (active === null) return <SkeletonRows label={text('connections.reading')} />;
  if (!isOpen && opened !== visit) {
    return (
      <Waiting
        title={text(state === 'failed' ? 'connections.gate.failed' : 'connections.gate.opening', {
          name: active.name,
        })}
      >
        {state === 'failed' ? (
          <Failed
            connection={active}
            meaning={text('connections.gate.not-read', { address: active.address })}
            onRetry={reopen}
          />
        ) : (
          <SkeletonRows label={text('connections.gate.opening', { name: active.name })} />
        )}
      </Waiting>
    );
  }
  return (
    <ConnectionContext value={active}>
      <EndSessionsProvider key={visit}>
        <div className={classes.pages}>
          {isOpen ? (
            <RefusedNote connection={active} />
          ) : (
            <div className={classes.lost}>
              {state === 'failed' ? (
                <Failed
                  connection={active}
                  meaning={text('connections.gate.lost', { name: active.name })}
                  onRetry={reopen}
                />
              ) : (
                <p role="status">{text('connections.gate.reopening', { name: active.name })}</p>
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

/** The core answers and refuses this connection: to try again changes nothing. Pages show the failure as an alert, so this is none. */
function RefusedNote({ connection }: { readonly connection: Connection }) {
  if (!needsSetUp(connection) || connection.connection.state !== 'away') return null;
  return (
    <div className={classes.lost}>
      <p role="status">
        {text('connections.gate.refused', {
          name: connection.name,
          error: formatError(connection.connection.error).message,
        })}{' '}
        <Anchor component={Link} to="/connections">
          {text('connections.gate.open-settings')}
        </Anchor>
      </p>
    </div>
  );
}
