import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  match,
  openRevocation,
  openTestFile,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import { storeFailure } from '../files/store-failure.ts';
import { snapshot } from '../files/transaction.ts';
import { tableOperations } from '../operations/operations.ts';
import { headsOf, revOf } from '../tables/head.ts';
import { tableQueries } from './queries.ts';

/** Runs with `CURFEW_FULL=1` damage as many files as the issue asks for. */
const runs = seededCases({ full: 1_000, sample: 60 });
const size = 400;
const folder = mkdtempSync(join(tmpdir(), 'curfew-damage-'));
const intact = join(folder, 'intact.db');

/** Reads everything of a revocation, as screens and runs do. What is thrown is kept by its code. */
function readAll(file: OpenFile) {
  const codes: string[] = [];
  function read<T>(work: (rev: number) => T): T | null {
    try {
      return snapshot(file, () => work(revOf(file, 'revocation')));
    } catch (thrown) {
      codes.push(storeFailure(thrown).error.code);
      return null;
    }
  }
  const page = { type: 'offset', offset: 0, limit: size * 2 } as const;
  const ids = { type: 'ids', ids: Array.from({ length: size }, (_, at) => at + 1) } as const;
  return {
    heads: read(() => headsOf(file)),
    documents: read((rev) => tableQueries.documents(file, rev, { names: ['plan', 'source'] })),
    counts: read((rev) => tableQueries.counts(file, rev, {})),
    unread: read((rev) => tableQueries.unread(file, rev, { after: '', limit: 10 })),
    shares: read((rev) => tableQueries.shares(file, rev, { limit: 10 })),
    errors: read((rev) => tableQueries.targetErrors(file, rev, {})),
    lines: read((rev) => tableQueries.lines(file, rev, page)),
    targets: read((rev) => tableQueries.targets(file, rev, page)),
    targetsByIds: read((rev) => tableQueries.targets(file, rev, ids)),
    matches: read((rev) => tableQueries.matches(file, rev, page)),
    runTargets: read((rev) =>
      tableQueries.runTargets(file, rev, { where: 'not-ended', after: 0, limit: size }),
    ),
    users: read((rev) =>
      tableQueries.runUsers(file, rev, { where: 'all', minTargets: 1, after: 0, limit: size }),
    ),
    found: read((rev) => tableQueries.findTargets(file, rev, { handles: ['h1', 'h77_tenant', 'h300'] })),
    codes,
  };
}

type Read = ReturnType<typeof readAll>;
let truth: Read;

beforeAll(() => {
  const revocation = openRevocation({ path: intact, isList: true });
  const { commit, file, rev } = revocation;
  const numbers = Array.from({ length: size }, (_, at) => at + 1);
  const userOf = (n: number) => `user-${n % 40}`;
  const handleOf = (n: number) => (n % 7 === 0 ? `h${n}_tenant` : `h${n}`);
  commit(
    { type: 'documents', documents: { plan: { text: 'plan' }, source: { name: 'list.csv' } } },
    { type: 'unread', userId: 'gone', handles: ['x', 'y'] },
    {
      type: 'add-users',
      users: Array.from({ length: 40 }, (_, at) =>
        userRecord(`user-${at}`, {
          name: `user${at}@example.com`,
          identities: [{ id: `inner-${at}`, kind: 'internal', recipeUserId: `user-${at}` }],
        }),
      ),
    },
    {
      type: 'add-lines',
      lines: numbers.map((number) => ({
        number,
        text: handleOf(number),
        kind: 'session-handle',
        result: { type: 'open' },
      })),
    },
    {
      type: 'add-matches',
      matches: numbers.map((n) =>
        match(handleOf(n), { userId: userOf(n), line: n, ip: '192.0.2.7', userAgent: 'Browser' }),
      ),
    },
    {
      type: 'resolve-lines',
      lines: numbers.map((id) => ({
        id,
        kind: 'session-handle',
        result: {
          type: 'session',
          handle: handleOf(id),
          tenantId: 'public',
          userId: userOf(id),
          createdAt: 1,
        },
      })),
    },
  );
  runOperation(file, tableOperations.settleList(file, rev, {}));
  runOperation(
    file,
    tableOperations.exclude(file, rev, { exclusion: { type: 'lines', lines: [5, 6] }, excluded: true }),
  );
  runOperation(file, tableOperations.freeze(file, rev, {}));
  const sent = numbers.filter((n) => n > 20 && n % 2 === 0);
  commit({ type: 'event', at: 100, event: { type: 'sent' }, on: sent });
  commit({ type: 'event', at: 200, event: { type: 'confirmed' }, on: sent.slice(0, 120) });
  const error = failure('timeout', { params: { cause: 'ETIMEDOUT' } }).error;
  commit({ type: 'event', at: 300, event: { type: 'lost', error }, on: sent.slice(120) });
  truth = readAll(file);
  file.db.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A small generator, so that a run can be repeated by its number. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) >>> 0;
    return state % below;
  };
}

function damage(path: string, seed: number): void {
  const random = randomOf(seed);
  const bytes = statSync(path).size;
  const handle = openSync(path, 'r+');
  for (let flips = 1 + random(8); flips > 0; flips--) {
    // What is in the header of the file decides whether it is opened at all.
    const at = seed % 4 === 0 ? random(bytes) : 100 + random(bytes - 100);
    writeSync(handle, Uint8Array.of(random(256)), 0, 1, at);
  }
  closeSync(handle);
}

function expectTrue<Row extends { readonly id: number; readonly damaged: boolean }>(
  rows: readonly Row[] | null,
  all: readonly Row[] | null,
): number {
  const byId = new Map(all?.map((row) => [row.id, row]));
  for (const row of rows ?? []) if (!row.damaged) expect(row).toEqual(byId.get(row.id));
  return rows?.filter(({ damaged }) => damaged).length ?? 0;
}

// All 1,000 files take most of a minute on a machine with nothing else to do.
test('of a damaged file no row with a wrong checksum is shown as true, and nothing crashes', {
  timeout: 600_000,
}, () => {
  const seen = { damagedRows: 0, unharmed: 0, refused: 0 };
  for (let seed = 1; seed <= runs; seed++) {
    const path = join(folder, 'damaged.db');
    copyFileSync(intact, path);
    damage(path, seed);
    let read: Read;
    let file: OpenFile | undefined;
    try {
      file = openTestFile(path);
      read = readAll(file);
    } catch (thrown) {
      // A file that cannot be opened.
      expect([seed, storeFailure(thrown).error.code]).toEqual([seed, 'store-damaged']);
      seen.refused += 1;
      continue;
    } finally {
      file?.db.close();
    }
    // With a head that is damaged the revocation may not be found by its id.
    for (const code of read.codes) expect(['store-damaged', 'not-found']).toContain(code);
    // Rows that are missing are not passed over.
    for (const name of ['targets', 'matches', 'lines', 'runTargets'] as const)
      if (read[name] !== null)
        expect([seed, name, read[name].length]).toEqual([seed, name, truth[name]?.length]);
    const damagedRows =
      expectTrue(read.targets, truth.targets) +
      expectTrue(read.targetsByIds, truth.targetsByIds) +
      expectTrue(read.matches, truth.matches) +
      expectTrue(read.lines, truth.lines);
    for (const name of ['counts', 'documents', 'unread', 'errors'] as const)
      if (read[name] !== null) expect([seed, name, read[name]]).toEqual([seed, name, truth[name]]);
    const targets = new Map(truth.runTargets?.map((row) => [row.id, row]));
    for (const row of read.runTargets ?? []) expect(row).toEqual(targets.get(row.id));
    const users = new Map(truth.users?.map((row) => [row.id, row]));
    for (const row of read.users ?? []) expect(row).toEqual(users.get(row.id));
    for (const { summary } of read.heads ?? [])
      if (summary) expect(summary).toEqual(truth.heads?.[0]?.summary);
    seen.damagedRows += damagedRows;
    if (read.codes.length === 0 && damagedRows === 0) seen.unharmed += 1;
  }
  // It is no test when nothing was hit.
  expect(seen.damagedRows).toBeGreaterThan(10);
  expect(seen.unharmed).toBeLessThan(runs);
});
