import { describe, expect, test } from 'vitest';
import { openList } from '../../../../test/unit/store/support/lists.ts';
import { runOperation } from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { DatabaseSync } from '../files/connection.ts';
import { createStatements } from '../files/statement.ts';
import { tableOperations } from '../operations/operations.ts';
import { checkChosen } from './choices.ts';
import { toId } from './rows.ts';
import { migrations } from './schema.ts';

/** A list with two ambiguous lines. On the first of them a user with two sessions is chosen. */
function chosenList() {
  const list = openList(2);
  list.resolve(1, { type: 'ambiguous', candidates: ['a', 'b'] });
  list.resolve(2, { type: 'ambiguous', candidates: ['c', 'd'] });
  list.settle();
  list.choose(1, { userId: 'a', sessions: ['a1', 'a2'] });
  return list;
}

const freezes = ({ file, rev }: ReturnType<typeof chosenList>) =>
  runOperation(file, tableOperations.freeze(file, rev, {}));

describe('what was chosen on an ambiguous line', () => {
  test('is in the plan', () => {
    expect(freezes(chosenList())).toMatchObject({ targets: 2, ambiguous: 1 });
  });

  test.each([
    ['another user', 'UPDATE choice SET user = user + 1'],
    ['another line', 'UPDATE choice SET line = line + 1'],
    ['another list of sessions', 'UPDATE choice SET snapshot = snapshot + 1'],
    ['another session', "UPDATE chosen_session SET handle = 'b1' WHERE handle = 'a1'"],
    ['another address of a session', "UPDATE chosen_session SET ip = '203.0.113.7'"],
  ])('is damaged with %s, and no plan is made of it', (_, damage) => {
    const list = chosenList();
    list.file.db.exec(damage);
    expect(thrownError(() => freezes(list))).toMatchObject({ code: 'store-damaged' });
  });

  test('is damaged with another user, and nothing of that user is added', () => {
    const list = chosenList();
    list.file.db.exec('UPDATE choice SET user = user + 1');
    expect(thrownError(() => list.choose(2, { userId: 'c', sessions: ['c1'] }))).toMatchObject({
      code: 'store-damaged',
    });
  });

  test('in a file of version 3 has a right checksum after the migration', () => {
    const db = new DatabaseSync(':memory:');
    for (const migrate of migrations.slice(0, 3)) migrate(db);
    db.prepare('INSERT INTO choice VALUES (?, ?, ?, ?)').run(0, toId(0, 1), toId(0, 1), 1);
    db.prepare('INSERT INTO chosen_session VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[toId(0, 1), 1, 'a1', 1, null, null, 'Firefox', null],
    );
    for (const migrate of migrations.slice(3)) migrate(db);
    const file = { db, prepare: createStatements(db).prepare };
    expect([...checkChosen(file, 0)]).toEqual([1, 1]);
  });
});
