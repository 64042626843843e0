import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AuditFilter, AuditRow } from '../../../contract/domain/audit/log.ts';
import { text } from '../../messages/text.ts';
import { useAuditState } from '../../shared/audit-state-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { usePagedRows } from '../../shared/rows/paged-rows.ts';
import { useViewState } from '../../ui/view-state.ts';

/** Records are counted up to this number; a list with a filter has no more. */
export const mostCounted = 1_000_000;

/** Where the list begins: records that are written later do not move it. */
interface Beginning {
  readonly filter: string;
  readonly newest: number;
}

/** The records that a filter selects, newest first, by page. */
export function useAuditRows(filter: AuditFilter, isFiltered: boolean) {
  const queries = useQueryClient();
  const { state } = useAuditState();
  const filterKey = JSON.stringify(filter);
  const [begun, setBegun] = useViewState<Beginning | null>('audit/beginning', null);
  const head = state === null ? null : (state.head?.sequence ?? 0);
  const newest = begun?.filter === filterKey ? begun.newest : head;
  useEffect(() => {
    if (newest !== null && begun?.filter !== filterKey) setBegun({ filter: filterKey, newest });
  }, [newest, begun, filterKey, setBegun]);

  const queryKey = ['audit.page', filterKey, newest];
  const before = (newest ?? 0) + 1;
  const first = state?.first ?? 1;

  function counted(): Promise<number> {
    // Sequences have no gaps.
    if (!isFiltered) return Promise.resolve(before - first);
    return queries.fetchQuery({
      queryKey: ['audit.count', filterKey, newest],
      queryFn: async ({ signal }) =>
        (await call('audit.count', { filter, before, limit: mostCounted }, signal)).count,
      staleTime: Number.POSITIVE_INFINITY,
    });
  }

  const rows = usePagedRows<AuditRow>({
    queryKey,
    fetchPage: async (offset, limit, signal) => {
      // Without a filter, the place of a record is in its sequence, and nothing has to be passed over.
      const from = isFiltered ? { before, skip: offset } : { before: Math.max(1, before - offset), skip: 0 };
      const page = await call('audit.page', { filter, ...from, limit }, signal);
      const isLast = page.before === null && (page.rows.length > 0 || offset === 0);
      return { rows: page.rows, total: isLast ? offset + page.rows.length : await counted() };
    },
    isEnabled: newest !== null && newest > 0,
  });
  const isEmpty = newest === 0;
  return {
    ...rows,
    total: isEmpty ? 0 : rows.total,
    isPending: isEmpty ? false : rows.isPending,
    /** Names the list, for what is remembered of it. */
    listKey: JSON.stringify([filterKey, newest]),
    /** How many records were written to the log since. */
    newer: head === null || newest === null ? 0 : head - newest,
    /** Begins the list with the newest record of now. */
    readNewer: () => head !== null && setBegun({ filter: filterKey, newest: head }),
  };
}

/** Whether there are more than the most that are counted is not known. */
export function countText(total: number, isFiltered: boolean): string {
  if (!isFiltered) return text('audit.count', { count: total });
  return text(total >= mostCounted ? 'audit.count-most' : 'audit.count-filtered', { count: total });
}
