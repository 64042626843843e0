import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { maxCountedUsers } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import { formatCount } from '../../messages/format-count.ts';
import { text } from '../../messages/text.ts';
import { useReadAgainOnPage } from '../../shared/connections-context.tsx';
import { readStream } from '../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../shared/revocations/open-revocations-context.tsx';
import { UnreadCell } from '../../ui/page/skeleton-rows.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import classes from './users-list.module.css';

/** The number of sessions of a user. `failed`: it could not be read. Undefined: not read yet. */
type SessionCount = number | 'failed';

interface SessionCounts {
  readonly countOf: (userId: string) => SessionCount | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads the numbers of the users on screen that are not known. Called again, it stops what it was reading before. */
  readonly read: (users: readonly User[]) => void;
  /** Forgets all numbers: sessions began or ended. */
  readonly forget: () => void;
  /** Reads again what could not be read. */
  readonly readFailed: () => void;
  readonly stop: () => void;
}

/** Rows that are scrolled past are not counted. */
const restMs = 250;

function createSessionCounts(connectionId: string): SessionCounts {
  const counts = new Map<string, SessionCount>();
  const listeners = new Set<() => void>();
  let reading: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onScreen: readonly User[] = [];

  function publish(): void {
    for (const listener of listeners) listener();
  }

  function stop(): void {
    clearTimeout(timer);
    reading?.abort();
    reading = null;
  }

  function start(): void {
    const unknown = onScreen.filter(({ id }) => !counts.has(id)).slice(0, maxCountedUsers);
    if (unknown.length === 0) return;
    const abort = new AbortController();
    reading = abort;
    const users = unknown.map(({ id, loginMethods }) => ({
      userId: id,
      recipeUserIds: loginMethods.map(({ recipeUserId }) => recipeUserId),
    }));
    readStream(
      'directory.sessionCounts',
      { connectionId, users },
      (items) => {
        if (abort.signal.aborted) return;
        for (const { userId, count } of items) counts.set(userId, count ?? 'failed');
        publish();
      },
      abort.signal,
    ).catch(() => {
      if (abort.signal.aborted) return;
      for (const { userId } of users) if (!counts.has(userId)) counts.set(userId, 'failed');
      publish();
    });
  }

  function read(users: readonly User[]): void {
    stop();
    onScreen = users;
    timer = setTimeout(start, restMs);
  }

  function readAgain(isForgotten: (count: SessionCount) => boolean): void {
    for (const [userId, count] of counts) if (isForgotten(count)) counts.delete(userId);
    publish();
    read(onScreen);
  }

  return {
    countOf: (userId) => counts.get(userId),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
    forget: () => readAgain(() => true),
    readFailed: () => readAgain((count) => count === 'failed'),
    stop,
  };
}

const SessionCountsContext = createContext<SessionCounts | null>(null);
export const SessionCountsProvider = SessionCountsContext.Provider;

/** The numbers of sessions of the users on screen. They are read again when a revocation on this connection ends, or the core is back. */
export function useSessionCounts(connectionId: string): SessionCounts {
  const counts = useMemo(() => createSessionCounts(connectionId), [connectionId]);
  useEffect(() => counts.stop, [counts]);
  const { list } = useOpenRevocations();
  const open = (list ?? []).filter((run) => run.connectionId === connectionId).map(({ id }) => id);
  const openIds = open.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a revocation that began or ended is why they are read again
  useEffect(() => counts.forget(), [counts, openIds]);
  useReadAgainOnPage(counts.readFailed);
  return counts;
}

const notSubscribed = () => () => undefined;

function CountCell({ userId }: { readonly userId: string }) {
  const counts = useContext(SessionCountsContext);
  const count = useSyncExternalStore(counts?.subscribe ?? notSubscribed, () => counts?.countOf(userId));
  if (count === undefined) return <UnreadCell label={text('users.sessions-not-loaded')} />;
  if (count === 'failed')
    return (
      <span className={classes.failed} title={text('users.sessions-not-read-why')}>
        {text('users.sessions-not-read')}
      </span>
    );
  return formatCount(count);
}

/** How many sessions a user has, read for the rows on screen. */
export const sessionsColumn: TableColumn<User> = {
  ...{ id: 'sessions', header: text('users.column.sessions'), width: '68px', align: 'end' },
  cell: ({ id }) => <CountCell userId={id} />,
};
