import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { useEndSessions } from '../../../shared/revocations/end-sessions-context.tsx';
import type { RunsOfUser } from '../../../shared/revocations/started-revocations.ts';
import {
  copyHandleAction,
  endSessionAction,
  endSessionMenuAction,
} from '../../../shared/rows/row-actions.ts';
import { announce } from '../../../ui/announce.ts';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import type { Arrangement } from '../../../ui/table/arranged-rows.ts';
import { Table } from '../../../ui/table/table.tsx';
import type { RowAction } from '../../../ui/table/table-actions.ts';
import type { TableColumn, TableSorting } from '../../../ui/table/table-column.ts';
import { activeCount, type SessionEntry } from './reading/session-list.ts';
import type { SessionStore, SessionsSnapshot } from './reading/session-store.ts';
import { describeFailedReading, useSessionsPart } from './reading/use-sessions.ts';
import type { SessionSelection } from './session-selection.tsx';
import classes from './sessions-panel.module.css';
import { useStillRows } from './still-rows.ts';

interface SessionsTableProps {
  readonly userId: string;
  readonly subject: string;
  readonly columns: readonly TableColumn<SessionEntry>[];
  readonly sorting: TableSorting;
  /** Until the rows are filtered and sorted by it, they are shown as they were. */
  readonly arrangement: Arrangement<SessionEntry>;
  readonly store: SessionStore;
  readonly selection: SessionSelection;
  readonly runs: RunsOfUser;
}

const handleOf = (entry: SessionEntry) => entry.handle;

/** The sessions, or why no row is shown: four states that look different. */
export function SessionsTable(props: SessionsTableProps) {
  const { userId, subject, columns, sorting, arrangement, store, selection, runs } = props;
  const connection = useConnection();
  const endSessions = useEndSessions();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const shown = useSessionsPart(store, (now) => now.arrangement);
  const { rows, isHeld } = useStillRows(
    useSessionsPart(store, (now) => now.rows),
    shown,
    box,
  );
  const filteredOut = useSessionsPart(store, isFilteredOut);
  const latest = useCallback((entry: SessionEntry) => store.entry(entry.handle) ?? entry, [store]);
  const onVisibleRows = useReadFirst(store.readerId, store.entry);

  function ask(handles: string[]) {
    endSessions({ selection: { type: 'handles', handles }, subject, userId, onDone: store.read });
  }

  // Shown, too: from the menu of a row it would look as if nothing happened.
  const refuse = (why: string) => announce(why, { shown: true });

  function endRow({ handle }: SessionEntry) {
    if (connection.readOnly) return refuse(text('user.read-only', { connection: connection.name }));
    if (runs.endsAll || runs.ends(handle)) return refuse(text('user.run-ends-it'));
    ask([handle]);
  }

  function endSelected() {
    if (connection.readOnly) return refuse(text('user.read-only', { connection: connection.name }));
    if (selection.hidden > 0) return refuse(text('user.selection-hidden', { hidden: selection.hidden }));
    ask([...selection.handles]);
  }

  const rowActions = [...endActions(selection, { endRow, endSelected }), copyHandleAction(handleOf)];

  return (
    <div className={classes.table} ref={box}>
      <FailedReading store={store} />
      {rows.length > 0 || filteredOut ? (
        <Table
          label={text('user.sessions-of', { user: subject })}
          stateKey="sessions"
          rows={rows}
          columns={columns}
          rowKey={handleOf}
          sort={sorting.sort}
          onSort={sorting.onSort}
          latest={latest}
          busy={shown !== arrangement}
          minWidth={764}
          selection={{ selected: selection.chosen, onChange: selection.choose }}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowActions={rowActions}
          onVisibleRows={onVisibleRows}
          empty={<NoRows store={store} subject={subject} />}
        />
      ) : (
        <NoRows store={store} subject={subject} />
      )}
      {isHeld ? <p className={classes.held}>{text('user.rows-held')}</p> : null}
    </div>
  );
}

interface Ends {
  readonly endRow: (entry: SessionEntry) => void;
  readonly endSelected: () => void;
}

/**
 * What the menu of a row and the key `e` end. While sessions are selected, the key means these, wherever the focus is. The menu of a row
 * has its own session all the same: nobody who points at a row means other ones.
 */
export function endActions(
  { handles, hidden }: Pick<SessionSelection, 'handles' | 'hidden'>,
  { endRow, endSelected }: Ends,
): readonly RowAction<SessionEntry>[] {
  const count = handles.length;
  if (count === 0) return [endSessionAction(endRow)];
  const label =
    hidden > 0
      ? text('user.selected-hidden', { count, hidden })
      : text('user.end-selected-sessions', { count });
  return [
    endSessionMenuAction(endRow),
    { id: 'end-selected', label, key: 'e', tone: 'end', run: endSelected },
  ];
}

/** There are sessions, and the filter hides all of them if no row is shown. */
function isFilteredOut({ arrangement, counts }: SessionsSnapshot): boolean {
  return arrangement.includes !== null && activeCount(counts) + counts.gone > 0;
}

function FailedReading({ store }: { readonly store: SessionStore }) {
  const now = useSessionsPart(store, (all) => (all.reading.state === 'failed' ? all : null));
  if (now?.reading.state !== 'failed') return null;
  return <Problem error={now.reading.error} meaning={describeFailedReading(now)} onRetry={store.read} />;
}

function NoRows({ store, subject }: { readonly store: SessionStore; readonly subject: string }) {
  const filteredOut = useSessionsPart(store, isFilteredOut);
  const areUnread = useSessionsPart(store, ({ counts }) => counts.listed > 0);
  const failed = useSessionsPart(store, ({ reading }) => reading.state === 'failed');
  const listing = useSessionsPart(store, ({ total }) => total === null);
  if (filteredOut) {
    return (
      <EmptyNote title={text('user.no-session-matches')}>
        {areUnread ? text('user.unread-can-match') : null}
      </EmptyNote>
    );
  }
  if (failed) return null;
  if (listing) return <SkeletonRows rows={10} label={text('user.listing')} />;
  return (
    <EmptyNote title={text('user.no-sessions', { user: subject })}>{text('user.no-sessions-why')}</EmptyNote>
  );
}

/** As many as main accepts at once. There are never more rows on screen. */
const maxReadFirst = 500;

/**
 * Asks to read the rows on screen first, as long as some of them were not read. The same rows are asked for once: the
 * table reports visible rows whenever its rows change, not only when it was scrolled.
 */
function useReadFirst(
  readerId: () => string | null,
  entryOf: (handle: string) => SessionEntry | undefined,
): (handles: string[]) => void {
  const asked = useRef('');
  return useCallback(
    (handles) => {
      const reader = readerId();
      const wanted = handles.filter((handle) => entryOf(handle)?.state === 'listed').slice(0, maxReadFirst);
      if (reader === null || wanted.length === 0) return;
      const key = `${reader} ${wanted.join(' ')}`;
      if (key === asked.current) return;
      asked.current = key;
      // This only changes the order of reading. When it fails, the rows are read all the same.
      call('directory.readFirst', { readerId: reader, handles: wanted }).catch(() => undefined);
    },
    [readerId, entryOf],
  );
}
