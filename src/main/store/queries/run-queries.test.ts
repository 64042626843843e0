import { expect, test } from 'vitest';
import {
  addRevocation,
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from './queries.ts';

test('users and sessions that could not be read are paged one by one', () => {
  const { commit, file, rev } = openRevocation();
  const other = addRevocation(file, { id: 'other' });
  commit(
    { type: 'unread', userId: 'bob', handles: ['h1', 'h2', 'h3'] },
    { type: 'unread', userId: 'ada', handles: null },
    { type: 'unread', userId: 'cy', handles: ['h4'] },
    { type: 'unread', userId: 'dan', handles: null },
    { type: 'unread', userId: 'dan', handles: [] },
  );
  const page = (offset: number, limit: number) =>
    tableQueries
      .unreadPage(file, rev, { offset, limit })
      .map(({ userId, handle }) => (handle === null ? userId : `${userId} ${handle}`));
  expect(page(0, 10)).toEqual(['ada', 'bob h1', 'bob h2', 'bob h3', 'cy h4']);
  expect(page(2, 2)).toEqual(['bob h2', 'bob h3']);
  expect(page(5, 10)).toEqual([]);
  expect(tableQueries.unreadPage(file, other, { offset: 0, limit: 10 })).toEqual([]);
});

test('the users of targets are read where sessions are to be ended, and for nothing else', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    { type: 'add-users', users: [userRecord('ada')] },
    { type: 'add-matches', matches: [match('h1', { userId: 'ada' })] },
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const page = { where: 'to-dispatch', after: 0, limit: 10 } as const;
  expect(tableQueries.targetsToEnd(file, rev, page)).toMatchObject([{ handle: 'h1', userId: 'ada' }]);
  file.db.exec(`UPDATE user SET name = 'another'`);
  expect(tableQueries.runTargets(file, rev, page)).toMatchObject([{ handle: 'h1' }]);
  expect(() => tableQueries.targetsToEnd(file, rev, page)).toThrow('file-damaged');
});

test('targets of which receivers have to be told are found by their index where a file has it', () => {
  const { commit, file, rev } = openRevocation();
  commit({
    type: 'add-matches',
    matches: ['h1', 'h2', 'h3', 'h4'].map((handle) => match(handle, { userId: 'ada' })),
  });
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const on = [1, 2, 3, 4];
  for (const type of ['sent', 'confirmed', 'read-absent'] as const)
    commit({ type: 'event', at: 5, event: { type }, on });
  commit({ type: 'signalled', on: [1, 2, 4] });
  const page = { where: 'to-signal', after: 0, limit: 10 } as const;
  const withoutIndex = tableQueries.goneTargets(file, rev, page);
  expect(withoutIndex).toMatchObject([{ id: 3, handle: 'h3' }]);
  // Twice, as a run does that was taken up.
  for (let times = 0; times < 2; times += 1) runOperation(file, tableOperations.indexToSignal(file, rev, {}));
  const prepared: string[] = [];
  const prepare = file.prepare.bind(file);
  Object.assign(file, {
    prepare: (sql: string) => {
      prepared.push(sql);
      return prepare(sql);
    },
  });
  expect(tableQueries.goneTargets(file, rev, page)).toEqual(withoutIndex);
  const query = prepared.find((sql) => sql.includes('ORDER BY t.id')) ?? '';
  const steps = file.db.prepare(`EXPLAIN QUERY PLAN ${query}`).all(0, 1e9, 10);
  expect(steps.map(({ detail }) => String(detail)).join()).toContain('INDEX target_to_signal');
  // It follows what happens to the targets.
  commit({ type: 'signalled', on: [3] }, { type: 'event', at: 6, event: { type: 'read-active' }, on: [1] });
  expect(tableQueries.goneTargets(file, rev, page)).toEqual([]);
  for (const type of ['sent', 'confirmed', 'read-absent'] as const)
    commit({ type: 'event', at: 7, event: { type }, on: [1] });
  expect(tableQueries.goneTargets(file, rev, page)).toMatchObject([
    { handle: 'h1', endedAt: 7, goneSince: 7 },
  ]);
});

test('of an unread user whose row is damaged, only that is shown', () => {
  const { commit, file, rev } = openRevocation();
  commit(
    { type: 'unread', userId: 'ada', handles: ['h1'] },
    { type: 'unread', userId: 'bob', handles: null },
  );
  file.db.exec(`UPDATE unread SET handles = '["h2"]' WHERE user_id = 'ada'`);
  expect(tableQueries.unreadPage(file, rev, { offset: 0, limit: 10 })).toEqual([
    { userId: '', handle: null, damaged: true },
    { userId: 'bob', handle: null, damaged: false },
  ]);
  // What is no JSON either.
  file.db.exec(`UPDATE unread SET handles = '["h2' WHERE user_id = 'ada'`);
  expect(tableQueries.unreadPage(file, rev, { offset: 0, limit: 1 })).toMatchObject([{ damaged: true }]);
});
