import { Button, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '../../../contract/domain/connection.ts';
import { formatElapsed } from '../../messages/format-duration.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';
import { useConnections, useSwitchConnection } from '../../shared/connections-context.tsx';
import { appInfoQuery, useAppInfo } from '../../shared/settings-context.tsx';
import { Page } from '../../ui/page/page.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { SkeletonRows } from '../../ui/page/skeleton-rows.tsx';
import { ConnectionDot, EnvironmentBadge } from '../../ui/values/connection-badge.tsx';
import { ConnectionEditor } from './connection-editor.tsx';
import classes from './connections-page.module.css';
import { SignalReceivers } from './signals/signal-receivers.tsx';

type Shown = { readonly type: 'saved'; readonly id: string } | { readonly type: 'new' };

/** All connections: which one is in use, whether its core answers, and its settings. */
export function ConnectionsPage() {
  const { list, active, error } = useConnections();
  const secretStore = useAppInfo()?.secretStore ?? 'absent';
  // The keyring can be unlocked while the console runs.
  useQuery({ ...appInfoQuery, staleTime: 0, refetchOnWindowFocus: true });
  const [chosen, setChosen] = useState<Shown | null>(null);
  const shown: Shown | null = chosen ?? (active === null ? null : { type: 'saved', id: active.id });
  const shownConnection = shown?.type === 'saved' ? (list?.find(({ id }) => id === shown.id) ?? null) : null;
  const editor = {
    secretStore,
    onSaved: (id: string) => setChosen({ type: 'saved', id }),
    onRemoved: () => setChosen(null),
    onCancel: () => setChosen(null),
  };

  return (
    <Page title={text('connections.title')} layout="column">
      <header className={classes.header}>
        <h1>{text('connections.title')}</h1>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => setChosen({ type: 'new' })}
        >
          {text('connections.add')}
        </Button>
      </header>
      {error === null ? null : <Problem error={error} meaning={text('connections.list-failed')} />}
      {list === null ? (
        <SkeletonRows rows={3} label={text('connections.reading')} />
      ) : (
        <div className={classes.columns}>
          <ConnectionList
            list={list}
            shownId={shownConnection?.id ?? null}
            onShow={(id) => setChosen({ type: 'saved', id })}
          />
          {shown?.type === 'new' ? (
            <ConnectionEditor key="new" connection={null} {...editor} />
          ) : shownConnection === null ? null : (
            <div key={shownConnection.id} className={classes.shown}>
              {shownConnection.builtIn ? (
                <section className={classes.form} aria-label={shownConnection.name}>
                  <h2>{shownConnection.name}</h2>
                  <p className={classes.note}>{text('connections.sandbox.about')}</p>
                </section>
              ) : (
                <ConnectionEditor connection={shownConnection} {...editor} />
              )}
              <SignalReceivers connectionId={shownConnection.id} />
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

interface ConnectionListProps {
  readonly list: readonly Connection[];
  readonly shownId: string | null;
  readonly onShow: (id: string) => void;
}

function ConnectionList({ list, shownId, onShow }: ConnectionListProps) {
  const { active, reopen } = useConnections();
  const switchTo = useSwitchConnection();
  return (
    <ul className={classes.list} aria-label={text('connections.title')}>
      {list.map((connection) => (
        <li key={connection.id} className={classes.item} data-shown={connection.id === shownId || undefined}>
          <UnstyledButton
            className={classes.show}
            aria-current={connection.id === shownId}
            onClick={() => onShow(connection.id)}
          >
            <span className={classes.title}>
              <ConnectionDot state={connection.connection.state} />
              <span className={classes.name}>{connection.name}</span>
              <EnvironmentBadge environment={connection.environment} />
            </span>
            <span className={classes.detail} title={stateText(connection)}>
              {stateText(connection)}
            </span>
            {connection.authorities.length === 0 ? null : (
              <span className={classes.detail}>
                {text('connections.authorities.count', { count: connection.authorities.length })}
              </span>
            )}
          </UnstyledButton>
          {connection.id !== active?.id ? (
            <Button size="compact-sm" variant="default" onClick={() => switchTo(connection.id)}>
              {text('connections.open')}
            </Button>
          ) : connection.connection.state === 'failed' || connection.connection.state === 'away' ? (
            <Button size="compact-sm" variant="default" onClick={reopen}>
              {text('connections.try-again')}
            </Button>
          ) : (
            <span className={classes.inUse}>{text('connections.in-use')}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function stateText({ connection }: Connection): string {
  switch (connection.state) {
    case 'open': {
      const { release, cdi, latencyMs } = connection.core;
      return text('connections.facts', { release, cdi, latency: formatElapsed(latencyMs) });
    }
    case 'opening':
      return text('connections.state.opening');
    case 'away':
    case 'failed':
      return formatError(connection.error).message;
    case 'closed':
      return text('connections.state.closed');
  }
}
