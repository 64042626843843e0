import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SessionDetails } from '../../../contract/domain/session.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { copyText } from '../../shared/copy-button.tsx';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { usePageActions } from '../../shared/page-actions.ts';
import { useRunsOfUser } from '../../shared/started-revocations.ts';
import { ownerQuery } from './session-facts.tsx';
import classes from './session-page.module.css';

interface EndThisSessionProps {
  readonly session: SessionDetails;
  readonly onDone: () => void;
}

/** Ends the one session that is on screen; `e` asks for it as well. */
export function EndThisSession({ session, onDone }: EndThisSessionProps) {
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
