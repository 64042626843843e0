import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import { ConnectionsContext } from '../shared/connections-context.tsx';
import { call } from '../shared/ipc-client.ts';
import { useSaveSettings, useSettings } from '../shared/settings-context.tsx';
import { useStream } from '../shared/use-stream.ts';
import { forgetAllEntries } from '../ui/view-state.ts';
import { movedConnections } from './stale-data.ts';

/** The connection that was used last, if it still exists; else the first: the sandbox. */
function firstChoice(list: readonly Connection[], last: string | null): Connection | undefined {
  return list.find((connection) => connection.id === last) ?? list[0];
}

/** Watches the connections, remembers which one is in use, and opens it. */
export function ConnectionsProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [list, setList] = useState<readonly Connection[] | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const settings = useSettings();
  const { mutate: saveSettings } = useSaveSettings();

  const [epoch, setEpoch] = useState(0);
  const forget = useCallback(
    (id: string) => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] === id });
      forgetAllEntries();
      setEpoch((before) => before + 1);
    },
    [queries],
  );

  const before = useRef<readonly Connection[]>([]);
  const { error } = useStream(
    'connections.watch',
    {},
    {
      onItems: (lists) => {
        const newest = lists.at(-1);
        if (newest === undefined) return;
        for (const id of movedConnections(before.current, newest)) forget(id);
        before.current = newest;
        setList(newest);
      },
    },
  );

  const open = useCallback(
    (id: string) => {
      // The watched state has the reason of a failure.
      call('connections.open', { id }).then(
        () => queries.invalidateQueries({ predicate: (query) => query.state.status === 'error' }),
        () => undefined,
      );
    },
    [queries],
  );

  const activate = useCallback(
    (id: string) => {
      forgetAllEntries();
      if (settings.lastConnectionId !== id) saveSettings({ ...settings, lastConnectionId: id });
      setActiveId(id);
      open(id);
    },
    [open, settings, saveSettings],
  );

  const active = list?.find((connection) => connection.id === activeId) ?? null;
  useEffect(() => {
    if (list === null || active !== null) return;
    const choice = firstChoice(list, settings.lastConnectionId);
    if (choice !== undefined) activate(choice.id);
  }, [list, active, activate, settings.lastConnectionId]);

  // The core is back: what could not be read is read again.
  const isAway = active?.connection.state === 'away';
  const wasAway = useRef(isAway);
  useEffect(() => {
    if (wasAway.current && !isAway)
      void queries.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
    wasAway.current = isAway;
  }, [isAway, queries]);

  const value = useMemo(
    () => ({
      ...{ list, error, active, activate, forget, epoch },
      reopen: () => (active === null ? undefined : open(active.id)),
    }),
    [list, error, active, activate, forget, epoch, open],
  );
  return <ConnectionsContext value={value}>{children}</ConnectionsContext>;
}
