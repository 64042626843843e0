import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AuditState } from '../../contract/domain/audit/log.ts';
import type { Connection } from '../../contract/domain/connection.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { Failure } from '../../contract/failure.ts';
import { announcementOf, endedAnnouncement } from '../features/revocation/progress/format-progress.ts';
import { revocationsKey } from '../features/revocation/revocation-calls.ts';
import { text } from '../messages/text.ts';
import { AuditStateContext } from '../shared/audit-state-context.tsx';
import { ConnectionsContext, useConnections, useReadAgain } from '../shared/connections-context.tsx';
import { call, useStream } from '../shared/ipc-client.ts';
import { OpenRevocationsContext } from '../shared/revocations/open-revocations-context.tsx';
import {
  AppInfoContext,
  appInfoQuery,
  SettingsContext,
  settingsQuery,
  useSaveSettings,
  useSettings,
} from '../shared/settings-context.tsx';
import { announce } from '../ui/announce.ts';
import { Problem } from '../ui/page/problem.tsx';
import { DisplayContext } from '../ui/values/display-context.tsx';
import { forgetAllEntries } from '../ui/view-state.ts';
import { changedConnections, missingFrom, movedConnections, settledConnections } from './stale-data.ts';
import { shareStyleNonce, styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

shareStyleNonce();

function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const settings = useQuery(settingsQuery);
  const info = useQuery(appInfoQuery);
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  // Nothing is drawn in the wrong colours first: both answers come from main within milliseconds.
  if (settings.isPending || info.isPending) return null;
  const chosen = settings.data?.theme ?? 'system';
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={chosen === 'system' ? system : chosen}
      getStyleNonce={styleNonce}
    >
      {settings.data === undefined ? (
        <Problem
          error={settings.error}
          meaning={text('settings.not-read')}
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <SettingsContext value={settings.data}>
          <DisplayContext value={settings.data}>
            <AppInfoContext value={info.data ?? null}>{children}</AppInfoContext>
          </DisplayContext>
        </SettingsContext>
      )}
    </MantineProvider>
  );
}

/** Everything that pages need around them. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <SettingsProvider>
        <ConnectionsProvider>
          <OpenRevocationsProvider>
            <AuditStateProvider>{children}</AuditStateProvider>
          </OpenRevocationsProvider>
        </ConnectionsProvider>
      </SettingsProvider>
    </QueryClientProvider>
  );
}

/** Once more, and only what can succeed then. A time-out took its time already: the operator decides. */
function retry(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof Failure && error.error.retryable && error.error.code !== 'timeout';
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Main is always there, whatever the browser thinks of the network.
      queries: {
        networkMode: 'always',
        retry,
        retryDelay: 400,
        refetchOnWindowFocus: false,
        staleTime: 10_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** The connection that was used last, if it still exists; else the first: the sandbox. */
function firstChoice(list: readonly Connection[], last: string | null): Connection | undefined {
  return list.find((connection) => connection.id === last) ?? list[0];
}

/** Watches the connections, remembers which one is in use, and opens it. */
function ConnectionsProvider({ children }: { readonly children: ReactNode }) {
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
      if (settings.lastConnectionId !== id) saveSettings({ lastConnectionId: id });
      setActiveId(id);
      open(id);
    },
    [open, settings.lastConnectionId, saveSettings],
  );

  const active = list?.find((connection) => connection.id === activeId) ?? null;
  useEffect(() => {
    if (list === null || active !== null) return;
    const choice = firstChoice(list, settings.lastConnectionId);
    if (choice !== undefined) activate(choice.id);
  }, [list, active, activate, settings.lastConnectionId]);

  useReadAgain(active?.connection.state === 'away', () => {
    void queries.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
  });

  const value = useMemo(
    () => ({
      ...{ list, error, active, activate, forget, epoch },
      reopen: () => (active === null ? undefined : open(active.id)),
    }),
    [list, error, active, activate, forget, epoch, open],
  );
  return <ConnectionsContext value={value}>{children}</ConnectionsContext>;
}

/** Watches all revocations that are not ended, and reads again what they changed. */
function OpenRevocationsProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [list, setList] = useState<readonly RunProgress[] | null>(null);
  const before = useRef<readonly RunProgress[]>([]);

  const settled = useCallback(
    (connectionId: string) => {
      void queries.invalidateQueries({ queryKey: revocationsKey(connectionId) });
      for (const channel of ['directory.session', 'directory.user'])
        void queries.invalidateQueries({ queryKey: [channel, connectionId] });
    },
    [queries],
  );

  const { error, restart } = useStream(
    'revocation.open',
    {},
    {
      onItems: (lists) => {
        // A revocation that began and ended within one batch changed something as well.
        for (const each of lists) {
          for (const id of changedConnections(before.current, each))
            void queries.invalidateQueries({ queryKey: revocationsKey(id) });
          for (const id of settledConnections(before.current, each)) settled(id);
          before.current = each;
        }
        setList(before.current);
      },
    },
  );
  useAnnounceRevocations(list);

  const value = useMemo(() => ({ list, error, retry: restart, settled }), [list, error, restart, settled]);
  return <OpenRevocationsContext value={value}>{children}</OpenRevocationsContext>;
}

/** Announces that a revocation began, paused, went on or ended, on whichever page the operator is. Not every number. */
function useAnnounceRevocations(list: readonly RunProgress[] | null): void {
  const before = useRef<readonly RunProgress[] | null>(null);
  const { list: connections } = useConnections();
  const names = useRef(new Map<string, string>());
  names.current = new Map(connections?.map(({ id, name }) => [id, name]));

  useEffect(() => {
    if (list === null) return;
    const earlier = before.current;
    before.current = list;
    // What was there when the console started is on screen already.
    if (earlier === null) return;
    const known = new Map(earlier.map((progress) => [progress.id, progress]));
    const nameOf = ({ connectionId }: RunProgress) =>
      names.current.get(connectionId) ?? text('frame.other-connection');
    for (const progress of list) {
      const announcement = announcementOf(known.get(progress.id), progress, nameOf(progress));
      if (announcement !== null) announce(announcement);
    }
    for (const progress of missingFrom(list, earlier)) {
      call('revocation.report', { id: progress.id }).then(
        (report) => announce(endedAnnouncement(report, nameOf(progress))),
        () => announce(text('frame.revocation-ended', { name: nameOf(progress) })),
      );
    }
  }, [list]);
}

/** Watches where the audit log ends. */
function AuditStateProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<AuditState | null>(null);
  const { error, restart } = useStream(
    'audit.watch',
    {},
    { onItems: (states) => setState((before) => states.at(-1) ?? before) },
  );
  const value = useMemo(() => ({ state, error, retry: restart }), [state, error, restart]);
  return <AuditStateContext value={value}>{children}</AuditStateContext>;
}
