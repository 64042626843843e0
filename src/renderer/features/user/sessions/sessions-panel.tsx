import { useMemo } from 'react';
import { announce } from '../../../ui/announce.ts';
import { formatNumber } from '../../../ui/count-words.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { CreatedBars } from './created-bars.tsx';
import { everySession, filterSessions, type SessionFilter, sessionsByTenant } from './filter-sessions.ts';
import { methodsInUse, type SessionMethods } from './method-lookup.ts';
import { outOfReachWords } from './out-of-reach.ts';
import { readingWords, scopeWords } from './reading-words.ts';
import { SelectedActions } from './selected-actions.tsx';
import { standing } from './session-list.ts';
import { SessionsNotes } from './sessions-notes.tsx';
import classes from './sessions-panel.module.css';
import { SessionsTable } from './sessions-table.tsx';
import { SessionsToolbar } from './sessions-toolbar.tsx';
import { useAnnounced } from './use-announced.ts';
import type { SessionSelection } from './use-selection.ts';
import type { PersonSessions } from './use-sessions.ts';

interface SessionsPanelProps {
  readonly subject: string;
  readonly primaryId: string;
  readonly sessions: PersonSessions;
  readonly selection: SessionSelection;
  readonly methods: SessionMethods;
}

/** Where someone is signed in: numbers, when it began, and every session in a table. */
export function SessionsPanel({ subject, primaryId, sessions, selection, methods }: SessionsPanelProps) {
  const { now } = sessions;
  const [filter, setFilter] = useViewState<SessionFilter>('sessions/filter', everySession);
  const tenants = useMemo(() => sessionsByTenant(now.entries), [now.entries]);
  const inUse = useMemo(() => methodsInUse(now.entries, methods.of), [now.entries, methods]);
  const rows = useMemo(() => filterSessions(now.entries, filter, methods.of), [now.entries, filter, methods]);
  const missed = useMemo(
    () => outOfReachWords(now.entries, now.identities, primaryId),
    [now.entries, now.identities, primaryId],
  );
  const progress = readingWords(now);
  useAnnounced(now, announce);

  return (
    <section className={classes.panel} aria-label="Sessions">
      <header className={classes.head}>
        <h2 className={classes.title}>
          Sessions{' '}
          {now.total === null ? null : (
            <span className={classes.number}>{formatNumber(standing(now.counts))}</span>
          )}
        </h2>
        <span className={classes.scope}>{scopeWords(tenants.length, inUse)}</span>
        <SelectedActions selection={selection} subject={subject} onDone={sessions.store.read} />
      </header>
      {now.counts.read === 0 ? null : <CreatedBars entries={now.entries} />}
      <SessionsToolbar
        tenants={tenants.map(({ tenantId }) => tenantId)}
        filter={filter}
        onFilter={setFilter}
        shown={rows.length}
        progress={progress}
      />
      <SessionsTable
        subject={subject}
        rows={rows}
        filtered={rows !== now.entries}
        sessions={sessions}
        selection={selection}
        methods={methods}
      />
      <SessionsNotes missed={missed} now={now} onRetry={sessions.store.read} />
    </section>
  );
}
