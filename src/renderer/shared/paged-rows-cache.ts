import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { PageRange } from './page-range.ts';

/** Rows from an offset on, and how many there are in all. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Pages of one list that are kept beside those in sight. */
const mostKept = 20;

export function pageKey(queryKey: QueryKey, page: number): QueryKey {
  return [...queryKey, 'page', page];
}

function pagesOf(queries: QueryClient, queryKey: QueryKey) {
  const wanted = queryKey.length + 2;
  return queries
    .getQueryCache()
    .findAll({ queryKey: [...queryKey, 'page'] })
    .filter((query) => query.queryKey.length === wanted);
}

/** How many rows the page that was read last told of; null before one was read. */
export function newestTotal(queries: QueryClient, queryKey: QueryKey): number | null {
  let total: number | null = null;
  let newest = -1;
  for (const { state } of pagesOf(queries, queryKey)) {
    if (state.data === undefined || state.dataUpdatedAt < newest) continue;
    newest = state.dataUpdatedAt;
    total = (state.data as Page<unknown>).total;
  }
  return total;
}

/** Drops the pages that are farthest from what is in sight, once there are more than are worth keeping. */
export function forgetPages(queries: QueryClient, queryKey: QueryKey, { first, last }: PageRange): void {
  const inSight = (first + last) / 2;
  const distance = (key: QueryKey) => Math.abs(Number(key.at(-1)) - inSight);
  const unused = pagesOf(queries, queryKey)
    .filter((query) => query.getObserversCount() === 0)
    .sort((a, b) => distance(a.queryKey) - distance(b.queryKey));
  for (const query of unused.slice(mostKept)) queries.getQueryCache().remove(query);
}
