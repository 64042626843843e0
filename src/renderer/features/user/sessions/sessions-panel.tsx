import { useDeferredValue, useEffect, useMemo } from 'react';
import { formatCount } from '../../../messages/format-count.ts';
import { announce } from '../../../ui/announce.ts';
import type { TableSort } from '../../../ui/table/table-column.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { CreatedBars } from './created-bars.tsx';
import { methodsInUse, type SessionMethods } from './method-lookup.ts';
import { outOfReachWords } from './out-of-reach.ts';
import { readingWords, scopeWords } from './reading/reading-words.ts';
import { standing } from './reading/session-list.ts';
import { useAnnounced } from './reading/use-announced.ts';
import type { PersonSessions } from './reading/use-sessions.ts';
import { SelectedActions } from './selected-actions.tsx';
import { sessionArrangement } from './session-arrangement.ts';
import { sessionColumns } from './session-columns.tsx';
import { everySession, type SessionFilter } from './session-filter.ts';
import { SessionsNotes } from './sessions-notes.tsx';
import classes from './sessions-panel.module.css';
import { SessionsTable } from './sessions-table.tsx';
import { SessionsToolbar } from './sessions-toolbar.tsx';
import type { SessionSelection } from './use-selection.ts';

const newestFirst = { columnId: 'created', descending: true } as const;

interface SessionsPanelProps {
  readonly subject: string;
  readonly primaryId: string;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
  readonly methods: SessionMethods;
}

/** Where someone is signed in: numbers, when it began, and every session in a table. */
export function SessionsPanel({ subject, primaryId, sessions, selection, methods }: SessionsPanelProps) {
  const { store, now } = sessions;
  const { byTenant, byUnderId, byMethodId } = now.tally;
  const [filter, setFilter] = useViewState<SessionFilter>('sessions/filter', everySession);
  const [sort, onSort] = useViewState<TableSort | null>('sessions/sort', newestFirst);
  const columns = useMemo(() => sessionColumns(methods), [methods]);
  const arrangement = useMemo(
    () => sessionArrangement(filter, sort, columns, methods.of),
    [filter, sort, columns, methods],
  );
  useEffect(() => store.arrange(arrangement), [store, arrangement]);
  const isArranged = now.arrangement === arrangement;
  const tenants = useMemo(() => [...byTenant.keys()].sort((a, b) => a.localeCompare(b)), [byTenant]);
  // The choice of a tenant takes as long to draw as the first rows do: it comes after them.
  const shownTenants = useDeferredValue(tenants);
  const progress = readingWords(now);
  useAnnounced(now, announce);

  return (
    <section className={classes.panel} aria-label="Sessions">
      <header className={classes.head}>
        <h2 className={classes.title}>
          Sessions{' '}
          {now.total === null ? null : (
            <span className={classes.number}>{formatCount(standing(now.counts))}</span>
          )}
        </h2>
        <span className={classes.scope}>{scopeWords(tenants.length, methodsInUse(byMethodId, methods))}</span>
        <SelectedActions selection={selection} subject={subject} onDone={store.read} />
      </header>
      {now.counts.read === 0 ? null : <CreatedBars sessions={sessions} />}
      <SessionsToolbar
        tenants={shownTenants}
        filter={filter}
        onFilter={setFilter}
        shown={isArranged ? now.rows.length : null}
        progress={progress}
      />
      <SessionsTable
        subject={subject}
        columns={columns}
        sorting={{ sort, onSort }}
        busy={!isArranged}
        sessions={sessions}
        selection={selection}
      />
      <SessionsNotes
        missed={outOfReachWords(byUnderId, now.identities, primaryId)}
        now={now}
        onRetry={store.read}
      />
    </section>
  );
}
