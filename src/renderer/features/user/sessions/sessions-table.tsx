import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useEndSessions } from '../../../shared/end-sessions-context.tsx';
import { copyHandleAction, endSessionAction } from '../../../shared/row-actions.ts';
import { announce } from '../../../ui/announce.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { Table } from '../../../ui/table/table.tsx';
import type { TableColumn, TableSorting } from '../../../ui/table/table-column.ts';
import { failedReadingMeaning } from './reading/reading-words.ts';
import type { SessionEntry } from './reading/session-entry.ts';
import { standing } from './reading/session-list.ts';
import { useReadFirst } from './reading/use-read-first.ts';
import type { PersonSessions } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';
import { useHeld } from './use-held.ts';
import type { SessionSelection } from './use-selection.ts';

interface SessionsTableProps {
  readonly subject: string;
  readonly columns: readonly TableColumn<SessionEntry>[];
  readonly sorting: TableSorting;
  /** The rows are being filtered and sorted anew. */
  readonly busy: boolean;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
}

const handleOf = (entry: SessionEntry) => entry.handle;

/** The sessions themselves, or why there are none to see: four states that never look alike. */
export function SessionsTable(props: SessionsTableProps) {
  const { subject, columns, sorting, busy, sessions, selection } = props;
  const { store, now } = sessions;
  const connection = useConnection();
  const endSessions = useEndSessions();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const rows = useHeld(now.rows, now.arrangement, box);
  const latest = useCallback((entry: SessionEntry) => store.entry(entry.handle) ?? entry, [store]);
  const onVisibleRows = useReadFirst(store.readerId, store.entry);

  function end(entry: SessionEntry) {
    if (connection.readOnly) return announce(`${connection.name} is read-only here`);
    const handles = selection.handles.length > 0 ? [...selection.handles] : [entry.handle];
    endSessions({ scope: { type: 'handles', handles }, subject, onDone: store.read });
  }

  const rowActions = [endSessionAction(end), copyHandleAction(handleOf)];

  const { reading } = now;
  const problem =
    reading.state === 'failed' ? (
      <Problem error={reading.error} meaning={failedReadingMeaning(now)} onRetry={store.read} />
    ) : null;

  return (
    <div className={classes.table} ref={box}>
      {problem}
      {rows.length > 0 ? (
        <Table
          label={`Sessions of ${subject}`}
          stateKey="sessions"
          rows={rows}
          columns={columns}
          rowKey={handleOf}
          sort={sorting.sort}
          onSort={sorting.onSort}
          latest={latest}
          busy={busy}
          minWidth={764}
          selection={{ selected: selection.chosen, onChange: selection.choose }}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowActions={rowActions}
          onVisibleRows={onVisibleRows}
        />
      ) : (
        <Nothing now={now} subject={subject} />
      )}
    </div>
  );
}

function Nothing({ now, subject }: Pick<PersonSessions, 'now'> & { readonly subject: string }) {
  if (now.arrangement.includes !== null && standing(now.counts) + now.counts.gone > 0) {
    return (
      <EmptyNote title="No session matches the filter">
        {now.counts.listed > 0 ? 'Some were not read yet and can still match.' : null}
      </EmptyNote>
    );
  }
  if (now.reading.state === 'failed') return null;
  if (now.total === null) return <SkeletonRows rows={10} label="Listing the sessions" />;
  return (
    <EmptyNote title={`No sessions of ${subject}`}>Nobody is signed in with any of these ids.</EmptyNote>
  );
}
