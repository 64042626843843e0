import { useDeferredValue, useEffect, useMemo } from 'react';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import type { RunsOfUser } from '../../../shared/started-revocations.ts';
import { announce } from '../../../ui/announce.ts';
import type { TableSort } from '../../../ui/table/table-column.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { CreatedChart } from './created-chart.tsx';
import { describeOutOfReach } from './out-of-reach.ts';
import { describeProgress, describeSpread } from './reading/reading-progress.ts';
import { activeCount } from './reading/session-list.ts';
import type { SessionsSnapshot } from './reading/session-store.ts';
import { type UserSessions, useAnnounced } from './reading/use-sessions.ts';
import { sessionColumns } from './session-columns.tsx';
import { everySession, type SessionFilter, sessionArrangement } from './session-filter.ts';
import { methodsInUse, type SessionMethods } from './session-methods.ts';
import { SelectedActions, type SessionSelection } from './session-selection.tsx';
import classes from './sessions-panel.module.css';
import { SessionsTable } from './sessions-table.tsx';
import { SessionsToolbar } from './sessions-toolbar.tsx';

const newestFirst = { columnId: 'created', descending: true } as const;

interface SessionsPanelProps {
  readonly userId: string;
  readonly subject: string;
  readonly primaryId: string;
  readonly sessions: UserSessions;
  readonly selection: SessionSelection;
  readonly runs: RunsOfUser;
  readonly methods: SessionMethods;
}

/** The sessions of a user: numbers, when they began, and every session in a table. */
export function SessionsPanel(props: SessionsPanelProps) {
  const { userId, subject, primaryId, sessions, selection, runs, methods } = props;
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
  const progress = describeProgress(now);
  useAnnounced(now, announce);

  return (
    <section className={classes.panel} aria-label={text('user.sessions')}>
      <header className={classes.head}>
        <h2 className={classes.title}>
          {text('user.sessions')}{' '}
          {now.total === null ? null : (
            <span className={classes.number}>{formatCount(activeCount(now.counts))}</span>
          )}
        </h2>
        <span className={classes.scope}>
          {describeSpread(tenants.length, methodsInUse(byMethodId, methods))}
        </span>
        <SelectedActions
          selection={selection}
          subject={subject}
          userId={userId}
          onDone={store.read}
          onShow={(handles) => setFilter({ ...everySession, only: new Set(handles) })}
        />
      </header>
      {now.counts.read === 0 ? null : (
        <CreatedChart sessions={sessions} includes={now.arrangement.includes} />
      )}
      <SessionsToolbar
        tenants={shownTenants}
        filter={filter}
        onFilter={setFilter}
        shown={isArranged ? now.rows.length : null}
        progress={progress}
      />
      <SessionsTable
        userId={userId}
        subject={subject}
        runs={runs}
        columns={columns}
        sorting={{ sort, onSort }}
        busy={!isArranged}
        sessions={sessions}
        selection={selection}
      />
      <SessionsNotes
        outOfReach={describeOutOfReach(byUnderId, now.identities, primaryId)}
        now={now}
        onRetry={store.read}
      />
    </section>
  );
}

interface SessionsNotesProps {
  /** Sentences on sessions that the core's own "revoke all" would miss. */
  readonly outOfReach: readonly string[];
  readonly now: SessionsSnapshot;
  readonly onRetry: () => void;
}

/** What the table alone does not show. */
function SessionsNotes({ outOfReach, now, onRetry }: SessionsNotesProps) {
  const { gone, failed } = now.counts;
  const isReading = now.reading.state === 'listing' || now.reading.state === 'reading';
  return (
    <div className={classes.notes}>
      {failed === 0 ? null : (
        <p className={classes.failed}>
          {text('user.sessions-not-read', { count: failed })}{' '}
          <button type="button" className={classes.textButton} disabled={isReading} onClick={onRetry}>
            {text('user.try-again')}
          </button>
        </p>
      )}
      {gone === 0 ? null : <p>{text('user.ended-while-read', { count: gone })}</p>}
      {outOfReach.length === 0 ? null : (
        <p>
          {outOfReach.join(' ')} {text('user.ended-by-handle')}
        </p>
      )}
    </div>
  );
}
