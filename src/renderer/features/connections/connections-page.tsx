import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useAppInfo } from '../../shared/app-info-context.tsx';
import { useConnections } from '../../shared/connections-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ConnectionEditor } from './connection-editor.tsx';
import { ConnectionList } from './connection-list.tsx';
import classes from './connections-page.module.css';
import { SandboxNote } from './sandbox-note.tsx';

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
