import { expect, test } from 'vitest';
import { openList } from '../../../../test/unit/store/support/lists.ts';
import {
  match,
  openRevocation,
  runOperation,
  runSteps,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { tableQueries } from '../queries/queries.ts';
import type { MatchRecord } from '../records.ts';
import { tableOperations } from './operations.ts';

function addMatches(revocation: ReturnType<typeof openRevocation>, matches: readonly MatchRecord[]): void {
  for (let at = 0; at < matches.length; at += 1_000)
    revocation.commit({ type: 'add-matches', matches: matches.slice(at, at + 1_000) });
}

test('freezing counts the sessions that would be ended', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    {
      type: 'add-users',
      users: [
        userRecord('a', { whole: true, name: 'Ada' }),
        userRecord('b', { whole: true, own: true }),
        userRecord('nobody', { whole: true }),
      ],
    },
    {
      type: 'add-matches',
      matches: [
        match('a0_t1', { userId: 'a' }),
        match('a1_t1', { userId: 'a' }),
        match('b0', { userId: 'b' }),
        match('b1', { userId: 'b' }),
        match('c0_t2', { userId: 'c' }),
        match('x0_t2'),
      ],
    },
  );
  const exclude = (matches: readonly number[], excluded: boolean) =>
    runOperation(
      file,
      tableOperations.exclude(file, rev, { exclusion: { type: 'matches', matches }, excluded }),
    );
  exclude([4, 5], true);
  const { counts, ...numbers } = runOperation(file, tableOperations.freeze(file, rev, {}));
  expect(numbers).toEqual({
    targets: 4,
    excluded: 2,
    own: 1,
    users: 3,
    wholeUsers: 2,
    ofWholeUsers: 2,
    ownKnown: 3,
    duplicates: 0,
    ambiguous: 0,
    byTenant: [
      { name: 't1', sessions: 2 },
      { name: 'public', sessions: 1 },
      { name: 't2', sessions: 1 },
    ],
    names: ['Ada', 'b', 'nobody'],
  });
  expect(counts.targets.planned).toBe(4);
  // The draft goes on, and is frozen again.
  exclude([4, 5], false);
  expect(runOperation(file, tableOperations.freeze(file, rev, {}))).toMatchObject({
    targets: 6,
    users: 4,
    wholeUsers: 3,
    ofWholeUsers: 4,
  });
});

test('pages of a plan with excluded matches can be read at any offset, with new sessions behind them', () => {
  const revocation = openRevocation();
  const { commit, file, rev } = revocation;
  const all = Array.from({ length: 21_000 }, (_, n) => `h${n + 1}`);
  addMatches(
    revocation,
    all.map((handle) => match(handle)),
  );
  const excluded = all.map((_, n) => n + 1).filter((n) => n % 3 === 0);
  runOperation(
    file,
    tableOperations.exclude(file, rev, {
      exclusion: { type: 'matches', matches: excluded.slice(0, 5_000) },
      excluded: true,
    }),
  );
  const plan = all.filter((_, n) => (n + 1) % 3 !== 0 || n + 1 > 15_000);
  const page = (offset: number, limit: number) =>
    tableQueries.targets(file, rev, { type: 'offset', offset, limit }).map(({ handle }) => handle);
  expect(page(9_000, 50)).toEqual(plan.slice(9_000, 9_050));
  runSteps(file, tableOperations.freeze(file, rev, {}), 3);
  runOperation(file, tableOperations.freeze(file, rev, {}));
  commit({ type: 'new-sessions', at: 1, userId: 'a', handles: ['n1', 'n2', 'n3'], seen: 'active' });
  const shown = [...plan, 'n1', 'n2', 'n3'];
  for (const offset of [
    0, 1, 4_095, 4_096, 4_097, 8_191, 12_288, 15_990, 15_999, 16_000, 16_001, 16_003, 17_000,
  ])
    expect([offset, page(offset, 20)]).toEqual([offset, shown.slice(offset, offset + 20)]);
});

test('a list that was not settled is settled when it is frozen', () => {
  const list = openList(4);
  list.resolve(1, { type: 'session', handle: 'a0', userId: 'a' });
  list.resolve(2, { type: 'session', handle: 'a0', userId: 'a' });
  list.resolve(3, { type: 'session', handle: 'b0', userId: 'b' });
  list.resolve(4, { type: 'session', handle: 'a1', userId: 'a' });
  expect(runOperation(list.file, tableOperations.freeze(list.file, list.rev, {}))).toMatchObject({
    targets: 3,
    users: 2,
    duplicates: 1,
    names: ['a', 'b'],
  });
  expect(
    tableQueries.findTargets(list.file, list.rev, { handles: ['a0', 'c0', 'nul\0', '\ud800'] }),
  ).toMatchObject([{ handle: 'a0' }]);
});
