import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import { findInCatalogue } from '../../../src/main/store/catalogue/catalogue.ts';
import { openForReading } from '../../../src/main/store/files/connection.ts';
import type { Store } from '../../../src/main/store/interface.ts';
import { operationMethods, pageMethods, queryMethods } from '../../../src/main/store/method-names.ts';
import {
  createTestRevocation,
  openTestStore,
  summaryOf,
  temporaryFolder,
} from '../support/store/test-store.ts';

const sizes = ['small', 'large'] as const;

/** A closed data folder with a revocation in a file of this kind, and with another one in each kind of file. */
async function closedFolder(size: (typeof sizes)[number]) {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  const summary = summaryOf({ reason: 'the one that is damaged' });
  const id = await createTestRevocation(store, { size, summary, documents: { plan: 'plan' } });
  const intact = await createTestRevocation(store, { size: 'small', documents: { plan: 'intact' } });
  await store.close();
  const path = join(folder, 'revocations', size === 'small' ? 'small.db' : `${id}.db`);
  return { folder, id, intact, path };
}

/** The failure by its code; what did not fail by its value. */
function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((thrown: Failure) => thrown.error.code);
}

function change(path: string, sql: string, id: string): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  expect(db.prepare(sql).run(id).changes).toBe(1);
  db.close();
}

const losses = [
  ['is lost', 'DELETE FROM head WHERE id = ?'],
  ['has another id', "UPDATE head SET id = 'x' || id WHERE id = ?"],
] as const;
const cases = losses.flatMap(([loss, sql]) => sizes.map((size) => [loss, size, sql] as const));

describe('a revocation that the catalogue lists, but whose head', () => {
  test.each(cases)('%s, is damaged for everyone who reads it (%s)', async (_, size, sql) => {
    const { folder, id, intact, path } = await closedFolder(size);
    change(path, sql, id);
    const store = await openTestStore(folder);
    expect(await store.read.entry({ id })).toMatchObject({ id });
    const read = store.read as unknown as Record<string, (input: object) => Promise<unknown>>;
    const input = { id, view: null, offset: 0, limit: 1, names: ['plan'] };
    for (const method of [...queryMethods, ...pageMethods])
      expect([method, await outcomeOf(read[method]?.(input) as Promise<unknown>)]).toEqual([
        method,
        'store-damaged',
      ]);
    const view = { id, of: 'targets', show: null, search: null, sort: null } as const;
    expect(await outcomeOf(store.read.openView(view))).toBe('store-damaged');
    // The catalogue is told by another thread.
    await expect.poll(() => store.read.entry({ id })).toMatchObject({ type: 'unreadable' });
    expect(await store.read.documents({ id: intact, names: ['plan'] })).toEqual({ plan: 'intact' });
  });

  test.each(cases)('%s, is damaged for everyone who writes to it (%s)', async (_, size, sql) => {
    const { folder, id, intact, path } = await closedFolder(size);
    change(path, sql, id);
    const store = await openTestStore(folder);
    expect(await outcomeOf(store.write.commit({ id, commit: 1, changes: [] }))).toBe('store-damaged');
    const write = store.write as unknown as Record<string, (input: object) => Promise<unknown>>;
    for (const method of operationMethods)
      expect([method, await outcomeOf(write[method]?.({ id }) as Promise<unknown>)]).toEqual([
        method,
        'store-damaged',
      ]);
    expect(await store.write.commit({ id: intact, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
  });

  test.each(
    sizes,
  )('says that it was removed, without the checksum of that, is still there (%s)', async (size) => {
    const { folder, id, path } = await closedFolder(size);
    change(path, "UPDATE head SET state = 'removed' WHERE id = ?", id);
    const store = await openTestStore(folder);
    expect(await store.read.documents({ id, names: ['plan'] })).toEqual({ plan: 'plan' });
  });

  test('is lost, can be removed with its file', async () => {
    const { folder, id, path } = await closedFolder('large');
    change(path, 'DELETE FROM head WHERE id = ?', id);
    const store = await openTestStore(folder);
    await store.write.remove({ id });
    expect(await outcomeOf(store.read.entry({ id }))).toBe('not-found');
  });
});

/** Changes a byte of each place in turn where the file has this text, and looks at the store each time. */
async function eachPlace(path: string, text: string, look: () => Promise<void>): Promise<number> {
  const whole = readFileSync(path);
  let places = 0;
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
    const damaged = Buffer.from(whole);
    damaged[at + text.length - 1] = (damaged[at + text.length - 1] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    await look();
    places += 1;
  }
  return places;
}

async function truth(store: Store, id: string): Promise<void> {
  const documents = await outcomeOf(store.read.documents({ id, names: ['plan'] }));
  if (documents !== 'store-damaged') expect(documents).toEqual({ plan: 'plan' });
}

describe('a byte that is wrong', () => {
  test.each(sizes)('in the id of a head, or in its index, hides nothing (%s)', async (size) => {
    const { folder, id, path } = await closedFolder(size);
    const catalogue = readFileSync(join(folder, 'curfew.db'));
    const places = await eachPlace(path, id, async () => {
      // What the last round found out is forgotten.
      writeFileSync(join(folder, 'curfew.db'), catalogue);
      const store = await openTestStore(folder);
      await truth(store, id);
      await store.close();
    });
    expect(places).toBeGreaterThanOrEqual(2);
  });

  test('in the name of a number does not hide documents', async () => {
    const { folder, id, path } = await closedFolder('large');
    await eachPlace(path, 'documents', async () => {
      const store = await openTestStore(folder);
      await truth(store, id);
      await store.close();
    });
  });

  test('in the id of a row of the catalogue, or in its index, hides nothing', async () => {
    const { folder, id } = await closedFolder('large');
    const places = await eachPlace(join(folder, 'curfew.db'), id, async () => {
      const store = await openTestStore(folder);
      expect(await outcomeOf(store.read.entry({ id }))).toMatchObject({ type: 'readable' });
      await truth(store, id);
      await store.close();
    });
    expect(places).toBeGreaterThanOrEqual(2);
  });

  test('in the index of the catalogue, since that was opened, does not make a listed revocation unknown', async () => {
    const { folder, id } = await closedFolder('large');
    const path = join(folder, 'curfew.db');
    const told: unknown[] = [];
    await eachPlace(path, id, async () => {
      const file = openForReading(path);
      told.push(await outcomeOf(new Promise((resolve) => resolve(findInCatalogue(file, id).id))));
      file.close();
    });
    // At some places the id is only to be searched by: nothing is wrong for who does not search.
    expect(new Set(told)).toEqual(new Set([id, 'store-damaged']));
  });
});
