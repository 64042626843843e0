import { expect, test } from 'vitest';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  addRevocation,
  match,
  openTestFile,
  runOperation,
  runSteps,
  summary,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { tableQueries } from '../queries/queries.ts';
import { lastCommit, setCommit } from '../tables/counts.ts';
import { findRev, headOf, headsOf, revOf } from '../tables/head.ts';
import { applyChanges, removeRevocationRows } from './revocations.ts';

test('a revocation is found by its id, with its state, its summary and its documents', () => {
  const file = openTestFile();
  const rev = addRevocation(file, { id: 'a' });
  expect([revOf(file, 'a'), findRev(file, 'b')]).toEqual([rev, null]);
  expect(thrownError(() => revOf(file, 'b'))).toMatchObject({ reason: 'revocation-unknown' });
  const next = { ...summary, reason: 'Ticket 7', targets: 3 };
  applyChanges(file, rev, { type: 'state', state: 'running', summary: next });
  expect(headOf(file, rev)).toMatchObject({ id: 'a', state: 'running', summary: next });
  applyChanges(file, rev, { type: 'documents', documents: { facts: { passes: 1 }, order: null } });
  applyChanges(file, rev, { type: 'documents', documents: { facts: { passes: 2 } } });
  expect(tableQueries.documents(file, rev, { names: ['facts', 'order', 'plan'] })).toEqual({
    facts: { passes: 2 },
    order: null,
  });
  expect(lastCommit(file, rev)).toBe(0);
  setCommit(file, rev, 12);
  expect(tableQueries.counts(file, rev, {}).commit).toBe(12);
});

test('of a head of a newer version the id and the state are read, and no numbers', () => {
  const file = openTestFile();
  addRevocation(file, { id: 'a' });
  file.db.exec('UPDATE head SET version = 99');
  expect(headsOf(file)).toMatchObject([{ id: 'a', version: 99, state: 'draft', summary: null }]);
});

test('ids that the second scan of a run visited are not those that the scan of its rule visited', () => {
  const file = openTestFile();
  const rev = addRevocation(file, { id: 'a' });
  const userIds = ['ada', 'bob', 'carl'];
  const scannedBy = (scan: 'first' | 'second') => [...tableQueries.scanned(file, rev, { scan, userIds })];
  applyChanges(file, rev, { type: 'scanned', scan: 'first', userIds: ['ada', 'bob'] });
  expect([scannedBy('first'), scannedBy('second')]).toEqual([['ada', 'bob'], []]);
  applyChanges(file, rev, { type: 'scanned', scan: 'second', userIds: ['ada', 'carl'] });
  expect([scannedBy('first'), scannedBy('second')]).toEqual([['bob'], ['ada', 'carl']]);
});

test('a revocation that is removed leaves the others in the file as they are, also when that is ended in the middle', () => {
  const file = openTestFile();
  const revs = ['a', 'b', 'c'].map((id) => {
    const rev = addRevocation(file, { id, size: 'small' });
    applyChanges(file, rev, {
      type: 'add-matches',
      matches: Array.from({ length: 1_000 }, (_, n) => match(`h${n}`, { userId: `u${n % 3}` })),
    });
    applyChanges(file, rev, { type: 'add-users', users: [userRecord('u1', { name: id })] });
    applyChanges(file, rev, { type: 'remember-sessions', userId: 'u1', handles: ['x', 'y'] });
    applyChanges(file, rev, { type: 'scanned', scan: 'first', userIds: ['u1'] });
    applyChanges(file, rev, { type: 'unread', userId: 'u9', handles: null });
    applyChanges(file, rev, { type: 'documents', documents: { facts: id } });
    applyChanges(file, rev, { type: 'event', at: 1, event: { type: 'sent' }, on: [1, 2] });
    return rev;
  });
  const [a = 0, b = 0, c = 0] = revs;
  const before = [a, c].map((rev) => tableQueries.counts(file, rev, {}));
  runSteps(file, removeRevocationRows(file, b), 2);
  expect(headOf(file, b).state).toBe('removed');
  runOperation(file, removeRevocationRows(file, b));
  expect([findRev(file, 'b'), headsOf(file).map(({ id }) => id)]).toEqual([null, ['a', 'c']]);
  expect([a, c].map((rev) => tableQueries.counts(file, rev, {}))).toEqual(before);
  for (const rev of [a, c]) {
    const { counted, stored } = storedAndCounted(file, rev);
    expect(stored).toEqual(counted);
    expect(tableQueries.documents(file, rev, { names: ['facts'] }).facts).toBe(rev === a ? 'a' : 'c');
  }
  const tables = file.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  for (const { name } of tables) {
    const columns = file.db.prepare(`PRAGMA table_info(${name})`).all();
    const key = ['rev', 'id', 'user'].find((column) => columns.some((one) => one.name === column));
    const of = key === 'rev' ? key : `${key} / 4294967296`;
    const left = file.db.prepare(`SELECT count(*) AS n FROM ${name} WHERE ${of} = ?`).get(b);
    expect([name, left?.n]).toEqual([name, 0]);
  }
});
