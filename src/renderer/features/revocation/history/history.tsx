import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { HistoryEntry, HistoryRequest } from '../../../../contract/domain/revocation/history.ts';
import { outcomes } from '../../../../contract/domain/revocation/report.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { usePagedRows } from '../../../shared/rows/paged-rows.ts';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { ColumnsMenu, leastWidth, toggleColumn } from '../../../ui/table/columns-menu.tsx';
import { Table } from '../../../ui/table/table.tsx';
import type { TableSort } from '../../../ui/table/table-column.ts';
import { useViewState } from '../../../ui/view-state.ts';
import { revocationsKey } from '../revocation-calls.ts';
import classes from './history.module.css';
import { hiddenAtFirst, historyColumns } from './history-columns.tsx';
import { type HistoryFilter, HistoryFilters, type HistorySource, noFilter } from './history-filters.tsx';

const dayMs = 24 * 3_600_000;
const newestFirst: TableSort = { columnId: 'startedAt', descending: true };

/** Past revocations of this connection, or of removed ones: a page at a time, searched and sorted by main. */
export function History() {
  const connection = useConnection();
  const navigate = useNavigate();
  const [filter, setFilter] = useViewState<HistoryFilter>('history/filter', noFilter);
  const [sort, setSort] = useViewState<TableSort>('history/sort', newestFirst);
  // Fixed while the page is open: pages of one list have to be of one time.
  const [now] = useState(() => Date.now());
  const [chosen, setSource] = useViewState<HistorySource>('history/source', 'here');
  const hasRemoved = useHasRemoved(now);
  const source = hasRemoved ? chosen : 'here';
  const connectionId = source === 'removed' ? null : connection.id;
  const request = { ...requestOf(filter, sort, now), connectionId };
  const page = usePagedRows<HistoryEntry>({
    queryKey: [...revocationsKey(connectionId), filter, sort],
    fetchPage: async (offset, limit, signal) => {
      const { total, entries } = await call('revocation.history', { ...request, offset, limit }, signal);
      return { total, rows: entries };
    },
  });
  const [hidden, setHidden] = useViewState('history/columns', hiddenAtFirst(window.innerWidth));
  const columns = historyColumns.filter(({ id }) => !hidden.includes(id));
  const { total } = page;
  const isFiltered = filter.search !== '' || filter.outcome !== 'all' || filter.days !== '0';

  return (
    <section className={classes.past} aria-labelledby="past">
      <h2 id="past">{text('history.past')}</h2>
      {total === 0 && !isFiltered && !hasRemoved ? null : (
        <HistoryFilters
          filter={filter}
          onChange={setFilter}
          total={total}
          source={hasRemoved ? { value: source, onChange: setSource } : null}
        >
          <ColumnsMenu
            columns={historyColumns.filter(({ hideHeader }) => hideHeader !== true)}
            hidden={hidden}
            onToggle={(id) => setHidden(toggleColumn(hidden, id))}
          />
        </HistoryFilters>
      )}
      {page.error === null ? null : (
        <Problem
          error={page.error}
          meaning={text(page.isOutdated ? 'frame.rows-outdated' : 'history.error')}
          onRetry={page.retry}
        />
      )}
      {isFiltered || total !== 0 ? (
        <Table
          key={JSON.stringify([source, filter, sort])}
          label={text('history.past-table')}
          stateKey={`history/${JSON.stringify([source, filter, sort])}`}
          rows={page}
          empty={
            page.isPending ? (
              <SkeletonRows rows={4} label={text('history.reading')} />
            ) : total === 0 ? (
              <EmptyNote title={text('history.no-match')}>{text('history.no-match-help')}</EmptyNote>
            ) : null
          }
          columns={columns}
          sort={sort}
          onSort={setSort}
          rowKey={(entry) => entry.id}
          minWidth={leastWidth(columns)}
          onOpen={(entry) => {
            if (entry.type !== 'unreadable')
              void navigate({ to: '/revocations/$id', params: { id: entry.id } });
          }}
        />
      ) : (
        <EmptyNote title={text('history.none', { connection: connection.name })}>
          {text('history.none-help')}
        </EmptyNote>
      )}
    </section>
  );
}

/** Whether there are revocations of removed connections. When that cannot be read, they can be chosen, and the list says why. */
function useHasRemoved(now: number): boolean {
  const request = { ...requestOf(noFilter, newestFirst, now), connectionId: null, offset: 0, limit: 1 };
  const { data, isError } = useQuery({
    queryKey: [...revocationsKey(null), 'total'],
    queryFn: ({ signal }) => call('revocation.history', request, signal),
  });
  return isError || (data?.total ?? 0) > 0;
}

function requestOf(
  { search, outcome, days }: HistoryFilter,
  { columnId, descending }: TableSort,
  now: number,
): Omit<HistoryRequest, 'connectionId' | 'offset' | 'limit'> {
  return {
    search,
    outcomes: outcome === 'all' ? [...outcomes] : [outcome],
    from: days === '0' ? null : now - Number(days) * dayMs,
    to: null,
    sort: {
      column: columnId as HistoryRequest['sort']['column'],
      direction: descending ? 'descending' : 'ascending',
    },
  };
}
