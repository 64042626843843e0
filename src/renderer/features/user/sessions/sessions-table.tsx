import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useConnection } from '../../../app/connection-context.tsx';
import { useEndSessions } from '../../../app/end-sessions-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { copyText } from '../../../ui/copy-text.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { VirtualTable } from '../../../ui/table/virtual-table.tsx';
import type { SessionMethods } from './method-lookup.ts';
import { failedReadingMeaning } from './reading-words.ts';
import { sessionColumns } from './session-columns.tsx';
import type { SessionEntry } from './session-entry.ts';
import classes from './sessions-panel.module.css';
import { useHeld } from './use-held.ts';
import { useReadFirst } from './use-read-first.ts';
import type { SessionSelection } from './use-selection.ts';
import type { PersonSessions } from './use-sessions.ts';

interface SessionsTableProps {
  readonly subject: string;
  readonly rows: readonly SessionEntry[];
  readonly filtered: boolean;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
  readonly methods: SessionMethods;
}

const newestFirst = { columnId: 'created', descending: true } as const;
const handleOf = (entry: SessionEntry) => entry.handle;

/** The sessions themselves, or why there are none to see: four states that never look alike. */
export function SessionsTable({ subject, rows, filtered, sessions, selection, methods }: SessionsTableProps) {
  const { store, now } = sessions;
  const connection = useConnection();
  const endSessions = useEndSessions();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const held = useHeld(rows, box);
  const columns = useMemo(() => sessionColumns(methods), [methods]);
  const onVisibleRows = useReadFirst(store.readerId, store.entry);

  function end(entry: SessionEntry) {
    if (connection.readOnly) return announce(`${connection.name} is read-only here`);
    const handles = selection.handles.length > 0 ? [...selection.handles] : [entry.handle];
    endSessions({ scope: { type: 'handles', handles }, subject, onDone: store.read });
  }

  const { reading } = now;
  const problem =
    reading.state === 'failed' ? (
      <Problem error={reading.error} meaning={failedReadingMeaning(now)} onRetry={store.read} />
    ) : null;

  return (
    <div className={classes.table} ref={box}>
      {problem}
      {rows.length > 0 ? (
        <VirtualTable
          label={`Sessions of ${subject}`}
          stateKey="sessions"
          rows={held}
          columns={columns}
          rowKey={handleOf}
          initialSort={newestFirst}
          minWidth={764}
          selection={{ selected: selection.chosen, onChange: selection.choose }}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowKeys={{ e: end, c: ({ handle }) => void copyText(handle) }}
          onVisibleRows={onVisibleRows}
        />
      ) : (
        <Nothing filtered={filtered && now.entries.length > 0} now={now} subject={subject} />
      )}
    </div>
  );
}

function Nothing({
  filtered,
  now,
  subject,
}: Pick<PersonSessions, 'now'> & { filtered: boolean; subject: string }) {
  if (filtered) {
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
