import { Select, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo } from 'react';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import type { RunsOfUser } from '../../../shared/revocations/started-revocations.ts';
import { announce } from '../../../ui/announce.ts';
import type { Arrangement } from '../../../ui/table/arranged-rows.ts';
import type { TableSort } from '../../../ui/table/table-column.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { CreatedChart } from './created-chart.tsx';
import { activeCount, type SessionEntry, type SessionTally } from './reading/session-list.ts';
import type { SessionStore } from './reading/session-store.ts';
import { describeProgress, describeSpread, useAnnounced, useSessionsPart } from './reading/use-sessions.ts';
import { sessionColumns } from './session-columns.tsx';
import {
  everySession,
  methodsInUse,
  type SessionFilter,
  type SessionMethods,
  sessionArrangement,
} from './session-filter.ts';
import { SelectedActions, type SessionSelection } from './session-selection.tsx';
import classes from './sessions-panel.module.css';
import { SessionsTable } from './sessions-table.tsx';

const newestFirst = { columnId: 'created', descending: true } as const;

interface SessionsPanelProps {
  readonly userId: string;
  readonly subject: string;
  readonly primaryId: string;
  readonly store: SessionStore;
  readonly selection: SessionSelection;
  readonly runs: RunsOfUser;
  readonly methods: SessionMethods;
}

/** The sessions of a user: numbers, when they began, and every session in a table. */
export function SessionsPanel(props: SessionsPanelProps) {
  const { userId, subject, primaryId, store, selection, runs, methods } = props;
  const [filter, setFilter] = useViewState<SessionFilter>('sessions/filter', everySession);
  const [sort, onSort] = useViewState<TableSort | null>('sessions/sort', newestFirst);
  const columns = useMemo(() => sessionColumns(methods), [methods]);
  const arrangement = useMemo(
    () => sessionArrangement(filter, sort, columns, methods.of),
    [filter, sort, columns, methods],
  );
  useEffect(() => store.arrange(arrangement), [store, arrangement]);
  useAnnounced(store, announce);

  return (
    <section className={classes.panel} aria-label={text('user.sessions')}>
      <header className={classes.head}>
        <h2 className={classes.title}>
          {text('user.sessions')} <ActiveCount store={store} />
        </h2>
        <Spread store={store} methods={methods} />
        <SelectedActions
          selection={selection}
          subject={subject}
          userId={userId}
          onDone={store.read}
          onShow={(handles) => setFilter({ ...everySession, only: new Set(handles) })}
        />
      </header>
      <CreatedChart store={store} />
      <SessionsToolbar store={store} filter={filter} onFilter={setFilter} arrangement={arrangement} />
      <SessionsTable
        userId={userId}
        subject={subject}
        runs={runs}
        columns={columns}
        sorting={{ sort, onSort }}
        arrangement={arrangement}
        store={store}
        selection={selection}
      />
      <SessionsNotes store={store} primaryId={primaryId} />
    </section>
  );
}

interface OfStore {
  readonly store: SessionStore;
}

/** How many there are, once all are listed. */
function ActiveCount({ store }: OfStore) {
  const count = useSessionsPart(store, ({ total, counts }) => (total === null ? null : activeCount(counts)));
  return count === null ? null : <span className={classes.number}>{formatCount(count)}</span>;
}

function Spread({ store, methods }: OfStore & { readonly methods: SessionMethods }) {
  const spread = useSessionsPart(store, ({ tally }) =>
    describeSpread(tally.tenantIds.length, methodsInUse(tally.byMethodId, methods)),
  );
  return <span className={classes.scope}>{spread}</span>;
}

/** What the table alone does not show. */
function SessionsNotes({ store, primaryId }: OfStore & { readonly primaryId: string }) {
  const gone = useSessionsPart(store, ({ counts }) => counts.gone);
  const failed = useSessionsPart(store, ({ counts }) => counts.failed);
  const isReading = useSessionsPart(
    store,
    ({ reading: { state } }) => state === 'listing' || state === 'reading',
  );
  const byUnderId = useSessionsPart(store, ({ tally }) => tally.byUnderId);
  const identities = useSessionsPart(store, (now) => now.identities);
  const outOfReach = describeOutOfReach(byUnderId, identities, primaryId);
  return (
    <div className={classes.notes}>
      {failed === 0 ? null : (
        <p className={classes.failed}>
          {text('user.sessions-not-read', { count: failed })}{' '}
          <button type="button" className={classes.textButton} disabled={isReading} onClick={store.read}>
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

interface SessionsToolbarProps extends OfStore {
  readonly filter: SessionFilter;
  readonly onFilter: (filter: SessionFilter) => void;
  readonly arrangement: Arrangement<SessionEntry>;
}

const everywhere = '';

/** Filters the table, and says how much of it was read. */
function SessionsToolbar(props: SessionsToolbarProps) {
  const { store, filter, onFilter, arrangement } = props;
  // The choice of a tenant takes as long to draw as the first rows do: it comes after them.
  const tenants = useDeferredValue(useSessionsPart(store, ({ tally }) => tally.tenantIds));
  const isFiltered = filter.text.trim() !== '' || filter.tenantId !== null || filter.only !== null;
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.filter}
        aria-label={text('user.filter')}
        placeholder={text('user.filter-placeholder')}
        leftSection={<IconFilter size={14} aria-hidden="true" />}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) onFilter({ ...filter, text: '' });
        }}
      />
      {tenants.length < 2 && filter.tenantId === null ? null : (
        <Select
          className={classes.tenant}
          aria-label={text('user.tenant')}
          data={[
            { value: everywhere, label: text('user.all-tenants') },
            ...tenants.map((tenantId) => ({ value: `t:${tenantId}`, label: tenantId })),
          ]}
          value={filter.tenantId === null ? everywhere : `t:${filter.tenantId}`}
          searchable={tenants.length > 10}
          onChange={(value) =>
            onFilter({ ...filter, tenantId: value === null || value === everywhere ? null : value.slice(2) })
          }
        />
      )}
      {filter.only === null ? null : (
        <span className={classes.scope}>
          {text('user.only-selected', { count: filter.only.size })}{' '}
          <button
            type="button"
            className={classes.textButton}
            onClick={() => onFilter({ ...filter, only: null })}
          >
            {text('user.show-all')}
          </button>
        </span>
      )}
      {isFiltered ? <ShownCount store={store} arrangement={arrangement} /> : null}
      <Progress store={store} />
    </div>
  );
}

/** How many rows pass the filter. */
function ShownCount({ store, arrangement }: Pick<SessionsToolbarProps, 'store' | 'arrangement'>) {
  const shown = useSessionsPart(store, (now) => (now.arrangement === arrangement ? now.rows.length : null));
  return (
    <span className={classes.scope}>
      {shown === null ? text('user.filtering') : text('user.shown', { count: shown })}
    </span>
  );
}

function Progress({ store }: OfStore) {
  const progress = useSessionsPart(store, describeProgress);
  return progress === null ? null : <span className={classes.progress}>{progress}</span>;
}

/**
 * Which sessions the "revoke all" of SuperTokens would leave active, in sentences: sessions under an internal id, or under
 * the external id of a linked login method (docs/core-facts.md, 11). Empty when there are none.
 */
export function describeOutOfReach(
  byUnderId: SessionTally['byUnderId'],
  identities: readonly IdentityId[],
  primaryId: string,
): readonly string[] {
  const kinds = new Map(identities.map(({ id, kind }) => [id, kind]));
  const count = { internal: 0, linked: 0 };
  let internalIds = 0;
  for (const [underId, sessions] of byUnderId) {
    const kind = kinds.get(underId);
    if (kind === 'internal') {
      count.internal += sessions;
      internalIds += 1;
    }
    if (kind === 'external' && underId !== primaryId) count.linked += sessions;
  }
  const sentences: string[] = [];
  if (count.internal > 0)
    sentences.push(text('user.missed-under-internal-id', { count: count.internal, ids: internalIds }));
  if (count.linked > 0) sentences.push(text('user.missed-under-linked-id', { count: count.linked }));
  return sentences;
}
