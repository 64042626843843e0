import { hashKey, type QueryClient, type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

interface PagedRowsInput<Row> {
  /** What these rows are, filter included: another one is another list. Invalidating it reads its pages again. */
  readonly queryKey: QueryKey;
  /** Reads rows from `offset`, at most `limit`; `total`: how many there are in all. */
  readonly fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>;
  /** Reads the rows in sight again after this time, for rows that change by themselves. */
  readonly refetchIntervalMs?: number | false;
  /** False: nothing is read yet, because main is not ready. */
  readonly isEnabled?: boolean;
}

interface PagedRows<Row> {
  /** Null: not known yet. */
  readonly total: number | null;
  /** Undefined: not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Which rows are in sight, both ends included; `Table` calls it. */
  readonly onVisibleRange: (first: number, last: number) => void;
  /** Why rows in sight could not be read, or not again; null when they were, or are read for the first time. */
  readonly error: unknown;
  /** Rows in sight could not be read again: they are shown as they were read before. */
  readonly isOutdated: boolean;
  /** Reads again what could not be read. */
  readonly retry: () => void;
  /** Nothing was read yet, and nothing failed either. */
  readonly isPending: boolean;
}

/** Pages that scrolling passes by are not read: it has to rest this long. */
const restMs = 60;

/**
 * Rows that main has, read by page, up to a million of them: reads the pages around what is in sight, and
 * keeps a few of those that were. Goes with `Table`.
 */
export function usePagedRows<Row>(input: PagedRowsInput<Row>): PagedRows<Row> {
  const { queryKey, fetchPage, refetchIntervalMs = false, isEnabled = true } = input;
  const queries = useQueryClient();
  const [range, setRange] = useState<PageRange>({ first: 0, last: 0 });
  const hash = hashKey(queryKey);

  const pages = pagesToRead(range, newestTotal(queries, queryKey));
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: pageKey(queryKey, page),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage(page * pageSize, pageSize, signal),
      enabled: isEnabled,
      refetchInterval: refetchIntervalMs,
      gcTime: 60_000,
    })),
  });

  const key = useRef(queryKey);
  key.current = queryKey;
  // The hash is compared instead of the key, which is a new array each time.
  useEffect(() => {
    if (hash !== '') forgetPages(queries, key.current, range);
  }, [queries, hash, range]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onVisibleRange = useCallback((first: number, last: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const next = pagesAround(first, last);
      setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
    }, restMs);
  }, []);

  const total = newestTotal(queries, queryKey);
  const { failed, error, isOutdated } = failuresOf(results);
  return {
    total,
    rowAt: (index) =>
      queries.getQueryData<Page<Row>>(pageKey(queryKey, Math.floor(index / pageSize)))?.rows[
        index % pageSize
      ],
    onVisibleRange,
    error,
    isOutdated,
    retry: () => {
      for (const result of failed) void result.refetch();
    },
    isPending: total === null && failed.length === 0,
  };
}

/** A page that could not be read again still has its rows from before, and they must not look as if they were read now. */
export function failuresOf<Result extends { readonly error: unknown; readonly data: unknown }>(
  results: readonly Result[],
) {
  // Of each page both are looked at: a change of what nobody looks at does not show the rows again.
  const pages = results.map((result) => ({
    result,
    hasRows: result.data !== undefined,
    error: result.error,
  }));
  const failed = pages.filter(({ error }) => error !== null);
  return {
    failed: failed.map(({ result }) => result),
    error: failed[0]?.error ?? null,
    isOutdated: failed.some(({ hasRows }) => hasRows),
  };
}

/** Rows of one page, as they are asked for. */
export const pageSize = 200;

/** So many rows before and after those in sight are read along. */
const margin = 60;

/** Pages from `first` to `last`, both included. */
export interface PageRange {
  readonly first: number;
  readonly last: number;
}

/** The pages that hold the rows in sight, and those beside them. */
export function pagesAround(firstRow: number, lastRow: number): PageRange {
  return {
    first: Math.max(0, Math.floor((firstRow - margin) / pageSize)),
    last: Math.max(0, Math.floor((lastRow + margin) / pageSize)),
  };
}

/**
 * The pages to read, in order. The first is always among them: it has the number of rows. None lies beyond the
 * last row, as far as their number is known.
 */
export function pagesToRead({ first, last }: PageRange, total: number | null): readonly number[] {
  const end = total === null ? last : Math.min(last, Math.ceil(total / pageSize) - 1);
  const pages = new Set([0]);
  for (let page = first; page <= end; page += 1) pages.add(page);
  return [...pages].sort((a, b) => a - b);
}

/** Rows from an offset on, and how many there are in all. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** How many pages of one list stay in memory beside those in sight. */
const mostCached = 20;

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

/** The number of rows according to the page that was read last; null before one was read. */
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
  for (const query of unused.slice(mostCached)) queries.getQueryCache().remove(query);
}
