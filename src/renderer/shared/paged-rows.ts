import { hashKey, type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type PageRange, pageSize, pagesAround, pagesToRead } from './page-range.ts';
import { forgetPages, newestTotal, type Page, pageKey } from './paged-rows-cache.ts';

interface PagedRowsInput<Row> {
  /** What these rows are, filter included: another one is another list. Invalidating it reads its pages again. */
  readonly queryKey: QueryKey;
  /** Reads rows from `offset`, at most `limit`; `total`: how many there are in all. */
  readonly fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>;
  /** Reads what is in sight again so often, for rows that change by themselves. */
  readonly refetchIntervalMs?: number | false;
}

interface PagedRows<Row> {
  /** Null: not known yet. */
  readonly total: number | null;
  /** Undefined: not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Which rows are in sight, both ends included: `PagedTable` tells. */
  readonly onVisibleRange: (first: number, last: number) => void;
  /** Why rows in sight could not be read; null when they were, or are being. */
  readonly error: unknown;
  /** Reads again what could not be read. */
  readonly retry: () => void;
  /** Nothing was read yet, and nothing failed either. */
  readonly isPending: boolean;
}

/** Pages that scrolling passes by are not read: it has to rest this long. */
const restMs = 60;

/**
 * Rows that main holds and hands out by page, up to a million of them: reads the pages around what is in sight, and
 * keeps a few of those that were. Goes with `PagedTable`.
 */
export function usePagedRows<Row>(input: PagedRowsInput<Row>): PagedRows<Row> {
  const { queryKey, fetchPage, refetchIntervalMs = false } = input;
  const queries = useQueryClient();
  const [range, setRange] = useState<PageRange>({ first: 0, last: 0 });
  const hash = hashKey(queryKey);

  const pages = pagesToRead(range, newestTotal(queries, queryKey));
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: pageKey(queryKey, page),
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage(page * pageSize, pageSize, signal),
      refetchInterval: refetchIntervalMs,
      gcTime: 60_000,
    })),
  });

  const key = useRef(queryKey);
  key.current = queryKey;
  // The hash stands for the key, whose array is another one each time.
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
  const failed = results.filter(({ error, data }) => error !== null && data === undefined);
  return {
    total,
    rowAt: (index) =>
      queries.getQueryData<Page<Row>>(pageKey(queryKey, Math.floor(index / pageSize)))?.rows[
        index % pageSize
      ],
    onVisibleRange,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const result of failed) void result.refetch();
    },
    isPending: total === null && failed.length === 0,
  };
}
