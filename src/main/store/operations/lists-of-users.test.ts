import { describe, expect, test } from 'vitest';
import { identitiesOf } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  runSteps,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { tableQueries } from '../queries/queries.ts';
import { tableOperations } from './operations.ts';

const handles = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe('the first lists of many users', () => {
  test('are remembered in as few transactions as their rows need, and again after an end in the middle', () => {
    const { commit, file, rev } = openRevocation();
    const targets = handles('t', 60);
    commit({ type: 'add-matches', matches: targets.map((handle, n) => match(handle, { userId: `u${n}` })) });
    runOperation(file, tableOperations.freeze(file, rev, {}));
    const lists = targets.map((handle, n) => ({
      ...{ at: 10 + n, userId: `u${n}`, identities: identitiesOf(`u${n}`) },
      handles: [handle, ...handles(`other${n}-`, 100)],
    }));
    const remember = () => tableOperations.rememberLists(file, rev, { lists });
    runSteps(file, remember(), 3);
    let steps = 0;
    for (const _ of remember()) steps += 1;
    // 60 users with 101 sessions and two rows of their own each: nine of them in a transaction.
    expect(steps).toBe(6);
    const counts = runOperation(file, remember());
    expect(counts).toMatchObject({ remembered: 6_000, watched: { users: 60, from: 10, to: 69 } });
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
  });
});

describe('a list of the sessions of a user, read before anything is ended', () => {
  function openPlan() {
    const revocation = openRevocation();
    const { commit, file, rev } = revocation;
    for (let at = 0; at < 3; at += 1)
      commit({ type: 'add-matches', matches: handles(`t${at}-`, 900).map((handle) => match(handle)) });
    runOperation(
      file,
      tableOperations.exclude(file, rev, { exclusion: { type: 'matches', matches: [1] }, excluded: true }),
    );
    runOperation(file, tableOperations.freeze(file, rev, {}));
    const remember = (more: Partial<Parameters<typeof tableOperations.rememberList>[2]> = {}) =>
      tableOperations.rememberList(file, rev, {
        at: 3,
        userId: 'a',
        identities: identitiesOf('a', 'inner-a'),
        handles: [...handles('t0-', 900), ...handles('t1-', 900), ...handles('other', 1_500)],
        maxRemembered: 2_000,
        evenWithoutTargets: false,
        ...more,
      });
    const users = () =>
      tableQueries.runUsers(file, rev, { where: 'to-list', minTargets: 3, after: 0, limit: 10 });
    return { ...revocation, remember, users };
  }

  test('sets the owner of its targets, and remembers the sessions beside them', () => {
    const { file, remember, rev, users } = openPlan();
    // Ended in the middle, it is done again.
    runSteps(file, remember(), 6);
    expect(runOperation(file, remember())).toMatchObject({ targets: 1_799, remembered: true });
    expect(users()).toMatchObject([
      {
        userId: 'a',
        whole: false,
        targets: 1_799,
        remembered: true,
        identities: identitiesOf('a', 'inner-a'),
      },
    ]);
    expect(tableQueries.countTargets(file, rev, { where: 'no-owner' })).toBe(900);
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
  });

  test('remembers nothing when that would be too much', () => {
    const { file, remember, users } = openPlan();
    expect(runOperation(file, remember({ maxRemembered: 1_499 }))).toMatchObject({
      targets: 1_799,
      remembered: false,
    });
    expect(users()).toMatchObject([{ userId: 'a', remembered: false }]);
  });

  test('changes nothing when it shows no target, unless the user is to be watched', () => {
    const { file, remember, users } = openPlan();
    const strangers = { userId: 'b', handles: ['x', 'y', 't0-0'] };
    expect(runOperation(file, remember(strangers))).toMatchObject({ targets: 0, remembered: false });
    expect(users()).toEqual([]);
    const watched = { ...strangers, evenWithoutTargets: true };
    expect(runOperation(file, remember(watched))).toMatchObject({ targets: 0, remembered: true });
    expect(users()).toMatchObject([{ userId: 'b', remembered: true, targets: 0 }]);
  });

  test('shows later which sessions are new: neither targets, nor excluded, nor remembered', () => {
    const { file, remember, rev } = openPlan();
    runOperation(file, remember());
    const list = {
      at: 5,
      userId: 'inner-a',
      handles: [...handles('t0-', 10), ...handles('other', 1_500), ...handles('new', 1_200)],
      linked: [],
      ...{ onlyListed: true, addNew: false, knownBefore: 0 },
    };
    const told = runOperation(file, tableOperations.compareWithList(file, rev, list));
    expect(told).toMatchObject({ newSessions: 1_200, counts: { newSessions: { planned: 0 } } });
    // Of 1,799 targets in the list before, 9 are active: the tenth is excluded.
    expect(told.counts.targets).toMatchObject({ planned: 9 + 900, 'already-gone': 1_790 });
    const added = runOperation(file, tableOperations.compareWithList(file, rev, { ...list, addNew: true }));
    expect(added).toMatchObject({ newSessions: 1_200, counts: { newSessions: { planned: 1_200 } } });
    const again = runOperation(file, tableOperations.compareWithList(file, rev, { ...list, addNew: true }));
    expect(again.newSessions).toBe(0);
  });
});

describe('lists of a user of whom everything is ordered, and of one who is linked with that user since', () => {
  /** Everything of `a` is ordered, one session of `b`, and two sessions without an owner. */
  function openPlan() {
    const revocation = openRevocation();
    const { commit, file, rev } = revocation;
    commit(
      {
        type: 'add-users',
        users: [userRecord('b'), userRecord('a', { identities: identitiesOf('a'), whole: true })],
      },
      {
        type: 'add-matches',
        matches: [
          match('b1', { userId: 'b' }),
          match('a1', { userId: 'a' }),
          ...['n1', 'n2'].map((handle) => match(handle)),
        ],
      },
    );
    runOperation(file, tableOperations.freeze(file, rev, {}));
    const remember = (userId: string, handles: string[], underOthers: { id: string; handles: string[] }[]) =>
      runOperation(
        file,
        tableOperations.rememberList(file, rev, {
          ...{ at: 3, userId, identities: identitiesOf('b', 'a'), handles, underOthers },
          ...{ maxRemembered: 10, evenWithoutTargets: true },
        }),
      );
    const compare = (
      userId: string,
      handles: string[],
      linked: { id: string; handles: string[]; isNew: boolean }[] = [],
      knownBefore = 0,
    ) =>
      runOperation(
        file,
        tableOperations.compareWithList(file, rev, {
          ...{ at: 5, userId, handles, linked, onlyListed: userId === 'b', addNew: true, knownBefore },
        }),
      );
    const users = () =>
      tableQueries
        .runUsers(file, rev, { where: 'all', minTargets: 3, after: 0, limit: 10 })
        .map(({ remembered, targets, userId }) => [userId, targets, remembered]);
    const toDispatch = () =>
      tableQueries
        .runTargets(file, rev, { where: 'to-dispatch', after: 0, limit: 10 })
        .map(({ handle }) => handle);
    return { ...revocation, compare, remember, toDispatch, users };
  }

  test('leave that user the id, the targets and what begins under the id', () => {
    const { compare, file, remember, rev, toDispatch, users } = openPlan();
    const underOthers = [{ id: 'a', handles: ['a1', 'new'] }];
    expect(remember('b', ['b1', 'own', 'a1', 'new'], underOthers)).toMatchObject({
      targets: 1,
      counts: { remembered: 1 },
    });
    expect(users()).toEqual([
      ['b', 1, true],
      ['a', 1, false],
    ]);
    const linked = [{ id: 'a', handles: ['new'], isNew: false }];
    expect(compare('b', ['own', 'new'], linked).counts.newSessions.planned).toBe(1);
    expect(compare('a', ['a1', 'new', 'next']).counts.newSessions.planned).toBe(2);
    expect(toDispatch()).toEqual(['a1', 'n1', 'n2', 'new', 'next']);
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
  });

  test('do not show that a session is gone which the list of the other one added since they were read', () => {
    const { compare } = openPlan();
    const linked = [{ id: 'a', handles: ['new'], isNew: false }];
    compare('b', ['b1', 'new'], linked);
    expect(compare('a', ['a1']).counts.newSessions).toMatchObject({ planned: 1, 'already-gone': 0 });
    const later = compare('a', ['a1'], [], 1);
    expect(later.counts.newSessions).toMatchObject({ planned: 0, 'already-gone': 1 });
  });

  test('do not take what began since the plan was frozen for what that user had before', () => {
    const { compare, remember, toDispatch } = openPlan();
    expect(remember('a', ['a1', 'n1', 'new'], []).counts.remembered).toBe(0);
    compare('a', ['a1', 'n1', 'new']);
    expect(toDispatch()).toContain('new');
  });
});

test('a list of a user says nothing of the targets of another user to whom the id leads since they were linked', () => {
  const { commit, file, rev } = openRevocation();
  const [ada, bob] = ['a', 'b'].map((id) => userRecord(id, { identities: identitiesOf(id) }));
  commit(
    { type: 'add-users', users: [ada, bob].flatMap((user) => user ?? []) },
    {
      type: 'add-matches',
      matches: ['a', 'b'].flatMap((userId) => handles(userId, 3).map((handle) => match(handle, { userId }))),
    },
    // A session of Ada that could not be read before was read again.
    { type: 'add-users', users: [userRecord('a', { identities: identitiesOf('a', 'b') })] },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const list = {
    at: 5,
    userId: 'b',
    handles: ['b1'],
    linked: [],
    onlyListed: true,
    addNew: false,
    knownBefore: 0,
  };
  runOperation(file, tableOperations.compareWithList(file, rev, list));
  const targets = tableQueries.findTargets(file, rev, { handles: [...handles('a', 3), ...handles('b', 3)] });
  expect(targets.map(({ handle, state }) => [handle, state])).toEqual([
    ...handles('a', 3).map((handle) => [handle, 'planned']),
    ...[
      ['b0', 'already-gone'],
      ['b1', 'planned'],
      ['b2', 'already-gone'],
    ],
  ]);
});

test('a list that shows what is known already changes no row', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    { type: 'add-users', users: [userRecord('a', { identities: identitiesOf('a'), whole: true })] },
    { type: 'add-matches', matches: handles('t', 5).map((handle) => match(handle, { userId: 'a' })) },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const linked = [{ id: 'b', handles: ['of-b'], isNew: true }];
  const list = {
    ...{ userId: 'a', handles: ['t1', 'new', 'of-b'], linked },
    ...{ onlyListed: false, addNew: true, knownBefore: 0 },
  };
  const first = runOperation(file, tableOperations.compareWithList(file, rev, { ...list, at: 5 }));
  expect(first.counts).toMatchObject({
    newSessions: { planned: 1 },
    linkedSessions: { planned: 1 },
    watched: { users: 1, from: 5, to: 5 },
  });
  const changes = () => file.db.prepare('SELECT total_changes() AS n').get()?.n;
  const before = changes();
  expect(runOperation(file, tableOperations.compareWithList(file, rev, { ...list, at: 9 })).counts).toEqual(
    first.counts,
  );
  expect(changes()).toBe(before);
});

test('users are not listed when their list can show too few targets', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    {
      type: 'add-users',
      users: [
        userRecord('few', { identities: identitiesOf('few') }),
        userRecord('many', { identities: identitiesOf('many') }),
        userRecord('unlisted'),
        userRecord('whole', { identities: identitiesOf('whole'), whole: true }),
      ],
    },
    {
      type: 'add-matches',
      matches: ['few', 'many', 'unlisted', 'whole'].flatMap((userId) =>
        handles(userId, userId === 'few' ? 2 : 3).map((handle) => match(handle, { userId })),
      ),
    },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const toList = () =>
    tableQueries
      .runUsers(file, rev, { where: 'to-list', minTargets: 3, after: 0, limit: 10 })
      .map(({ userId }) => userId);
  expect(toList()).toEqual(['many', 'whole']);
  expect(tableQueries.countUsers(file, rev, { where: 'to-list', minTargets: 3 })).toBe(2);
  const [many] = tableQueries.findTargets(file, rev, { handles: ['many1'] });
  commit({ type: 'event', at: 1, event: { type: 'read-absent' }, on: [many?.id ?? 0] });
  expect(toList()).toEqual(['whole']);
});

test('users with open targets are closed when everything of them is ordered', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    {
      type: 'add-users',
      users: [userRecord('a', { whole: true }), userRecord('b', { whole: true }), userRecord('c')],
    },
    { type: 'add-matches', matches: ['a', 'b', 'c'].map((userId) => match(`${userId}0`, { userId })) },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  commit({ type: 'event', at: 1, event: { type: 'read-absent' }, on: [1] });
  const users = tableQueries.runUsers(file, rev, { where: 'to-close', minTargets: 1, after: 0, limit: 10 });
  expect(users.map(({ userId }) => userId)).toEqual(['b']);
  expect(tableQueries.openTargetsOf(file, rev, { user: users[0]?.id ?? 0 })).toMatchObject([
    { handle: 'b0' },
  ]);
});
