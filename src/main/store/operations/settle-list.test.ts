import { expect, test } from 'vitest';
import { identitiesOf, openList } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import { tableQueries } from '../queries/queries.ts';

test('thousands of lines that are the same leave one session', () => {
  const list = openList(3_000);
  for (let line = 3_000; line > 0; line -= 1)
    list.resolve(line, { type: 'session', handle: line % 2 === 0 ? 'even' : 'odd', userId: 'a' });
  expect(list.settle()).toMatchObject({
    matches: 2,
    lines: { byResult: { session: 2, duplicate: 2_998 } },
  });
  expect(list.line(1)).toMatchObject({ result: 'session', sessions: 1 });
  expect(list.line(3_000)).toMatchObject({ result: 'duplicate', duplicateOf: { id: 2, number: 2 } });
  const { counted, stored } = storedAndCounted(list.file, list.rev);
  expect(stored).toEqual(counted);
});

test('a session under another id of a user gets that user as its owner when the user is resolved', () => {
  const list = openList(2);
  list.resolve(1, { type: 'session', handle: 'a0', userId: 'inner' });
  list.commit({
    type: 'add-users',
    users: [
      { userId: 'outer', name: 'Ada', identities: identitiesOf('outer', 'inner'), whole: true, own: false },
    ],
  });
  list.resolve(2, { type: 'user', userId: 'outer', sessions: ['a0', 'a1'] });
  expect(list.settle()).toMatchObject({ matches: 2, users: 1, wholeUsers: 1 });
  expect([1, 2].map((id) => [list.line(id)?.userId, list.line(id)?.sessions])).toEqual([
    ['outer', 1],
    ['outer', 1],
  ]);
});

test('a choice on a line that is no ambiguous one, or of a user that it cannot mean, is refused', () => {
  const list = openList(3);
  list.resolve(1, { type: 'session', handle: 'a0', userId: 'a' });
  list.resolve(2, { type: 'ambiguous', candidates: ['a', 'b'] });
  list.resolve(3, { type: 'ambiguous', candidates: ['b', 'a'] });
  list.settle();
  const a = { userId: 'a', sessions: ['a0'] };
  expect(() => list.choose(1, a)).toThrow(/nothing to choose/);
  // It repeats the line before it.
  expect(() => list.choose(3, a)).toThrow(/nothing to choose/);
  expect(() => list.choose(2, { userId: 'c', sessions: [] })).toThrow(/not among those/);
  list.choose(2, a);
  expect(list.line(2)).toMatchObject({ result: 'ambiguous', chosen: ['a'], sessions: 0 });
});

test('a list counts its users while it is loaded, and the sessions of each when it is settled', () => {
  const list = openList(5);
  for (const [at, userId] of ['a', 'b', 'a', 'a', 'b'].entries())
    list.resolve(at + 1, { type: 'session', handle: `${userId}${at}`, userId });
  const shares = () => tableQueries.shares(list.file, list.rev, { limit: 10 });
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

test('a list of users counts the sessions of each while it is loaded', () => {
  const list = openList(1);
  list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
  expect(tableQueries.shares(list.file, list.rev, { limit: 10 }).byUser).toMatchObject([{ count: 2 }]);
});
