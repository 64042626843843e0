import { QueriesObserver, QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import {
  failuresOf,
  forgetPages,
  newestTotal,
  pageKey,
  pageSize,
  pagesAround,
  pagesToRead,
} from './paged-rows.ts';

describe('pagesAround', () => {
  it('reads the page in sight alone while its ends are far', () => {
    expect(pagesAround(80, 110)).toEqual({ first: 0, last: 0 });
    expect(pagesAround(3 * pageSize + 80, 3 * pageSize + 110)).toEqual({ first: 3, last: 3 });
  });

  it('reads the next page before its rows come into sight', () => {
    expect(pagesAround(130, 160)).toEqual({ first: 0, last: 1 });
    expect(pagesAround(pageSize + 10, pageSize + 40)).toEqual({ first: 0, last: 1 });
  });
});

describe('pagesToRead', () => {
  it('always holds the first page, which tells how many rows there are', () => {
    expect(pagesToRead({ first: 40, last: 41 }, null)).toEqual([0, 40, 41]);
    expect(pagesToRead({ first: 0, last: 0 }, null)).toEqual([0]);
  });

  it('holds none beyond the last row', () => {
    expect(pagesToRead({ first: 1, last: 9 }, 401)).toEqual([0, 1, 2]);
    expect(pagesToRead({ first: 7, last: 9 }, 200)).toEqual([0]);
    expect(pagesToRead({ first: 7, last: 9 }, 0)).toEqual([0]);
  });
});

const key = ['targets', 'id', 'all'];

function withPages(...pages: number[]): QueryClient {
  const queries = new QueryClient();
  for (const page of pages) queries.setQueryData(pageKey(key, page), { total: 1_000 + page, rows: [] });
  return queries;
}

function cachedPages(queries: QueryClient): number[] {
  const all = queries.getQueryCache().findAll({ queryKey: key });
  return all.map(({ queryKey }) => Number(queryKey.at(-1))).sort((a, b) => a - b);
}

describe('pages that are kept', () => {
  it('tell the number of rows by the one that was read last', () => {
    const queries = withPages(0, 1);
    queries.setQueryData(pageKey(key, 0), { total: 7, rows: [] }, { updatedAt: Date.now() + 5 });
    expect(newestTotal(queries, key)).toBe(7);
  });

  it('tell nothing before one was read, nor of a list with another filter', () => {
    expect(newestTotal(withPages(), key)).toBeNull();
    expect(newestTotal(withPages(0), ['targets', 'id', 'failed'])).toBeNull();
  });

  it('are at most twenty, the nearest to what is in sight', () => {
    const queries = withPages(...Array.from({ length: 60 }, (_, page) => page));
    forgetPages(queries, key, { first: 50, last: 51 });
    expect(cachedPages(queries)).toHaveLength(20);
    expect(cachedPages(queries)[0]).toBe(40);
  });
});

describe('pages that are read again', () => {
  it('say that they could not be read, and that their rows are from before', async () => {
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    let isAway = false;
    const queryFn = () =>
      isAway ? Promise.reject(new Error('away')) : Promise.resolve({ total: 1, rows: [1] });
    const pages = new QueriesObserver(queries, [{ queryKey: pageKey(key, 0), queryFn }]);
    const leave = pages.subscribe(() => undefined);
    await queries.refetchQueries({ queryKey: key });
    expect(failuresOf(pages.getCurrentResult())).toMatchObject({ error: null, isOutdated: false });
    isAway = true;
    await queries.refetchQueries({ queryKey: key });
    expect(failuresOf(pages.getCurrentResult())).toMatchObject({
      error: new Error('away'),
      isOutdated: true,
    });
    isAway = false;
    await queries.refetchQueries({ queryKey: key });
    expect(failuresOf(pages.getCurrentResult())).toMatchObject({ error: null, isOutdated: false });
    leave();
  });

  it('have no rows from before when they were never read', () => {
    const error = new Error('away');
    expect(failuresOf([{ error, data: undefined }])).toMatchObject({ error, isOutdated: false });
  });

  it('are all watched for their rows, whether they failed or not', () => {
    const looked: string[] = [];
    const page = {
      error: null,
      get data() {
        looked.push('data');
        return { total: 0, rows: [] };
      },
    };
    failuresOf([page, page]);
    expect(looked).toEqual(['data', 'data']);
  });
});
