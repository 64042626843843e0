import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createStatements, prepareStatement, type Statement } from './statement.ts';

function openTable(...rows: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (a, b)');
  for (const row of rows) db.exec(`INSERT INTO t VALUES (${row})`);
  return db;
}

const readings: Readonly<Record<string, (statement: Statement) => unknown>> = {
  all: (statement) => statement.all(),
  get: (statement) => [statement.get()],
  iterate: (statement) => [...statement.iterate()],
};
const ways = Object.keys(readings);

test.each(ways)('rows have the values of every type by their columns (%s)', (way) => {
  const db = openTable("x'0102', NULL");
  const sql = "SELECT a, b, 1.5 AS real, 'text' AS a FROM t";
  const row = { b: null, real: 1.5, a: 'text' };
  expect(readings[way]?.(prepareStatement(db, sql))).toEqual([row]);
  expect(readings[way]?.(prepareStatement(db, 'SELECT a FROM t'))).toEqual([{ a: new Uint8Array([1, 2]) }]);
});

test.each(ways)('rows have the columns of the schema as it is by now (%s)', (way) => {
  const db = openTable('1, 2');
  const statement = prepareStatement(db, "SELECT *, 'last' AS last FROM t");
  statement.get();
  db.exec('ALTER TABLE t ADD COLUMN c DEFAULT 3');
  expect(readings[way]?.(statement)).toEqual([{ a: 1, b: 2, c: 3, last: 'last' }]);
  db.exec('ALTER TABLE t DROP COLUMN a');
  expect(readings[way]?.(statement)).toEqual([{ b: 2, c: 3, last: 'last' }]);
});

// A statement that is open keeps the table, and a WAL, as they are.
test.each(ways)('a number that no JavaScript number can be leaves no statement open (%s)', (way) => {
  const db = openTable('9223372036854775807, 1', '1, 1');
  expect(() => readings[way]?.(prepareStatement(db, 'SELECT a FROM t'))).toThrow(RangeError);
  db.exec('DROP TABLE t');
});

test('rows that are left early leave no statement open', () => {
  const db = openTable('1, 1', '2, 2');
  const rows = prepareStatement(db, 'SELECT a FROM t').iterate();
  for (const row of rows) {
    expect(row).toEqual({ a: 1 });
    break;
  }
  db.exec('DROP TABLE t');
});

test('the statements of a file are prepared once for each text, until they are cleared', () => {
  const { clear, prepare } = createStatements(openTable('1, 2'));
  const statement = prepare('SELECT a FROM t');
  expect(prepare('SELECT a FROM t')).toBe(statement);
  expect(prepare('SELECT b FROM t')).not.toBe(statement);
  clear();
  expect(prepare('SELECT a FROM t')).not.toBe(statement);
});
