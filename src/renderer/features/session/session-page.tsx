import { useQuery } from '@tanstack/react-query';
import type { SessionDetails } from '../../../contract/domain/session.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { JsonTree } from '../../shared/json-tree/json-tree.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { EndThisSession } from './end-this-session.tsx';
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
    <Page title={text('session.title')} layout="column">
      <div className={classes.head}>
        <div className={classes.title}>
          <BackLink />
          <h1>{text('session.title')}</h1>
          <ShortId value={handle} chars={48} />
        </div>
        {session === null ? null : <EndThisSession session={session} onDone={refetch} />}
      </div>
      {view.error === null ? null : (
        <Problem
          error={view.error}
          meaning={text(view.data === undefined ? 'session.not-read' : 'session.read-before')}
          onRetry={refetch}
        />
      )}
      {view.isPending ? <SkeletonRows rows={8} label={text('session.reading')} /> : null}
      {view.data?.kind === 'not-there' ? (
        <EmptyNote title={text('session.not-there')}>
          {text('session.not-there-why', { connection: connection.name })}
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

/** What the application stored with a session: in the access token and in the database. */
function Payloads({ session }: { readonly session: SessionDetails }) {
  return (
    <div className={classes.payloads}>
      <Payload
        title={text('session.payload.token')}
        note={text('session.payload.token-note')}
        label={text('session.payload.token-label')}
        value={session.userDataInJWT}
      />
      <Payload
        title={text('session.payload.database')}
        note={text('session.payload.database-note')}
        label={text('session.payload.database-label')}
        value={session.userDataInDatabase}
      />
    </div>
  );
}

interface PayloadProps {
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly value: unknown;
}

function Payload({ title, note, label, value }: PayloadProps) {
  return (
    <section className={classes.payload}>
      <h2 className={classes.payloadTitle}>
        {title} <span className={classes.note}>{note}</span>
      </h2>
      <div className={classes.payloadBody}>
        <JsonTree value={value} label={label} />
      </div>
    </section>
  );
}
