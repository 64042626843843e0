import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { OpenFile } from '../files/connection.ts';
import { createStatements } from '../files/statement.ts';
import { isAllRemembered } from './remembered.ts';
import { checksum } from './rows.ts';
import { readScanned } from './scanned.ts';
import { migrations } from './schema.ts';
import { readUsers, toUsers } from './users.ts';

test('more rows of version 4 than one statement of the migration takes get right checksums', () => {
  const db = new DatabaseSync(':memory:');
  for (const migrate of migrations.slice(0, 4)) migrate(db);
  const numbers = Array.from({ length: 21_000 }, (_, at) => at + 1);
  db.prepare(`INSERT INTO scanned SELECT value % 2, 'u' || value FROM json_each(?)`).run(
    JSON.stringify(numbers),
  );
  const insertUser = db.prepare(`INSERT INTO user VALUES (?, 0, ?, NULL, NULL, NULL, 16, NULL, 0, 0, 0, ?)`);
  for (const n of numbers)
    insertUser.run(n, `u${n}`, checksum(n, `u${n}`, null, null, null, 16, null, 0, 0, 0));
  db.prepare(`INSERT INTO remembered SELECT value, 'h' || value FROM json_each(?) WHERE value % 3 > 0`).run(
    JSON.stringify(numbers),
  );
  for (const migrate of migrations.slice(4)) migrate(db);
  const file: OpenFile = { db, prepare: createStatements(db).prepare };
  const userIds = numbers.map((n) => `u${n}`);
  const marked = [0, 1].flatMap((rev) => readScanned(file, rev, { scan: 'first', userIds }));
  expect(marked).toHaveLength(numbers.length);
  const users = toUsers(readUsers(file, numbers));
  expect(users.map(({ remembered }) => remembered)).toEqual(numbers.map((n) => Number(n % 3 > 0)));
  expect(users.every((user) => isAllRemembered(file, user).next().value === true)).toBe(true);
});
