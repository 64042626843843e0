import { describe, expect, test } from 'vitest';
import { identitiesOf, openList } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import type { Exclusion } from '../changes.ts';
import type { OpenFile } from '../files/connection.ts';
import type { ExclusionsPlace } from '../interface.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from '../queries/queries.ts';

interface Opened {
  readonly file: OpenFile;
  readonly rev: number;
}

const ofSession = (handle: string, userId: string | null = null) => ({ handle, userId });
const wholeUser = (userId: string, ...ids: readonly string[]) => ({
  ...{ userId, ids: [userId, ...ids] },
  ...{ whole: true, own: false },
});
const partOf = (userId: string, ...ids: readonly string[]) => ({
  ...wholeUser(userId, ...ids),
  whole: false,
});

/** Everything that a draft of the gaps of this one takes over. */
function exclusionsOf({ file, rev }: Opened) {
  const users: string[] = [];
  const sessions: string[] = [];
  for (let after: ExclusionsPlace | null = { of: 'users', after: 0 }; after !== null; ) {
    const page = tableQueries.exclusions(file, rev, { after });
    users.push(...page.users.map(({ userId, whole }) => (whole ? userId : `${userId} in part`)));
    sessions.push(...page.sessions.map(({ handle }) => handle));
    after = page.next;
  }
  return { users: users.sort(), sessions: [...new Set(sessions)].sort() };
}

function change({ file, rev }: Opened, exclusion: Exclusion, excluded: boolean) {
  return runOperation(file, tableOperations.exclude(file, rev, { exclusion, excluded }));
}

function expectCounted({ file, rev }: Opened): void {
  const { counted, stored } = storedAndCounted(file, rev);
  expect(stored).toEqual(counted);
}

describe('in a draft of a rule, what was excluded before', () => {
  function openRule() {
    const rule = openRevocation();
    rule.commit({
      type: 'excluded-before',
      users: [partOf('a', 'a-inner')],
      sessions: [ofSession('a1', 'a'), ofSession('a2', 'a'), ofSession('x1')],
    });
    rule.commit(
      {
        type: 'add-users',
        users: [userRecord('a', { identities: identitiesOf('a'), whole: true }), userRecord('b')],
      },
      {
        type: 'add-matches',
        matches: [
          match('a0', { userId: 'a' }),
          match('a1', { userId: 'a' }),
          match('b0', { userId: 'b' }),
          match('x1', { userId: 'b' }),
        ],
      },
    );
    const handlesToEnd = () =>
      tableQueries
        .matches(rule.file, rule.rev, { type: 'offset', offset: 0, limit: 100 })
        .filter(({ excluded }) => !excluded)
        .map(({ handle }) => handle);
    return { ...rule, handlesToEnd };
  }

  test('starts excluded, and its users are none of whom everything is ordered', () => {
    const rule = openRule();
    expect(rule.handlesToEnd()).toEqual(['a0', 'b0']);
    expect(tableQueries.counts(rule.file, rule.rev, {})).toMatchObject({
      ...{ matches: 4, excluded: 2, wholeUsers: 0 },
      excludedBefore: { sessions: 3, users: 0 },
    });
    expectCounted(rule);
  });

  test('makes its user whole again only when nothing of it is excluded any more', () => {
    const rule = openRule();
    // The session a2 was excluded too, and was not found.
    expect(change(rule, { type: 'matches', matches: [2] }, false)).toMatchObject({ wholeUsers: 0 });
    rule.commit({ type: 'add-matches', matches: [match('a2', { userId: 'a' })] });
    expect(rule.handlesToEnd()).toEqual(['a0', 'a1', 'b0']);
    expect(change(rule, { type: 'matches', matches: [5] }, false)).toMatchObject({ wholeUsers: 1 });
    expectCounted(rule);
  });

  test('is taken over by a draft of the gaps of this one, but for what was included', () => {
    const rule = openRule();
    change(rule, { type: 'matches', matches: [3] }, true);
    change(rule, { type: 'matches', matches: [4] }, false);
    expect(exclusionsOf(rule)).toEqual({ users: ['a in part', 'b in part'], sessions: ['a1', 'a2', 'b0'] });
  });

  test('is not included with all undecided sessions, but alone it can be', () => {
    const rule = openRule();
    const undecided = {
      createdAt: 1,
      expiry: null,
      ip: null,
      userAgent: null,
      undecidedFor: ['ip'],
    } as const;
    rule.commit({
      type: 'add-undecided',
      sessions: ['a2', 'b1'].map((handle) => ({ ...undecided, handle, userId: handle[0] as string })),
    });
    change(rule, { type: 'undecided' }, false);
    expect(rule.handlesToEnd()).toEqual(['a0', 'b0', 'b1']);
    change(rule, { type: 'undecided-rows', rows: [1] }, false);
    expect(rule.handlesToEnd()).toEqual(['a0', 'b0', 'b1', 'a2']);
    expectCounted(rule);
  });
});

describe('in a draft of a list, a user who was excluded before', () => {
  function openListOfExcluded() {
    const list = openList(6);
    list.commit({
      type: 'excluded-before',
      users: [wholeUser('a', 'a-inner')],
      sessions: [ofSession('a0', 'a'), ofSession('a9', 'a')],
    });
    return list;
  }

  test('has an excluded line with all its sessions, which can be included as a whole', () => {
    const list = openListOfExcluded();
    list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
    list.resolve(2, { type: 'session', handle: 'b0', userId: 'b' });
    expect(list.settle()).toMatchObject({ excluded: 2, wholeUsers: 0, excludedBefore: { users: 1 } });
    expect(list.line(1)).toMatchObject({ excluded: true, excludedOfUsers: 2 });
    expect(list.included()).toEqual(['b0']);
    expectCounted(list);
    expect(list.includeLines(1)).toMatchObject({ excluded: 0, wholeUsers: 1 });
    list.resolve(3, { type: 'session', handle: 'a9', userId: 'a-inner' });
    list.settle();
    expect(list.included()).toEqual(['a0', 'a1', 'a9', 'b0']);
    expect(exclusionsOf(list)).toEqual({ users: [], sessions: [] });
    expectCounted(list);
  });

  test('has excluded sessions of lines that name them, also by another id, and each is included alone and stays so', () => {
    const list = openListOfExcluded();
    list.resolve(1, { type: 'session', handle: 'a1', userId: 'a-inner' });
    list.resolve(2, { type: 'session', handle: 'a2', userId: 'a' });
    list.settle();
    expect([1, 2].map((id) => list.line(id)?.excluded)).toEqual([true, true]);
    list.includeLines(1);
    // A line that is looked up again names the same session.
    list.resolve(3, { type: 'session', handle: 'a1', userId: 'a' });
    list.settle();
    expect(list.included()).toEqual(['a1']);
    expect(list.line(1)?.excluded).toBe(false);
    expectCounted(list);
    expect(exclusionsOf(list)).toEqual({ users: ['a'], sessions: ['a0', 'a2', 'a9'] });
  });

  test('is excluded with all sessions when another user of the list turns out to be linked with the user', () => {
    const list = openListOfExcluded();
    list.resolve(1, { type: 'session', handle: 'c0', userId: 'c' });
    list.settle();
    expect(list.included()).toEqual(['c0']);
    list.commit({
      type: 'add-users',
      users: [userRecord('c', { identities: identitiesOf('c', 'a'), whole: true })],
    });
    list.resolve(2, { type: 'session', handle: 'c1', userId: 'c' });
    list.settle();
    expect(list.included()).toEqual([]);
    expectCounted(list);
  });

  test('has excluded sessions when the operator chooses the user on an ambiguous line', () => {
    const list = openListOfExcluded();
    list.resolve(1, { type: 'ambiguous', candidates: ['a', 'b'] });
    list.settle();
    expect(
      list.choose(1, { userId: 'a', sessions: ['a0', 'a1'] }, { userId: 'b', sessions: ['b0'] }),
    ).toMatchObject({ matches: 3, excluded: 2, wholeUsers: 1 });
    expect(list.included()).toEqual(['b0']);
    expect(list.line(1)).toMatchObject({ excluded: false, sessions: 3, excludedOfUsers: 2 });
    expect(exclusionsOf(list).users).toEqual(['a']);
    expect(list.includeLines(1)).toMatchObject({ excluded: 0, wholeUsers: 2 });
    expectCounted(list);
  });
});

test('a session that was excluded before is excluded alone among those of a user line, and included with the line', () => {
  const list = openList(1);
  list.commit({ type: 'excluded-before', users: [partOf('a')], sessions: [ofSession('a0', 'a')] });
  list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0', 'a1'] });
  list.settle();
  expect(list.included()).toEqual(['a1']);
  expect(list.line(1)).toMatchObject({ excluded: false, sessions: 2, excludedOfUsers: 1 });
  list.excludeLines(1);
  expect(list.includeLines(1)).toMatchObject({ excluded: 0, wholeUsers: 1 });
  expectCounted(list);
});

test('a session that was excluded before is counted once when its user is included by two ids that are linked', () => {
  const list = openList(2);
  list.commit({
    type: 'excluded-before',
    users: [{ ...partOf('phone'), own: true }],
    sessions: [ofSession('p0', 'phone')],
  });
  change(list, { type: 'own' }, true);
  list.resolve(1, { type: 'session', handle: 'm0', userId: 'me' });
  const identities = identitiesOf('me', 'phone');
  list.commit({ type: 'add-users', users: [userRecord('me', { identities, whole: true, own: true })] });
  list.resolve(2, { type: 'user', userId: 'me', sessions: ['m0', 'p0'] });
  list.settle();
  change(list, { type: 'own' }, false);
  expect(list.included()).toEqual(['m0', 'p0']);
  expect(exclusionsOf(list)).toEqual({ users: [], sessions: [] });
  expectCounted(list);
});

test.each([
  ['', [], { newSessions: 1, linkedSessions: 0 }],
  [' not, where that user was excluded before', [wholeUser('x')], { newSessions: 0, linkedSessions: 1 }],
])('what begins in a run under the id of a user who is linked since is a new session of the user%s', (_, users, found) => {
  const { commit, file, rev } = openRevocation();
  commit({ type: 'excluded-before', users, sessions: [] });
  commit(
    { type: 'add-users', users: [userRecord('a', { identities: identitiesOf('a'), whole: true })] },
    { type: 'add-matches', matches: [match('a0', { userId: 'a' })] },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const linked = [{ id: 'x', handles: ['x1'], isNew: false }];
  const list = { at: 2, userId: 'a', handles: ['a0', 'x1'], linked };
  const { counts } = runOperation(
    file,
    tableOperations.compareWithList(file, rev, { ...list, onlyListed: false, addNew: true, knownBefore: 0 }),
  );
  const inAll = (byState: Readonly<Record<string, number>>) =>
    Object.values(byState).reduce((sum, n) => sum + n, 0);
  expect({
    newSessions: inAll(counts.newSessions),
    linkedSessions: inAll(counts.linkedSessions),
  }).toEqual(found);
});

describe('what is excluded is not read', () => {
  test.each([
    ['an excluded session is not marked as excluded any more', 'UPDATE target SET role = 0 WHERE role = 2'],
    ['an excluded session is another one', "UPDATE target SET handle = 'other' WHERE role = 2"],
    ['an excluded session is missing', 'DELETE FROM target WHERE role = 2'],
    ['an excluded user is not marked as excluded any more', 'UPDATE user SET flags = 1 WHERE flags & 4 <> 0'],
    ['a user is missing', "DELETE FROM user WHERE user_id = 'b'"],
    ['a session that was excluded before is marked as included', 'UPDATE excluded_before SET included = 1'],
    ['a session that was excluded before is missing', 'DELETE FROM excluded_before'],
  ])('when %s', (_, damage) => {
    const list = openList(2);
    list.commit({ type: 'excluded-before', users: [], sessions: [ofSession('x0')] });
    list.resolve(1, { type: 'user', userId: 'a', sessions: ['a0'] });
    list.resolve(2, { type: 'session', handle: 'b0', userId: 'b' });
    list.settle();
    list.excludeLines(1);
    expect(exclusionsOf(list)).toEqual({ users: ['a'], sessions: ['a0', 'x0'] });
    list.file.db.exec(damage);
    expect(thrownError(() => exclusionsOf(list))).toMatchObject({ code: 'store-damaged' });
  });
});

test('everything that is excluded is read, however much it is', () => {
  const list = openList(1);
  const handles = Array.from({ length: 4_500 }, (_, n) => `a${n}`);
  list.resolve(1, { type: 'user', userId: 'a', sessions: handles });
  list.settle();
  list.excludeLines(1);
  expect(exclusionsOf(list)).toEqual({ users: ['a'], sessions: [...handles].sort() });
});
