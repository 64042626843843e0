import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/unit/support/store/test-store.ts';
import { type Connection, openForWriting } from './connection.ts';
import { CommitUnknown, inTransactions, syncCommits, transaction } from './transaction.ts';

const full = 2;
const normal = 1;

async function aFile(): Promise<Connection> {
  const file = openForWriting(join(await temporaryFolder(), 'a.db'));
  file.db.exec('CREATE TABLE t (n INTEGER)');
  return file;
}

const insert = (file: Connection, n: number) => void file.prepare('INSERT INTO t VALUES (?)').run(n);
const durabilityOf = (file: Connection) => file.db.prepare('PRAGMA synchronous').get()?.synchronous;

test('a commit that may reach the disk later is there for every reader at once, and the next one waits for the disk again', async () => {
  const file = await aFile();
  let within: unknown;
  transaction(
    file,
    () => {
      within = durabilityOf(file);
      insert(file, 1);
    },
    'later',
  );
  const reader = new DatabaseSync(file.path, { readOnly: true });
  expect(reader.prepare('SELECT n FROM t').all()).toEqual([{ n: 1 }]);
  reader.close();
  expect({ within, after: durabilityOf(file) }).toEqual({ within: normal, after: full });
  syncCommits(file);
  file.close();
});

test('work that throws in a later commit undoes it, and the next commit waits for the disk', async () => {
  const file = await aFile();
  const work = () => {
    insert(file, 1);
    throw new Error('no');
  };
  expect(() => transaction(file, work, 'later')).toThrow('no');
  expect(durabilityOf(file)).toBe(full);
  expect(file.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
  file.close();
});

test('steps reach the disk together, each in a transaction of its own', async () => {
  const file = await aFile();
  function* work() {
    insert(file, 1);
    yield durabilityOf(file);
    insert(file, 2);
    return durabilityOf(file);
  }
  const steps = inTransactions(file, work(), 'later');
  expect([steps.next().value, durabilityOf(file), steps.next().value]).toEqual([normal, full, normal]);
  file.close();
});

test('a disk that cannot say that commits are on it leaves them unknown', async () => {
  const folder = await temporaryFolder();
  expect(() => syncCommits({ path: join(folder, 'missing', 'a.db') })).toThrow(CommitUnknown);
});
