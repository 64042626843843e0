import { expect, test } from 'vitest';
import { identitiesOf } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import { match, openRevocation, userRecord } from '../../../../test/unit/store/support/revocations.ts';
import { tableQueries } from '../queries/queries.ts';
import { applyChanges } from './revocations.ts';

function users({ file, rev }: Pick<ReturnType<typeof openRevocation>, 'file' | 'rev'>) {
  return tableQueries
    .runUsers(file, rev, { where: 'all', minTargets: 1, after: 0, limit: 10 })
    .map(({ identities, name, targets, userId }) => [
      userId,
      name,
      identities?.map(({ id }) => id) ?? null,
      targets,
    ]);
}

test('a session is of the user who has its user id among any ids', () => {
  const revocation = openRevocation();
  revocation.commit(
    {
      type: 'add-users',
      users: [userRecord('outer', { name: 'Ada', identities: identitiesOf('outer', 'inner') })],
    },
    { type: 'add-matches', matches: [match('h1', { userId: 'inner' }), match('h2', { userId: 'outer' })] },
  );
  expect(users(revocation)).toEqual([['outer', 'Ada', ['outer', 'inner'], 2]]);
});

test('ids of a user are united, and a name stays where there is no other', () => {
  const revocation = openRevocation();
  const { commit } = revocation;
  commit({
    type: 'add-users',
    users: [userRecord('a', { name: 'Ada', identities: identitiesOf('a', 'b') })],
  });
  commit({ type: 'add-users', users: [userRecord('a', { identities: identitiesOf('a', 'c') })] });
  commit({ type: 'user-ids', userId: 'b', identities: identitiesOf('d') });
  commit({ type: 'add-matches', matches: ['b', 'c', 'd'].map((userId) => match(`h-${userId}`, { userId })) });
  expect(users(revocation)).toEqual([['a', 'Ada', ['a', 'b', 'c', 'd'], 3]]);
});

test('a user whom a session named by another id gets the id that the core shows', () => {
  const revocation = openRevocation();
  const { commit } = revocation;
  commit({ type: 'add-matches', matches: [match('h1', { userId: 'inner' })] });
  commit({ type: 'add-users', users: [userRecord('outer', { identities: identitiesOf('outer', 'inner') })] });
  commit({
    type: 'add-matches',
    matches: ['inner', 'outer'].map((userId) => match(`h-${userId}`, { userId })),
  });
  expect(users(revocation)).toEqual([['outer', null, ['outer', 'inner'], 3]]);
  const { counted, stored } = storedAndCounted(revocation.file, revocation.rev);
  expect(stored).toEqual(counted);
});

test('a handle or a user id that cannot be stored is refused, and nothing of its commit stays', () => {
  const { commit, file, rev } = openRevocation();
  for (const bad of [
    match('a\0'),
    match('\udc00'),
    match('ok', { userId: '\0' }),
    match('ok', { createdAt: 0.5 }),
  ])
    expect(() => commit({ type: 'add-matches', matches: [match('fine'), bad] })).toThrow(/cannot be stored/);
  expect(tableQueries.counts(file, rev, {}).matches).toBe(0);
});

test('long texts of a session are cut, and say so', () => {
  const { commit, file, rev } = openRevocation();
  commit({ type: 'add-matches', matches: [match('h', { ip: '::1', userAgent: 'x'.repeat(9_000) })] });
  const [row] = tableQueries.matches(file, rev, { type: 'offset', offset: 0, limit: 1 });
  expect(row).toMatchObject({ ip: '::1', damaged: false });
  expect(row?.userAgent).toMatch(/^x{4093}…$/);
});

test('errors are stored without sentences, and each once', () => {
  const { commit, file, rev } = openRevocation();
  commit({ type: 'add-matches', matches: [match('h1'), match('h2'), match('h3')] });
  const lost = (cause: string) =>
    ({
      type: 'lost',
      error: { code: 'timeout', retryable: true, sent: true, params: { cause } },
    }) as const;
  commit({ type: 'event', at: 1, event: { type: 'sent' }, on: [1, 2, 3] });
  commit({ type: 'event', at: 2, event: lost('first'), on: [1, 2] });
  commit({ type: 'event', at: 3, event: lost('second'), on: [3] });
  expect(file.db.prepare('SELECT json FROM error').all()).toEqual([
    { json: '{"code":"timeout","retryable":true,"sent":true,"params":{"cause":"first"}}' },
    { json: '{"code":"timeout","retryable":true,"sent":true,"params":{"cause":"second"}}' },
  ]);
  // The first of each code that a target has now.
  expect(tableQueries.targetErrors(file, rev, {})).toMatchObject([{ params: { cause: 'first' } }]);
  commit({ type: 'event', at: 4, event: { type: 'read-absent' }, on: [1, 2] });
  expect(tableQueries.targetErrors(file, rev, {})).toMatchObject([
    { code: 'timeout', params: { cause: 'second' } },
  ]);
});

test('errors that differ in their params alone do not fill the file', () => {
  const { file, rev } = openRevocation();
  file.db.exec('BEGIN');
  for (let n = 0; n < 10_005; n += 1)
    applyChanges(file, rev, {
      type: 'add-lines',
      lines: [
        {
          number: n + 1,
          text: 'x',
          kind: null,
          result: {
            type: 'unread',
            error: { code: 'timeout', retryable: true, params: { n: `${n}` } },
          },
        },
      ],
    });
  file.db.exec('COMMIT');
  expect(file.db.prepare('SELECT count(*) AS n FROM error').get()?.n).toBe(10_001);
});
