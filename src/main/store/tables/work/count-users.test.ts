import { expect, test } from 'vitest';
import { tableQueries } from '../reads.ts';
import { openList } from '../testing/list.ts';
import { storedAndCounted } from '../testing/recount.ts';

test('a list counts its users while it is loaded, and the sessions of each when it is settled', () => {
  const list = openList(5);
  for (const [at, userId] of ['a', 'b', 'a', 'a', 'b'].entries())
    list.resolve(at + 1, { type: 'session', handle: `${userId}${at}`, userId });
  const shares = () => tableQueries.shares(list.file, list.rev, { most: 10 });
  expect(tableQueries.counts(list.file, list.rev, {})).toMatchObject({ matches: 5, users: 2 });
  expect(shares().byUser).toEqual([]);

  expect(list.settle()).toMatchObject({ matches: 5, users: 2 });
  expect(shares().byUser.map(({ userId, count }) => [userId, count])).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  const { counted, stored } = storedAndCounted(list.file, list.rev);
  expect(stored).toEqual(counted);
});

test('a list of users knows the sessions of each while it is loaded', () => {
  const list = openList(1);
  list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
  expect(tableQueries.shares(list.file, list.rev, { most: 10 }).byUser).toMatchObject([{ count: 2 }]);
});
