import { existsSync, readdirSync } from 'node:fs';
import { copyFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openAuditLog } from '../../../src/main/audit/audit-log.ts';
import { openSigningKey } from '../../../src/main/audit/signing-key.ts';
import { systemClock } from '../../../src/main/shared/clock.ts';
import type { CatalogueRequest, Store } from '../../../src/main/store/interface.ts';
import type { RevocationSummary } from '../../../src/main/store/records.ts';
import { entryOf, testSecrets } from '../audit/support/test-log.ts';
import { errorOf } from '../support/rejection.ts';
import {
  createTestRevocation,
  openTestStore,
  summaryOf,
  temporaryFolder,
} from '../support/store/test-store.ts';

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

async function idsOf(store: Store, more: Partial<CatalogueRequest> = {}): Promise<string[]> {
  return (await store.read.catalogue({ ...everything, ...more })).entries.map(({ id }) => id);
}

function revocation(store: Store, more: Partial<RevocationSummary>, size: 'small' | 'large' = 'small') {
  return createTestRevocation(store, { size, summary: summaryOf(more) });
}

describe('the catalogue', () => {
  test('lists revocations in pages, in every order, those without a value last', async () => {
    const store = await openTestStore(await temporaryFolder());
    const a = await revocation(store, { createdAt: 1, ticket: 'b', targets: 30 });
    const b = await revocation(store, { createdAt: 2, ticket: null, targets: 20 });
    const c = await revocation(store, { createdAt: 3, ticket: 'A', targets: 10 });
    const by = (column: CatalogueRequest['sort']['column'], direction: 'ascending' | 'descending') =>
      idsOf(store, { sort: { column, direction } });
    expect(await by('createdAt', 'descending')).toEqual([c, b, a]);
    expect(await by('targets', 'ascending')).toEqual([c, b, a]);
    expect(await by('ticket', 'ascending')).toEqual([c, a, b]);
    expect(await by('ticket', 'descending')).toEqual([a, c, b]);
    const page = await store.read.catalogue({ ...everything, offset: 1, limit: 1 });
    expect(page).toMatchObject({ total: 3, entries: [{ type: 'readable', id: b, state: 'draft' }] });
  });

  test('can leave out the revocations of some connections, to show those of removed ones', async () => {
    const store = await openTestStore(await temporaryFolder());
    await revocation(store, { connectionId: 'here' });
    const removed = await revocation(store, { connectionId: 'removed' });
    expect(await idsOf(store, { exceptConnections: ['sandbox', 'here'] })).toEqual([removed]);
    expect(await idsOf(store, { exceptConnections: ['here', 'removed'] })).toEqual([]);
  });

  test('searches users, reason, ticket, operator and the name of the source', async () => {
    const store = await openTestStore(await temporaryFolder());
    const user = await revocation(store, { createdAt: 1, users: ['Çelik@Example.com', 'other'] });
    const reason = await revocation(store, { createdAt: 2, reason: 'Lost ÉLAN laptop' });
    const ticket = await revocation(store, { createdAt: 3, ticket: 'SEC-42' });
    const operator = await revocation(store, { createdAt: 4, operator: 'mara' });
    const list = await revocation(store, { createdAt: 5, source: { type: 'list', name: 'Leaked_100%.csv' } });
    expect(await idsOf(store, { search: 'çelik@' })).toEqual([user]);
    expect(await idsOf(store, { search: 'élan' })).toEqual([reason]);
    expect(await idsOf(store, { search: 'sec-4' })).toEqual([ticket]);
    expect(await idsOf(store, { search: 'MARA' })).toEqual([operator]);
    expect(await idsOf(store, { search: '_100%' })).toEqual([list]);
    expect(await idsOf(store, { search: '%' })).toEqual([list]);
    expect(await idsOf(store, { search: 'nobody' })).toEqual([]);
  });

  test('filters by connection, state, outcome and time of the start', async () => {
    const store = await openTestStore(await temporaryFolder());
    const mine = await revocation(store, { connectionId: 'mine', startedAt: 10, outcome: 'complete' });
    const theirs = await revocation(store, { connectionId: 'theirs', startedAt: 20, outcome: 'stopped' });
    await store.write.commit({
      id: theirs,
      commit: 1,
      changes: [
        {
          type: 'state',
          state: 'ended',
          summary: summaryOf({ connectionId: 'theirs', startedAt: 20, outcome: 'stopped' }),
        },
      ],
    });
    expect(await idsOf(store, { connectionId: 'mine' })).toEqual([mine]);
    expect(await idsOf(store, { states: ['ended'] })).toEqual([theirs]);
    expect(await idsOf(store, { outcomes: ['stopped'] })).toEqual([theirs]);
    expect(await idsOf(store, { from: 11 })).toEqual([theirs]);
    expect(await idsOf(store, { to: 10 })).toEqual([mine]);
  });

  test.each([
    'it is lost',
    'it is damaged',
    'it is cut off',
    'it is another file',
  ])('is built anew from the files of the revocations when %s', async (what) => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const ids = [
      await revocation(first, { createdAt: 1, reason: 'one' }, 'large'),
      await revocation(first, { createdAt: 2, reason: 'two' }, 'small'),
      await revocation(first, { createdAt: 3, reason: 'three' }, 'small'),
    ];
    const before = await first.read.catalogue(everything);
    await first.close();
    const path = join(folder, 'curfew.db');
    if (what === 'it is lost') await rm(path);
    else if (what === 'it is cut off') await truncate(path, 5_000);
    else if (what === 'it is another file') await writeFile(path, 'No database. '.repeat(1_000));
    else await flipBytes(path);
    const store = await openTestStore(folder);
    expect(await store.read.catalogue(everything)).toEqual(before);
    expect(await idsOf(store)).toEqual(ids);
    if (what !== 'it is lost') {
      expect(readdirSync(folder).some((name) => name.startsWith('curfew.db.damaged-'))).toBe(true);
    }
  });

  test('is built anew when it turns out to be damaged while the console runs', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const id = await revocation(first, { reason: 'one' });
    await first.close();
    const db = new DatabaseSync(join(folder, 'curfew.db'));
    db.exec(`UPDATE revocation SET summary = replace(summary, 'one', 'two')`);
    db.close();
    const store = await openTestStore(folder);
    expect(await store.read.entry({ id })).toMatchObject({ type: 'readable', summary: { reason: 'one' } });
  });

  test.each([
    ['connection_id', 'mind', { connectionId: 'mine' }],
    ['state', 'd2aft', { states: ['draft'] }],
    ['search', 'nothing', { search: 'wanted' }],
  ] as const)('does not leave a revocation out of a list because its column %s is damaged', async (column, damage, filter) => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const ids: string[] = [];
    for (let made = 0; made < 600; made++) {
      ids.push(await revocation(first, { createdAt: made, connectionId: 'mine', reason: 'wanted' }));
    }
    await first.close();
    const db = new DatabaseSync(join(folder, 'curfew.db'));
    // The last that is verified.
    db.exec(`UPDATE revocation SET ${column} = '${damage}' WHERE id = (SELECT max(id) FROM revocation)`);
    db.close();
    const store = await openTestStore(folder);
    const { total } = await store.read.catalogue({ ...everything, ...filter });
    expect(total).toBe(ids.length);
    expect(await store.read.entry({ id: ids[0] as string })).toMatchObject({ type: 'readable' });
  });

  test('lists files that were put into the folder, and reports those that are missing', async () => {
    const folder = await temporaryFolder();
    const other = await temporaryFolder();
    const first = await openTestStore(folder);
    const moved = await revocation(first, { createdAt: 1, reason: 'moved' }, 'large');
    const stays = await revocation(first, { createdAt: 2 }, 'large');
    await first.close();
    await (await openTestStore(other)).close();
    await rename(join(folder, 'revocations', `${moved}.db`), join(other, 'revocations', `${moved}.db`));
    const otherStore = await openTestStore(other);
    expect(await otherStore.read.entry({ id: moved })).toMatchObject({ summary: { reason: 'moved' } });
    const store = await openTestStore(folder);
    expect(await store.read.entry({ id: moved })).toMatchObject({
      type: 'unreadable',
      error: { code: 'store-unavailable' },
      summary: { reason: 'moved' },
    });
    expect(await store.read.counts({ id: stays })).toMatchObject({ commit: 0 });
    await store.close();
    await otherStore.close();
    await copyFile(join(other, 'revocations', `${moved}.db`), join(folder, 'revocations', `${moved}.db`));
    const again = await openTestStore(folder);
    expect(await again.read.entry({ id: moved })).toMatchObject({ type: 'readable' });
  });
});

describe('a file that cannot be read', () => {
  const damages: Record<string, (path: string) => Promise<unknown>> = {
    'is empty': (path) => truncate(path, 0),
    'is no database': (path) => writeFile(path, 'No database. '.repeat(1_000)),
    'has a damaged first page': (path) => overwrite(path, 0, 100),
    'was made by another program': async (path) => {
      await rm(path);
      const db = new DatabaseSync(path);
      db.exec('CREATE TABLE head (id TEXT)');
      db.close();
    },
  };

  test.each(
    Object.keys(damages),
  )('because it %s is an entry of its own, and the others can be used', async (what) => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const damaged = await revocation(first, { createdAt: 1, reason: 'mine' }, 'large');
    const intact = await revocation(first, { createdAt: 2 }, 'large');
    await first.close();
    await damages[what]?.(join(folder, 'revocations', `${damaged}.db`));
    const store = await openTestStore(folder);
    expect(await errorOf(store.read.counts({ id: damaged }))).toMatchObject({ code: 'store-damaged' });
    expect(await errorOf(store.write.commit({ id: damaged, commit: 1, changes: [] }))).toMatchObject({
      code: 'store-damaged',
    });
    await expect
      .poll(() => store.read.entry({ id: damaged }))
      .toMatchObject({ type: 'unreadable', error: { code: 'store-damaged' }, summary: { reason: 'mine' } });
    expect(await store.write.commit({ id: intact, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
    expect(await idsOf(store)).toEqual([damaged, intact]);
    await store.close();
    // Without the catalogue nothing is known of it but its name.
    await rm(join(folder, 'curfew.db'));
    const rebuilt = await openTestStore(folder);
    expect(await rebuilt.read.entry({ id: damaged })).toMatchObject({ type: 'unreadable', summary: null });
    await rebuilt.write.remove({ id: damaged });
    expect(await idsOf(rebuilt)).toEqual([intact]);
    expect(existsSync(join(folder, 'revocations', `${damaged}.db`))).toBe(false);
  });

  test('because a newer version made it says so, is not touched, and can be read again by that version', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const newer = await revocation(first, { createdAt: 1, reason: 'newer' }, 'large');
    await first.close();
    const path = join(folder, 'revocations', `${newer}.db`);
    setVersion(path, 1_000);
    await rm(join(folder, 'curfew.db'));
    const store = await openTestStore(folder);
    const entry = { type: 'unreadable', error: { code: 'store-newer' }, file: `${newer}.db` };
    expect(await store.read.entry({ id: newer })).toMatchObject(entry);
    expect(await errorOf(store.read.counts({ id: newer }))).toMatchObject({ code: 'store-newer' });
    expect(await errorOf(store.write.commit({ id: newer, commit: 1, changes: [] }))).toMatchObject({
      code: 'store-newer',
    });
    await store.close();
    setVersion(path, 1);
    const again = await openTestStore(folder);
    expect(await again.read.entry({ id: newer })).toMatchObject({ type: 'readable' });
  });

  test('of small revocations lets new ones be made, in the next file', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const old = await revocation(first, { createdAt: 1 });
    await first.close();
    await truncate(join(folder, 'revocations/small.db'), 1_000);
    const store = await openTestStore(folder);
    const made = await revocation(store, { createdAt: 2 });
    expect(await store.write.commit({ id: made, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
    await expect.poll(() => store.read.entry({ id: old })).toMatchObject({ type: 'unreadable' });
    await store.close();
    const again = await openTestStore(folder);
    expect(await again.read.counts({ id: made })).toMatchObject({ commit: 1 });
    expect(await again.read.entry({ id: old })).toMatchObject({ type: 'unreadable' });
  });

  test('because it is a copy under another name is not listed as the revocation that it is a copy of', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const id = await revocation(first, { createdAt: 1 }, 'large');
    await first.close();
    await copyFile(join(folder, 'revocations', `${id}.db`), join(folder, 'revocations/copy.db'));
    const store = await openTestStore(folder);
    expect(await store.read.entry({ id: 'copy' })).toMatchObject({ type: 'unreadable' });
    expect(await store.read.entry({ id })).toMatchObject({ type: 'readable', id });
  });
});

function setVersion(path: string, version: number): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${version}`);
  db.close();
}

async function overwrite(path: string, at: number, length: number): Promise<void> {
  const { open } = await import('node:fs/promises');
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(length, 0xa5), 0, length, at);
  await file.close();
}

/** Everything behind the first page: the file opens, and nothing in it is right. */
async function flipBytes(path: string): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const { size } = await stat(path);
  await overwrite(path, 4_096, size - 4_096);
}

describe('a row of the catalogue that could not be written', () => {
  test.each([
    [
      'commit of another revocation',
      (store: Store, id: string) => store.write.commit({ id, commit: 1, changes: [] }),
    ],
    ['record of the log', (store: Store, _: string, folder: string) => recordOne(store, folder)],
  ])('with the end of a revocation is made up for by the next %s', async (_, write) => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const [id, other] = [
      await revocation(store, { createdAt: 1 }, 'large'),
      await revocation(store, {}, 'large'),
    ];
    const db = new DatabaseSync(join(folder, 'curfew.db'));
    onTestFinished(() => db.close());
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON revocation BEGIN SELECT RAISE(ABORT, 'refused'); END");
    await store.write.commit({
      ...{ id, commit: 1 },
      changes: [{ type: 'state', state: 'ended', summary: summaryOf({ outcome: 'complete' }) }],
    });
    expect(await store.read.entry({ id })).toMatchObject({ state: 'draft' });
    db.exec('DROP TRIGGER refuse');
    await write(store, other, folder);
    expect(await store.read.entry({ id })).toMatchObject({
      state: 'ended',
      summary: { outcome: 'complete' },
    });
  });
});

async function recordOne(store: Store, folder: string): Promise<void> {
  const log = await openAuditLog({
    store: store.audit,
    key: await openSigningKey(folder, testSecrets()),
    clock: systemClock,
    version: '1.2.3',
    operatorName: () => 'Ada',
  });
  await log.record(entryOf());
}
