import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/contract/failure.ts';
import type { CatalogueRequest, Store } from '../../../src/main/store/interface.ts';
import { seededCases } from '../support/full-run.ts';
import {
  createTestRevocation,
  openTestStore,
  summaryOf,
  temporaryFolder,
} from '../support/store/test-store.ts';

const seeds = Array.from({ length: seededCases({ full: 200, sample: 5 }) }, (_, index) => index + 1);

const everything: CatalogueRequest = {
  connectionId: null,
  exceptConnections: [],
  states: ['draft', 'planned', 'running', 'ended'],
  search: null,
  outcomes: null,
  from: null,
  to: null,
  sort: { column: 'createdAt', direction: 'ascending' },
  offset: 0,
  limit: 100,
};

/** Numbers between 0 and 1 that follow from the seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = createHash('sha256').update(String(state)).digest().readUInt32LE(0);
    return state / 2 ** 32;
  };
}

async function flipBytes(path: string, random: () => number, count: number): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  for (let flip = 0; flip < count; flip++) {
    const at = Math.floor(random() * size);
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ (1 << Math.floor(random() * 8));
    await file.write(byte, 0, 1, at);
  }
  await file.close();
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

interface Made {
  readonly id: string;
  readonly reason: string;
}

async function createSome(store: Store): Promise<Made[]> {
  const made: Made[] = [];
  for (const size of ['large', 'large', 'small', 'small'] as const) {
    const id = randomUUID();
    const reason = `reason of ${id}`;
    const matches = Array.from({ length: 200 }, (_, index) => ({
      handle: `handle-${index}-${id}`,
      userId: `user-${index % 20}`,
      createdAt: index,
      expiry: null,
      ip: null,
      userAgent: null,
      line: null,
    }));
    await createTestRevocation(store, {
      id,
      size,
      summary: summaryOf({ createdAt: made.length, reason }),
      documents: { plan: { id } },
      changes: [{ type: 'add-matches', matches }],
    });
    made.push({ id, reason });
  }
  return made;
}

/** An answer is what was written, or says that it is not to be believed. Anything else fails the test. */
async function expectTruth(store: Store, { id, reason }: Made): Promise<'intact' | 'damaged'> {
  let damaged = false;
  async function believed<T>(work: Promise<T>, check: (value: T) => void): Promise<void> {
    let value: T;
    try {
      value = await work;
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Failure);
      expect((thrown as Failure).error.code).toMatch(/^store-(damaged|newer)$/);
      damaged = true;
      return;
    }
    check(value);
  }
  await believed(store.read.entry({ id }), (entry) => {
    if (entry.type === 'unreadable') damaged = true;
    else expect(entry.summary.reason).toBe(reason);
  });
  await believed(store.read.documents({ id, names: ['plan'] }), (found) =>
    expect(found).toEqual({ plan: { id } }),
  );
  await believed(store.read.counts({ id }), (counts) => expect(counts.matches).toBe(200));
  await believed(store.read.matches({ id, view: null, offset: 0, limit: 300 }), (rows) => {
    for (const row of rows) {
      if (row.damaged) damaged = true;
      else expect(row.handle).toMatch(new RegExp(`^handle-\\d+-${id}$`));
    }
  });
  return damaged ? 'damaged' : 'intact';
}

describe('random damage', () => {
  test.each(
    seeds,
  )('of closed files is told, never believed, and stays where it is (seed %i)', async (seed) => {
    const random = seeded(seed);
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const made = await createSome(first);
    await first.close();
    const names = readdirSync(join(folder, 'revocations')).map((name) => join('revocations', name));
    const name = ['curfew.db', ...names][Math.floor(random() * (names.length + 1))] as string;
    const others = names.filter((other) => other !== name);
    const before = others.map((other) => hashOf(join(folder, other)));
    await flipBytes(join(folder, name), random, 1 + Math.floor(random() * 20));

    const store = await openTestStore(folder);
    const { total } = await store.read.catalogue(everything);
    expect(total).toBeGreaterThanOrEqual(made.length);
    for (const one of made) {
      const isOther = !name.includes(one.id) && name !== join('revocations', 'small.db');
      const told = await expectTruth(store, one);
      if (isOther) expect(told).toBe('intact');
    }
    const made2 = await createTestRevocation(store, { size: 'small' });
    expect(await store.write.commit({ id: made2, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
    await store.close();
    // Reading changes nothing: only the file of small revocations was written to.
    for (const [index, other] of others.entries()) {
      if (!other.endsWith('small.db')) expect(hashOf(join(folder, other))).toBe(before[index]);
    }
  });

  test.each(
    seeds,
  )('of open files is reported, never shown as true, and ends no thread (seed %i)', async (seed) => {
    const random = seeded(seed + 1_000_000);
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const made = await createSome(store);
    for (const { id } of made) {
      await store.write.commit({
        id,
        commit: 2,
        changes: [{ type: 'documents', documents: { plan: { id } } }],
      });
      await store.read.counts({ id });
    }
    const [damaged, intact] = made as [Made, Made];
    const path = join(folder, 'revocations', `${damaged.id}.db`);
    expect(existsSync(`${path}-wal`)).toBe(true);
    await flipBytes(random() < 0.5 ? path : `${path}-wal`, random, 1 + Math.floor(random() * 20));
    await expectTruth(store, damaged);
    await store.write.commit({ id: damaged.id, commit: 3, changes: [] }).catch((thrown: Failure) => {
      expect(thrown.error.code).toMatch(/^store-/);
    });
    expect(await expectTruth(store, intact)).toBe('intact');
    expect(await store.write.commit({ id: intact.id, commit: 3, changes: [] })).toMatchObject({ commit: 3 });
    await store.close();
    const again = await openTestStore(folder);
    await expectTruth(again, damaged);
    expect(await expectTruth(again, intact)).toBe('intact');
  });
});
