import { useQuery } from '@tanstack/react-query';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { EndThisSession } from './end-this-session.tsx';
import { Payloads } from './payloads.tsx';
import { SessionFacts } from './session-facts.tsx';
import classes from './session-page.module.css';

/** Everything that the core knows of one session. */
export function SessionPage({ handle }: { readonly handle: string }) {
  const connection = useConnection();
  const view = useQuery({
    queryKey: ['directory.session', connection.id, handle],
    queryFn: ({ signal }) => call('directory.session', { connectionId: connection.id, handle }, signal),
  });
  const session = view.data?.kind === 'session' ? view.data.session : null;
  const refetch = () => void view.refetch();
  return (
    <Page title="Session" layout="column">
      <div className={classes.head}>
        <div className={classes.title}>
          <BackLink />
          <h1>Session</h1>
          <ShortId value={handle} chars={48} />
        </div>
        {session === null ? null : <EndThisSession session={session} onDone={refetch} />}
      </div>
      {view.error === null ? null : (
        <Problem
          error={view.error}
          meaning={
            view.data === undefined
              ? 'Could not read the session, so it is not known whether it is there.'
              : 'What is shown was read before that.'
          }
          onRetry={refetch}
        />
      )}
      {view.isPending ? <SkeletonRows rows={8} label="Reading the session" /> : null}
      {view.data?.kind === 'not-there' ? (
        <EmptyNote title="This session is not there (any more).">
          The core knows no session with this handle. It was ended, it expired, or it never was on{' '}
          {connection.name}.
        </EmptyNote>
      ) : null}
      {session === null ? null : (
        <>
          <SessionFacts session={session} />
          <Payloads session={session} />
        </>
      )}
    </Page>
  );
}
