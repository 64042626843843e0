import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { forgetPages, newestTotal, pageKey } from './paged-rows-cache.ts';

const key = ['targets', 'id', 'all'];

function withPages(...pages: number[]): QueryClient {
  const queries = new QueryClient();
  for (const page of pages) queries.setQueryData(pageKey(key, page), { total: 1_000 + page, rows: [] });
  return queries;
}

function kept(queries: QueryClient): number[] {
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
    expect(kept(queries)).toHaveLength(20);
    expect(kept(queries)[0]).toBe(40);
  });
});
