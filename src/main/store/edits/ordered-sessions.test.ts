import { describe, expect, test } from 'vitest';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from '../queries/queries.ts';

/** A plan with a session of ada and two of bob, of which one is excluded. */
function openPlan() {
  const revocation = openRevocation();
  const { commit, file, rev } = revocation;
  commit(
    { type: 'add-users', users: [userRecord('ada'), userRecord('bob')] },
    {
      type: 'add-matches',
      matches: [
        match('a1', { userId: 'ada' }),
        match('b1', { userId: 'bob' }),
        match('b2', { userId: 'bob' }),
      ],
    },
  );
  runOperation(
    file,
    tableOperations.exclude(file, rev, { exclusion: { type: 'matches', matches: [2] }, excluded: true }),
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const addSessions = (userId: string, handles: readonly string[], isOrdered = true) =>
    commit({
      ...{ type: 'new-sessions', at: 1, userId, handles, seen: 'active' },
      ...(isOrdered ? { ordered: { under: userId } } : {}),
    } as const);
  const toDispatch = () =>
    tableQueries
      .runTargets(file, rev, { where: 'to-dispatch', after: 0, limit: 10 })
      .map(({ handle, newSession }) => (newSession ? `${handle} new` : handle));
  return { ...revocation, addSessions, toDispatch };
}

describe('new sessions that the order covers', () => {
  test('are dispatched, whoever has them, and others are not', () => {
    const { file, addSessions, rev, toDispatch } = openPlan();
    addSessions('ada', ['x1'], false);
    addSessions('ada', ['x2']);
    addSessions('carl', ['x3']);
    expect(toDispatch()).toEqual(['a1', 'b2', 'x2 new', 'x3 new']);
    expect(tableQueries.countTargets(file, rev, { where: 'to-dispatch' })).toBe(4);
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
  });

  test('are also those that were known as new, once the order is known to cover them', () => {
    const { addSessions, toDispatch } = openPlan();
    addSessions('ada', ['x1'], false);
    addSessions('ada', ['x1']);
    expect(toDispatch()).toContain('x1 new');
  });

  test('of a user of whom a session was excluded are known, and not dispatched', () => {
    const { file, addSessions, rev, toDispatch } = openPlan();
    addSessions('bob', ['b1', 'x1']);
    expect(toDispatch()).toEqual(['a1', 'b2']);
    expect(tableQueries.counts(file, rev, {}).newSessions.planned).toBe(1);
  });

  test('of a user who was excluded as a whole are passed over', () => {
    const { commit, file, addSessions, rev, toDispatch } = openPlan();
    runOperation(file, tableOperations.exclude(file, rev, { exclusion: { type: 'own' }, excluded: true }));
    runOperation(file, tableOperations.freeze(file, rev, {}));
    commit({ type: 'add-users', users: [userRecord('me', { own: true })] });
    addSessions('me', ['x1']);
    expect(toDispatch()).toEqual(['a1', 'b2']);
    expect(tableQueries.counts(file, rev, {}).newSessions.planned).toBe(0);
  });

  test('a target that is seen again is active, and an excluded one stays excluded', () => {
    const { commit, file, addSessions, rev, toDispatch } = openPlan();
    commit({ type: 'event', at: 1, event: { type: 'sent' }, on: [1] });
    commit({ type: 'event', at: 1, event: { type: 'confirmed' }, on: [1] });
    addSessions('ada', ['a1']);
    expect(toDispatch()).toEqual(['a1', 'b2']);
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
  });
});
