import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import { plural } from '../../messages/format-count.ts';
import { useEndSessions } from '../../shared/end-sessions-context.tsx';
import { copyHandleAction, endSessionAction } from '../../shared/row-actions.ts';
import { Table } from '../../ui/table/table.tsx';
import classes from './search-page.module.css';
import { ownerName, sessionColumns, sessionSubject } from './session-columns.tsx';

interface FoundSessionsProps {
  readonly sessions: readonly SessionRow[];
  /** Their users among others: they are found along with them. */
  readonly users: readonly User[];
  readonly onDone: () => void;
}

const handleOf = (row: SessionRow) => row.handle;

export function FoundSessions({ sessions, users, onDone }: FoundSessionsProps) {
  const navigate = useNavigate();
  const endSessions = useEndSessions();
  const columns = useMemo(() => sessionColumns((row) => ownerName(row, users), onDone), [users, onDone]);
  const rowActions = useMemo(
    () => [
      endSessionAction((row: SessionRow) =>
        endSessions({
          scope: { type: 'handles', handles: [row.handle] },
          subject: sessionSubject(row, users),
          onDone,
        }),
      ),
      copyHandleAction(({ handle }: SessionRow) => handle),
    ],
    [endSessions, users, onDone],
  );
  if (sessions.length === 0) return null;
  return (
    <section className={`${classes.section} ${classes.sessions}`}>
      <h2>{plural(sessions.length, 'session')}</h2>
      <Table
        label="Sessions found"
        stateKey="search/sessions"
        rows={sessions}
        columns={columns}
        rowKey={handleOf}
        minWidth={820}
        rowActions={rowActions}
        onOpen={(row) => void navigate({ to: '/sessions/$handle', params: { handle: row.handle } })}
      />
    </section>
  );
}
