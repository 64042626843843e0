import { Button, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Connection } from '../../../contract/domain/connection.ts';
import { useAppInfo } from '../../shared/app-info-context.tsx';
import { useConnections, useSwitchConnection } from '../../shared/connections-context.tsx';
import { ConnectionDot, EnvironmentBadge } from '../../ui/connection-badge.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ConnectionEditor } from './connection-editor.tsx';
import { stateWords } from './connection-words.ts';
import classes from './connections-page.module.css';

type Shown = { readonly show: 'one'; readonly id: string } | { readonly show: 'new' };

/** Every core this console knows: which one is in use, how each stands, and how it is reached. */
export function ConnectionsPage() {
  const { list, active, error } = useConnections();
  const canKeep = useAppInfo()?.secretStore === 'available';
  const [chosen, setChosen] = useState<Shown | null>(null);
  const shown: Shown | null = chosen ?? (active === null ? null : { show: 'one', id: active.id });
  const shownConnection = shown?.show === 'one' ? (list?.find(({ id }) => id === shown.id) ?? null) : null;

  return (
    <Page title="Connections" layout="column">
      <header className={classes.header}>
        <h1>Connections</h1>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => setChosen({ show: 'new' })}
        >
          Add a connection
        </Button>
      </header>
      {error === null ? null : <Problem error={error} meaning="The list of connections could not be read." />}
      {list === null ? (
        <SkeletonRows rows={3} label="Reading the connections" />
      ) : (
        <div className={classes.columns}>
          <ConnectionList
            list={list}
            shownId={shownConnection?.id ?? null}
            onShow={(id) => setChosen({ show: 'one', id })}
          />
          {shown?.show === 'new' ? (
            <ConnectionEditor
              key="new"
              connection={null}
              canKeep={canKeep}
              onSaved={(id) => setChosen({ show: 'one', id })}
              onRemoved={() => setChosen(null)}
            />
          ) : shownConnection?.builtIn ? (
            <SandboxNote connection={shownConnection} />
          ) : shownConnection === null ? null : (
            <ConnectionEditor
              key={shownConnection.id}
              connection={shownConnection}
              canKeep={canKeep}
              onSaved={(id) => setChosen({ show: 'one', id })}
              onRemoved={() => setChosen(null)}
            />
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

export function ConnectionList({ list, shownId, onShow }: ConnectionListProps) {
  const { active, reopen } = useConnections();
  const switchTo = useSwitchConnection();
  return (
    <ul className={classes.list} aria-label="Connections">
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
            <span className={classes.detail} title={stateWords(connection)} style={{ display: 'block' }}>
              {stateWords(connection)}
            </span>
          </UnstyledButton>
          {connection.id !== active?.id ? (
            <Button size="compact-sm" variant="default" onClick={() => switchTo(connection.id)}>
              Open
            </Button>
          ) : connection.connection.state === 'failed' || connection.connection.state === 'away' ? (
            <Button size="compact-sm" variant="default" onClick={reopen}>
              Try again
            </Button>
          ) : (
            <span className={classes.inUse}>in use</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The embedded core explains itself: there is nothing to set. */
export function SandboxNote({ connection }: { readonly connection: Connection }) {
  return (
    <section className={classes.form} aria-label={connection.name}>
      <h2>{connection.name}</h2>
      <p className={classes.note}>
        A core of Curfew’s own with made-up people, for trying things out. It answers as the real one does,
        over HTTP on this machine, and begins anew each time Curfew starts. It cannot be changed or removed.
      </p>
    </section>
  );
}
