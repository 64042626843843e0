import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { SessionDetails } from '../../../contract/domain/session.ts';
import type { StoredJson } from '../../../contract/domain/text/json-text.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { JsonTree } from '../../shared/json-tree.tsx';
import { usePageActions } from '../../shared/page-actions.ts';
import { useEndSessions } from '../../shared/revocations/end-sessions-context.tsx';
import { LoggedEndText, useLoggedEnd } from '../../shared/revocations/logged-end.tsx';
import {
  describeOutcome,
  RevocationLink,
  useRevocationOutcome,
} from '../../shared/revocations/revocation-outcome.tsx';
import {
  useRevocationOfHandle,
  useRevocationOfUser,
  useRunsOfUser,
} from '../../shared/revocations/started-revocations.ts';
import { copyText, ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/page/back-link.tsx';
import { EmptyNote, Page } from '../../ui/page/page.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { SkeletonRows } from '../../ui/page/skeleton-rows.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { ownerQuery, SessionFacts } from './session-facts.tsx';
import classes from './session-page.module.css';

/** Everything that the core knows of one session. */
export function SessionPage({ handle }: { readonly handle: string }) {
  const connection = useConnection();
  const view = useQuery({
    queryKey: ['directory.session', connection.id, handle],
    queryFn: ({ signal }) => call('directory.session', { connectionId: connection.id, handle }, signal),
  });
  // The core has nothing of a session that ended: what was read before stays on screen.
  const [lastRead, setLastRead] = useViewState<SessionDetails | null>(`session/${handle}`, null);
  const active = view.data?.type === 'session' ? view.data.session : null;
  useEffect(() => {
    if (active !== null) setLastRead(active);
  }, [active, setLastRead]);
  const session = active ?? lastRead;
  const isGone = view.data?.type === 'not-there';
  const refetch = () => void view.refetch();
  return (
    <Page title={text('session.title')} layout="column">
      <div className={classes.head}>
        <div className={classes.title}>
          <BackLink />
          <h1>{text('session.title')}</h1>
          <ShortId value={handle} chars={48} />
          <Link to="/audit" search={{ handle, connection: connection.id }}>
            {text('audit.records-of-session')}
          </Link>
        </div>
        {active === null ? null : <EndThisSession session={active} onDone={refetch} />}
      </div>
      {view.error === null ? null : (
        <Problem
          error={view.error}
          meaning={text(view.data === undefined ? 'session.not-read' : 'session.read-before')}
          onRetry={refetch}
        />
      )}
      {view.isPending ? <SkeletonRows rows={8} label={text('session.reading')} /> : null}
      <SessionEnd handle={handle} session={session} isGone={isGone} />
      {isGone && session === null ? (
        <EmptyNote title={text('session.not-there')}>
          {text('session.not-there-why', { connection: connection.name })}
        </EmptyNote>
      ) : null}
      {session === null ? null : (
        <>
          <SessionFacts session={session} isGone={isGone} />
          <Payloads session={session} />
        </>
      )}
    </Page>
  );
}

interface SessionEndProps {
  readonly handle: string;
  /** As it was read last; null: never. */
  readonly session: SessionDetails | null;
  readonly isGone: boolean;
}

/** How the session ended, or that a run is about to end it, with the way to the run or its report. */
function SessionEnd({ handle, session, isGone }: SessionEndProps) {
  const { id: connectionId } = useConnection();
  const ofHandle = useRevocationOfHandle(connectionId)(handle);
  const ofUser = useRevocationOfUser(
    connectionId,
    session?.userId ?? '',
    session === null ? undefined : { createdAt: session.timeCreated, tenantId: session.tenantId },
  );
  const revocationId = ofHandle ?? (isGone ? ofUser : null);
  const outcome = useRevocationOutcome(revocationId);
  const logged = useLoggedEnd(connectionId, isGone && revocationId === null ? handle : null);
  if (logged !== null) {
    return (
      <p className={classes.end} role="status">
        <LoggedEndText {...logged} />
      </p>
    );
  }
  if (revocationId === null || outcome === null) {
    if (!isGone || session === null) return null;
    return (
      <p className={classes.end} role="status">
        {text('session.gone')} {text('session.gone-facts')}
      </p>
    );
  }
  return (
    <p className={classes.end} role="status">
      {describeOutcome(outcome)} <RevocationLink id={revocationId} />
    </p>
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
  readonly value: StoredJson;
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

interface EndThisSessionProps {
  readonly session: SessionDetails;
  readonly onDone: () => void;
}

/** Ends the one session that is on screen; `e` asks for it as well. */
function EndThisSession({ session, onDone }: EndThisSessionProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const owner = useQuery(ownerQuery(connection.id, session.userId));
  const subject = owner.data?.name ?? session.userId;
  const { readOnly } = connection;
  const runs = useRunsOfUser(connection.id, session.userId);
  const isBeingEnded = runs.endsAll || runs.ends(session.handle);

  function end() {
    endSessions({
      selection: { type: 'handles', handles: [session.handle] },
      subject,
      userId: session.userId,
      onDone,
    });
  }

  usePageActions([
    { id: 'copy-handle', label: text('tables.copy-handle'), run: () => void copyText(session.handle) },
    ...(readOnly || isBeingEnded ? [] : [{ id: 'end-session', label: text('session.end'), run: end }]),
  ]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const elsewhere =
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        readOnly ||
        isBeingEnded ||
        document.querySelector('[role="dialog"]') !== null ||
        (event.target instanceof Element && event.target.closest('input, textarea') !== null);
      if (event.key !== 'e' || elsewhere) return;
      event.preventDefault();
      end();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });

  if (isBeingEnded) return null;
  return (
    <div className={classes.actions}>
      <Button
        color="end"
        disabled={readOnly}
        onClick={end}
        title={readOnly ? undefined : text('session.end-key')}
      >
        {text('session.end')}
      </Button>
      {readOnly ? (
        <p className={classes.reason}>{text('session.read-only', { connection: connection.name })}</p>
      ) : null}
    </div>
  );
}
