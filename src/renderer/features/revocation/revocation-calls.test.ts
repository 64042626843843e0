import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { gapsKey, invalidateTargets, targetsKey } from './revocation-calls.ts';

it('what a revocation did not cover is read again with its targets, and of other revocations nothing is', () => {
  const queries = new QueryClient();
  const [targets, gaps, other] = [
    targetsKey('one', null),
    [...gapsKey('one'), { page: 0 }],
    [...gapsKey('other'), { page: 0 }],
  ] as const;
  for (const key of [targets, gaps, other]) queries.setQueryData(key, { total: 1, rows: [] });
  invalidateTargets(queries, 'one');
  const isStale = (key: readonly unknown[]) => queries.getQueryState(key)?.isInvalidated;
  expect([targets, gaps, other].map(isStale)).toEqual([true, true, false]);
  queries.clear();
});
