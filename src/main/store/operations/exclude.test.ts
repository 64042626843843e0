import { describe, expect, test } from 'vitest';
import { openList } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { tableQueries } from '../queries/queries.ts';
import { tableOperations } from './operations.ts';

const handles = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`).sort();

function expectCounted({ file, rev }: { file: Parameters<typeof storedAndCounted>[0]; rev: number }): void {
  const { counted, stored } = storedAndCounted(file, rev);
  expect(stored).toEqual(counted);
}

describe('a line that is excluded', () => {
  test('excludes all its sessions, and includes them again, however many there are', () => {
    const list = openList(2);
    const many = handles('a', 1_500);
    list.resolve(1, { type: 'user', userId: 'a', sessions: many });
    list.resolve(2, { type: 'session', handle: 'b0', userId: 'b' });
    list.settle();
    expect(list.excludeLines(1)).toMatchObject({ matches: 1_501, excluded: 1_500, wholeUsers: 0 });
    expect(list.included()).toEqual(['b0']);
    expect(list.line(1)).toMatchObject({ excluded: true, sessions: 1_500 });
    expectCounted(list);
    expect(list.includeLines(1)).toMatchObject({ excluded: 0, wholeUsers: 1 });
    expect(list.included()).toEqual([...many, 'b0']);
    expectCounted(list);
  });

  test('leaves sessions in the plan that an earlier line selects', () => {
    const list = openList(2);
    list.resolve(1, { type: 'session', handle: 'a0', userId: 'a' });
    list.resolve(2, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
    list.settle();
    list.excludeLines(2);
    expect(list.included()).toEqual(['a0']);
  });

  test('is refused when it selects nothing', () => {
    const list = openList(3);
    list.resolve(1, { type: 'session', handle: 'a0', userId: 'a' });
    list.resolve(2, { type: 'session', handle: 'a0', userId: 'a' });
    list.settle();
    for (const line of [2, 3, 4])
      expect(thrownError(() => list.excludeLines(line))).toMatchObject({ reason: 'lines-add-nothing' });
    // Beside one that does, it changes nothing.
    expect(list.excludeLines(1, 2, 3)).toMatchObject({ excluded: 1 });
  });

  test('stays excluded when an earlier line that selects the same is looked up later', () => {
    const list = openList(4);
    list.resolve(1, { type: 'unread' });
    list.resolve(2, { type: 'unread' });
    list.resolve(3, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
    list.resolve(4, { type: 'session', handle: 'b0', userId: 'b' });
    list.settle();
    list.excludeLines(3, 4);
    list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0', 'a1', 'a2'] });
    list.resolve(2, { type: 'session', handle: 'b0', userId: 'b' });
    expect(list.settle()).toMatchObject({ matches: 4, excluded: 4, wholeUsers: 0 });
    expect([1, 2, 3, 4].map((id) => list.line(id)?.excluded)).toEqual([true, true, false, false]);
    expect([3, 4].map((id) => list.line(id)?.duplicateOf?.id)).toEqual([1, 2]);
    expectCounted(list);
    list.settle();
    expect(list.included()).toEqual([]);
  });

  test('stays excluded when what was chosen on it changes', () => {
    const list = openList(1);
    list.resolve(1, { type: 'ambiguous', candidates: ['a', 'b'] });
    list.settle();
    list.choose(1, { userId: 'a', sessions: ['a0'] });
    list.excludeLines(1);
    expect(
      list.choose(1, { userId: 'a', sessions: ['a0'] }, { userId: 'b', sessions: ['b0'] }),
    ).toMatchObject({
      matches: 2,
      excluded: 2,
      wholeUsers: 0,
    });
    expectCounted(list);
    expect(list.includeLines(1)).toMatchObject({ excluded: 0, wholeUsers: 2 });
    expectCounted(list);
  });
});

describe('matches that are excluded', () => {
  function openRule() {
    const rule = openRevocation();
    rule.commit(
      { type: 'add-users', users: [userRecord('a', { whole: true }), userRecord('b', { whole: true })] },
      {
        type: 'add-matches',
        matches: [match('a0', { userId: 'a' }), match('a1', { userId: 'a' }), match('b0', { userId: 'b' })],
      },
    );
    return rule;
  }

  test('make their user one of whom not everything is ordered', () => {
    const { file, rev } = openRule();
    const exclusion = { type: 'matches', matches: [2] } as const;
    const counts = runOperation(
      file,
      tableOperations.exclude(file, rev, { exclusion: exclusion, excluded: true }),
    );
    expect(counts).toMatchObject({ matches: 3, excluded: 1, users: 2, wholeUsers: 1 });
    const users = tableQueries.runUsers(file, rev, { where: 'all', minTargets: 1, after: 0, limit: 10 });
    expect(users.map(({ targets, userId, whole }) => [userId, whole, targets])).toEqual([
      ['a', false, 1],
      ['b', true, 1],
    ]);
    expect(
      runOperation(file, tableOperations.exclude(file, rev, { exclusion: exclusion, excluded: false }))
        .wholeUsers,
    ).toBe(2);
    expectCounted({ file, rev });
  });

  test('are refused when one of them does not exist', () => {
    const { file, rev } = openRule();
    const exclusion = { type: 'matches', matches: [2, 9] } as const;
    expect(
      thrownError(() =>
        runOperation(file, tableOperations.exclude(file, rev, { exclusion, excluded: true })),
      ),
    ).toMatchObject({ reason: 'lines-add-nothing' });
    expect(tableQueries.counts(file, rev, {}).excluded).toBe(0);
  });
});

describe("the operator's own users, when they are excluded", () => {
  const own = { exclusion: { type: 'own' }, excluded: true } as const;

  test('are excluded with sessions of theirs that are added later', () => {
    const { commit, file, rev } = openRevocation();
    commit(
      { type: 'add-users', users: [userRecord('me', { own: true, whole: true }), userRecord('a')] },
      { type: 'add-matches', matches: [match('m0', { userId: 'me' }), match('a0', { userId: 'a' })] },
    );
    expect(runOperation(file, tableOperations.exclude(file, rev, own))).toMatchObject({
      excluded: 1,
      own: 1,
      wholeUsers: 0,
    });
    commit({ type: 'add-matches', matches: [match('m1', { userId: 'me' })] });
    expect(tableQueries.counts(file, rev, {})).toMatchObject({ excluded: 2, own: 2 });
    expectCounted({ file, rev });
    runOperation(file, tableOperations.exclude(file, rev, { ...own, excluded: false }));
    expect(tableQueries.counts(file, rev, {})).toMatchObject({ excluded: 0, own: 2, wholeUsers: 1 });
  });

  test('are excluded also when they turn out to be own while a list is loaded that knew of them before their sessions', () => {
    const list = openList(1);
    runOperation(list.file, tableOperations.exclude(list.file, list.rev, own));
    list.commit({ type: 'excluded-before', users: [], sessions: [{ handle: 'm0', userId: 'me' }] });
    list.resolve(1, { type: 'session', handle: 'm1', userId: 'me' });
    list.commit({ type: 'add-users', users: [userRecord('me', { own: true })] });
    list.settle();
    expect(list.included()).toEqual([]);
    expect(tableQueries.counts(list.file, list.rev, {})).toMatchObject({ own: 1, excluded: 1 });
    expectCounted(list);
  });

  test('are excluded also when they turn out to be own after their sessions were added', () => {
    const { commit, file, rev } = openRevocation();
    commit({
      type: 'add-matches',
      matches: [match('m0', { userId: 'inner-me' }), match('a0', { userId: 'a' })],
    });
    runOperation(file, tableOperations.exclude(file, rev, own));
    const identities = [{ id: 'inner-me', kind: 'internal' as const, recipeUserId: 'me' }];
    commit({ type: 'add-users', users: [userRecord('me', { identities, own: true })] });
    expect(tableQueries.counts(file, rev, {})).toMatchObject({ own: 1, excluded: 0 });
    expect(runOperation(file, tableOperations.freeze(file, rev, {}))).toMatchObject({
      targets: 1,
      excluded: 1,
      own: 0,
    });
    expectCounted({ file, rev });
  });

  test('have their lines marked as excluded, also those that are looked up later', () => {
    const list = openList(3);
    list.resolve(1, { type: 'user', userId: 'me', sessions: ['m0'], own: true });
    list.resolve(2, { type: 'session', handle: 'a0', userId: 'a' });
    list.settle();
    runOperation(list.file, tableOperations.exclude(list.file, list.rev, own));
    list.resolve(3, { type: 'session', handle: 'm9', userId: 'me' });
    list.settle();
    expect([1, 2, 3].map((id) => [list.line(id)?.own, list.line(id)?.excluded])).toEqual([
      [true, true],
      [false, false],
      // The first line selects everything of this user.
      [false, false],
    ]);
    expect(list.included()).toEqual(['a0']);
    expectCounted(list);
  });
});
