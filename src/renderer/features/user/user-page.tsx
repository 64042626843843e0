import { queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import { displayNameOf } from '../../../contract/domain/user-name.ts';
import { formatUserName } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import { useConnection, useReadAgainOnPage } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { describeEnded, RevocationLink, summarise } from '../../shared/revocations/revocation-outcome.tsx';
import { type RunsOfUser, useRunsOfUser } from '../../shared/revocations/started-revocations.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/page/back-link.tsx';
import { Page } from '../../ui/page/page.tsx';
import { EndActions } from './end-actions.tsx';
import { IdentityCard, useIdentityLayout } from './identity/identity-card.tsx';
import { useLastEnded } from './last-ended.ts';
import { activeCount } from './sessions/reading/session-list.ts';
import type { SessionStore, SessionsSnapshot } from './sessions/reading/session-store.ts';
import { useSessions, useSessionsPart } from './sessions/reading/use-sessions.ts';
import { methodLookup, methodsState, type SessionMethods } from './sessions/session-filter.ts';
import { useSelection } from './sessions/session-selection.tsx';
import { SessionsPanel } from './sessions/sessions-panel.tsx';
import classes from './user-page.module.css';

interface UserPageProps {
  readonly userId: string;
  /** What was done about the user with this id. */
  readonly history: (userId: string) => ReactNode;
}

/** One user: identity and history on the left, sessions on the right. Also for ids that are not a user. */
export function UserPage({ userId, history }: UserPageProps) {
  const connection = useConnection();
  const view = useQuery(userQuery(connection.id, userId));
  const store = useSessions(connection.id, userId);
  useRetryTogether(view, store);
  const runs = useRunsOfUser(connection.id, userId);
  const selection = useSelection(store, runs);
  const identity = useIdentityLayout();
  const names = namesOf(view.data, userId);

  const identities = useSessionsPart(store, (now) => now.identities);
  const loginMethods = view.data?.type === 'user' ? view.data.user.loginMethods : null;
  const viewState = view.data !== undefined ? 'read' : view.isError ? 'failed' : 'reading';
  const userState = useSessionsPart(store, (now) => methodsState(viewState, now));
  const canBeEnded = useSessionsPart(store, (now) => canEnd(view, now));
  const methods = useMemo(
    (): SessionMethods => ({ user: userState, ...methodLookup(identities, loginMethods ?? []) }),
    [userState, identities, loginMethods],
  );

  return (
    <Page title={names.name} layout="full">
      <UserHeader name={names.name} view={view} store={store}>
        <div className={classes.actions}>
          <UserRuns runs={runs} connectionId={connection.id} userId={userId} />
          {canBeEnded && runs.open.length === 0 ? (
            <EndActions userId={userId} subject={names.address} store={store} selection={selection} />
          ) : null}
        </div>
      </UserHeader>
      <div className={classes.columns} data-beside={identity.beside || undefined}>
        <div className={classes.about}>
          <IdentityCard userId={userId} view={view} open={identity.open} onToggle={identity.toggle} />
          {history(names.primaryId)}
        </div>
        <SessionsPanel
          userId={userId}
          subject={names.address}
          primaryId={names.primaryId}
          store={store}
          selection={selection}
          runs={runs}
          methods={methods}
        />
      </div>
    </Page>
  );
}

/** A user or a list of sessions that could not be read has nothing to end: nobody knows what that would be. */
function canEnd(view: UseQueryResult<UserView>, { total, reading }: SessionsSnapshot): boolean {
  const userFailed = view.data === undefined && view.isError;
  const listFailed = total === null && reading.state === 'failed';
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
    address: displayNameOf(view.user),
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
function useRetryTogether(view: UseQueryResult<UserView>, store: SessionStore): void {
  const viewFailed = view.isError;
  const readingFailed = useSessionsPart(store, ({ reading }) => reading.state === 'failed');
  const before = useRef({ viewFailed, readingFailed });
  const { refetch } = view;

  useEffect(() => {
    const was = before.current;
    before.current = { viewFailed, readingFailed };
    if (was.viewFailed && !viewFailed && readingFailed) store.read();
    if (was.readingFailed && !readingFailed && viewFailed) void refetch();
  }, [viewFailed, readingFailed, store, refetch]);

  useReadAgainOnPage(() => {
    const { counts, reading } = store.snapshot();
    if (reading.state === 'failed' || counts.failed > 0) store.read();
  });
}

interface UserHeaderProps {
  readonly name: string;
  readonly view: UseQueryResult<UserView>;
  readonly store: SessionStore;
  /** What can be done. */
  readonly children: ReactNode;
}

/** Name, addresses and numbers of a user, beside what can be done. */
function UserHeader({ name, view, store, children }: UserHeaderProps) {
  const user = view.data?.type === 'user' ? view.data.user : null;
  return (
    <div className={classes.head}>
      <div className={classes.who}>
        <div className={classes.titleLine}>
          <BackLink />
          <h1>
            <bdi>{name}</bdi>
          </h1>
        </div>
        {user === null ? null : (
          <p className={classes.addresses}>
            {[...user.emails, ...user.phoneNumbers]
              .filter((address) => address !== name)
              .map((address) => (
                <ShortId key={address} value={address} chars={64} />
              ))}
          </p>
        )}
        {view.data?.type === 'no-user' ? <NoUserNote store={store} /> : null}
      </div>
      {children}
    </div>
  );
}

function NoUserNote({ store }: Pick<UserHeaderProps, 'store'>) {
  return <p className={classes.note}>{useSessionsPart(store, describeNoUser)}</p>;
}

function describeNoUser({ counts, total }: SessionsSnapshot): string {
  return total === null
    ? text('user.no-user')
    : text('user.no-user-sessions', { count: activeCount(counts) });
}

interface UserRunsProps {
  readonly runs: RunsOfUser;
  readonly connectionId: string;
  readonly userId: string;
}

/** Runs that end sessions of this user now, and the outcome of the last one. */
function UserRuns({ runs, connectionId, userId }: UserRunsProps) {
  const lastEnded = useLastEnded(runs, connectionId, userId);
  return (
    <>
      {runs.open.map((run) => (
        <p key={run.id} className={classes.run} role="status">
          {text('user.run-open', {
            state: run.run.state,
            all: run.source.type === 'user' && run.source.tenantId === null ? 'yes' : 'no',
            ended: summarise(run.counts).ended,
            count: run.targets,
            // While it runs, an answer is on its way.
            unknown: run.run.state === 'running' ? run.counts.unknown : summarise(run.counts).unknown,
          })}{' '}
          <RevocationLink id={run.id} />
        </p>
      ))}
      {lastEnded === null ? null : (
        <p className={classes.run} role="status">
          {describeEnded(lastEnded.outcome)} <RevocationLink id={lastEnded.id} />
        </p>
      )}
    </>
  );
}
