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
