import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identitiesOf } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  openTestFile,
  runOperation,
  runSteps,
} from '../../../../test/unit/store/support/revocations.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { storeFailure } from '../files/store-failure.ts';
import { tableQueries } from '../queries/queries.ts';
import { tableOperations } from './operations.ts';

/** More than are compared with their checksums at a time. */
const others = Array.from({ length: 6_000 }, (_, n) => `other-${n}`);

/** One session of each of two users is ordered; `a` has many others, and all of them were listed. */
function openListed(path = ':memory:') {
  const revocation = openRevocation({ path });
  const { commit, file, rev } = revocation;
  commit({
    type: 'add-matches',
    matches: ['a', 'b'].map((userId) => match(`${userId}-target`, { userId })),
  });
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const remember = (userId: string, at: number, more: readonly string[]) =>
    runOperation(
      file,
      tableOperations.rememberLists(file, rev, {
        lists: [{ at, userId, identities: identitiesOf(userId), handles: [`${userId}-target`, ...more] }],
      }),
    );
  const compare = (handles: readonly string[], userId = 'a') =>
    tableOperations.compareWithList(file, rev, {
      ...{ at: 5, userId, handles, linked: [], onlyListed: true, addNew: true, knownBefore: 0 },
    });
  const users = () =>
    tableQueries
      .runUsers(file, rev, { where: 'all', minTargets: 1, after: 0, limit: 10 })
      .map(({ userId, remembered }) => [userId, remembered]);
  remember('a', 3, others);
  remember('b', 4, ['b-other']);
  return { ...revocation, compare, remember, users };
}

const ofA = `user = (SELECT id FROM user WHERE user_id = 'a')`;
const damages = {
  'has another handle': `UPDATE remembered SET handle = 'other-42!' WHERE handle = 'other-42'`,
  'has another user': `UPDATE remembered SET user = user + 7 WHERE handle = 'other-42'`,
  'has another checksum': `UPDATE remembered SET crc = crc + 1 WHERE handle = 'other-42'`,
  'has the handle of a session that began since': `UPDATE remembered SET handle = 'new' WHERE handle = 'other-42'`,
  'is lost': `DELETE FROM remembered WHERE handle = 'other-42'`,
} as const;

describe('what is remembered of a user, of which a row', () => {
  test.each(
    Object.entries(damages),
  )('%s, makes no session a new one, until the user was listed again', (_how, sql) => {
    const { compare, file, remember, rev, users } = openListed();
    file.db.exec(sql);
    const unknown = runOperation(file, compare(['a-target', ...others, 'new']));
    expect(unknown).toMatchObject({
      newSessions: null,
      counts: { newSessions: { planned: 0 }, remembered: 1, watched: { users: 1 } },
    });
    expect(users()).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(file.db.prepare(`SELECT count(*) AS n FROM remembered WHERE ${ofA}`).get()?.n).toBe(0);
    // Others are not concerned.
    expect(runOperation(file, compare(['b-target', 'b-other', 'b-new'], 'b')).newSessions).toBe(1);

    expect(remember('a', 6, [...others, 'new'])).toMatchObject({
      remembered: 6_002,
      watched: { users: 2, to: 6 },
    });
    const later = runOperation(file, compare(['a-target', ...others, 'new', 'later']));
    expect(later).toMatchObject({ newSessions: 1, counts: { newSessions: { planned: 2 } } });
    const { counted, stored } = storedAndCounted(file, rev);
    if (!sql.includes('SET user')) expect(stored).toEqual(counted);
  });

  test('is damaged, is forgotten also when that is cut off after any step', () => {
    for (let steps = 1; ; steps += 1) {
      const { compare, file, rev, users } = openListed();
      file.db.exec(damages['has another handle']);
      const list = ['a-target', ...others, 'new'];
      runSteps(file, compare(list), steps);
      const isDone = users()[0]?.[1] === false;
      const again = runOperation(file, compare(list));
      if (isDone) break;
      expect([steps, again.newSessions]).toEqual([steps, null]);
      expect(again.counts).toMatchObject({ newSessions: { planned: 0 }, remembered: 1 });
      const { counted, stored } = storedAndCounted(file, rev);
      expect(stored).toEqual(counted);
    }
  });
});

test('a list that shows nothing that is not known leaves what is remembered as it is', () => {
  const { compare, file } = openListed();
  file.db.exec(damages['has another handle']);
  const known = others.filter((handle) => handle !== 'other-42');
  expect(runOperation(file, compare(['a-target', ...known]))).toMatchObject({
    newSessions: 0,
    counts: { remembered: 6_001 },
  });
});

/** As a fault of the disk does it: a row whose handle changes is not in its order any more, other than after an UPDATE. */
test('of rows in which any bit is flipped, no session is made a new one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'curfew-remembered-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'damaged.db');
  const { file: intactFile, rev } = openListed(path);
  intactFile.db.close();
  const intact = readFileSync(path);
  const rows: number[] = [];
  for (let at = intact.indexOf('other-'); at >= 0; at = intact.indexOf('other-', at + 1)) rows.push(at);
  const list = { at: 5, userId: 'a', handles: ['a-target', ...others], linked: [] };
  const seen = { forgotten: 0, refused: 0 };
  for (let seed = 1; seed <= seededCases({ full: 1_000, sample: 60 }); seed++) {
    const random = (below: number, salt: number) =>
      (Math.imul(seed * 31 + salt, 2_654_435_761) >>> 8) % below;
    const bytes = Buffer.from(intact);
    const at = (rows[random(rows.length, 1)] ?? 0) - 8 + random(20, 2);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8, 3));
    writeFileSync(path, bytes);
    const file = openTestFile(path);
    try {
      const compared = tableOperations.compareWithList(file, rev, {
        ...list,
        ...{ onlyListed: true, addNew: true, knownBefore: 0 },
      });
      const { counts, newSessions } = runOperation(file, compared);
      expect([seed, counts.newSessions.planned]).toEqual([seed, 0]);
      if (newSessions === null) seen.forgotten += 1;
    } catch (thrown) {
      expect([seed, storeFailure(thrown).error.code]).toEqual([seed, 'store-damaged']);
      seen.refused += 1;
    } finally {
      file.db.close();
    }
  }
  // It is no test when nothing was hit.
  expect(seen.forgotten).toBeGreaterThan(10);
}, 600_000);
