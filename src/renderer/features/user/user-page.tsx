import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import { formatUserAddress, formatUserName } from '../../messages/format-user-name.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { useRunsOfUser } from '../../shared/started-revocations.ts';
import { Page } from '../../ui/page.tsx';
import { EndActions, UserRuns } from './end-actions.tsx';
import { IdentityCard, useIdentityLayout } from './identity/identity-card.tsx';
import { type UserSessions, useSessions } from './sessions/reading/use-sessions.ts';
import { methodLookup, type SessionMethods } from './sessions/session-methods.ts';
import { useSelection } from './sessions/session-selection.tsx';
import { SessionsPanel } from './sessions/sessions-panel.tsx';
import { UserHeader } from './user-header.tsx';
import classes from './user-page.module.css';

/** One user: identity on the left, sessions on the right. Also for ids that are not a user. */
export function UserPage({ userId }: { readonly userId: string }) {
  const connection = useConnection();
  const view = useQuery(userQuery(connection.id, userId));
  const sessions = useSessions(connection.id, userId);
  useRetryTogether(view, sessions);
  const runs = useRunsOfUser(connection.id, userId);
  const selection = useSelection(sessions, runs);
  const identity = useIdentityLayout();
  const names = namesOf(view.data, userId);

  const { identities } = sessions.now;
  const loginMethods = view.data?.type === 'user' ? view.data.user.loginMethods : null;
  const userState = view.data !== undefined ? 'read' : view.isError ? 'failed' : 'reading';
  const methods = useMemo(
    (): SessionMethods => ({ user: userState, ...methodLookup(identities, loginMethods ?? []) }),
    [userState, identities, loginMethods],
  );

  return (
    <Page title={names.name} layout="full">
      <UserHeader name={names.name} view={view} snapshot={sessions.now}>
        <div className={classes.actions}>
          <UserRuns runs={runs} />
          {canBeEnded(view, sessions) && runs.open.length === 0 ? (
            <EndActions userId={userId} subject={names.address} sessions={sessions} selection={selection} />
          ) : null}
        </div>
      </UserHeader>
      <div className={classes.columns} data-beside={identity.beside || undefined}>
        <IdentityCard userId={userId} view={view} open={identity.open} onToggle={identity.toggle} />
        <SessionsPanel
          userId={userId}
          subject={names.address}
          primaryId={names.primaryId}
          sessions={sessions}
          selection={selection}
          runs={runs}
          methods={methods}
        />
      </div>
    </Page>
  );
}

/** A user or a list of sessions that could not be read has nothing to end: nobody knows what that would be. */
function canBeEnded(view: UseQueryResult<UserView>, { now }: UserSessions): boolean {
  const userFailed = view.data === undefined && view.isError;
  const listFailed = now.total === null && now.reading.state === 'failed';
  return !userFailed && !listFailed;
}

/** What the page calls the user. While it is not read, and when there is none, the id itself. */
function namesOf(view: UserView | undefined, userId: string) {
  if (view?.type !== 'user') return { name: userId, address: userId, primaryId: userId };
  const metadata = view.metadata.state === 'loaded' ? view.metadata.value : null;
  return {
    /** For the title. */
    name: formatUserName(view.user, metadata),
    /** For questions: names repeat, addresses do not. */
    address: formatUserAddress(view.user),
    /** The id that the core answers with. */
    primaryId: view.user.id,
  };
}

/** The user with an id, with roles and metadata. */
function userQuery(connectionId: string, userId: string) {
  return queryOptions({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: ({ signal }) => call('directory.user', { connectionId, userId }, signal),
  });
}

/** One "Try again" is enough: when one half of the page is read again after a failure, so is the other half that failed. */
function useRetryTogether(view: UseQueryResult<UserView>, { store, now }: UserSessions): void {
  const viewFailed = view.isError;
  const readingFailed = now.reading.state === 'failed';
  const before = useRef({ viewFailed, readingFailed });
  const { refetch } = view;

  useEffect(() => {
    const was = before.current;
    before.current = { viewFailed, readingFailed };
    if (was.viewFailed && !viewFailed && readingFailed) store.read();
    if (was.readingFailed && !readingFailed && viewFailed) void refetch();
  }, [viewFailed, readingFailed, store, refetch]);
}
