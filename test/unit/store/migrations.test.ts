import { readdirSync, statSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { everyRecord } from '../../../src/contract/domain/audit/log.ts';
import { catalogueMigrations } from '../../../src/main/store/catalogue/catalogue-file.ts';
import { migrations } from '../../../src/main/store/tables/schema.ts';
import type { SpawnStoreWorker } from '../../../src/main/store/worker/protocol.ts';
import { codeOf } from '../support/rejection.ts';
import { changeFile } from '../support/store/faults/damage-file.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/store');

const nextVersion: SpawnStoreWorker = (workerData) =>
  new Worker(new URL('support/next-version-worker.ts', import.meta.url), { workerData });

function versionOf(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true });
  const version = db.prepare('PRAGMA user_version').get()?.user_version;
  db.close();
  return version;
}

describe('a file of an older version', () => {
  test.each([
    'read',
    'written',
  ] as const)('gets the new schema when it is %s, after a copy was made', async (how) => {
    const folder = await temporaryFolder();
    const old = await openTestStore(folder);
    const id = await createTestRevocation(old, { documents: { plan: 'old' } });
    const untouched = await createTestRevocation(old);
    await old.close();
    const store = await openTestStore(folder, { spawn: nextVersion });
    if (how === 'written') await store.write.commit({ id, commit: 1, changes: [] });
    expect(await store.read.documents({ id, names: ['plan'] })).toEqual({ plan: 'old' });
    await store.close();
    const backup = join(folder, 'backups', `${id}.v${migrations.length}.db`);
    expect(versionOf(join(folder, 'revocations', `${id}.db`))).toBe(migrations.length + 1);
    expect(versionOf(backup)).toBe(migrations.length);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    // Only what is opened changes.
    expect(versionOf(join(folder, 'revocations', `${untouched}.db`))).toBe(migrations.length);
    const older = await openTestStore(folder);
    expect(await codeOf(older.read.counts({ id }))).toBe('store-newer');
    expect(await older.read.counts({ id: untouched })).toMatchObject({ commit: 0 });
  });

  test('stays as it is when its migration fails', async () => {
    const folder = join(await temporaryFolder(), 'data-fails');
    const old = await openTestStore(folder);
    const id = await createTestRevocation(old, { documents: { plan: 'old' } });
    await old.close();
    const store = await openTestStore(folder, { spawn: nextVersion });
    expect(await codeOf(store.write.commit({ id, commit: 1, changes: [] }))).toBe('internal');
    await store.close();
    expect(versionOf(join(folder, 'revocations', `${id}.db`))).toBe(migrations.length);
    const again = await openTestStore(folder);
    expect(await again.read.documents({ id, names: ['plan'] })).toEqual({ plan: 'old' });
  });
});

/** What fixtures of versions before 5 do not have: marks of scanned users, and what is remembered, which had no checksums. */
const marks = `INSERT INTO scanned VALUES (0, 'user-7'), (0, char(0) || 'user-8');
  INSERT INTO remembered VALUES (1, 'other-1')`;

describe('a fixture', () => {
  test('is there for each schema version, and for no other', () => {
    const names = readdirSync(fixtures).sort();
    expect(names).toEqual(migrations.map((_, index) => `version-${index + 1}.db`).sort());
  });

  test.each(migrations.map((_, index) => index + 1))('of version %i can be read and run', async (version) => {
    const folder = await temporaryFolder();
    const id = '00000000-0000-4000-8000-000000000001';
    await mkdir(join(folder, 'revocations'), { recursive: true });
    const path = join(folder, 'revocations', `${id}.db`);
    await copyFile(join(fixtures, `version-${version}.db`), path);
    if (version < 5) changeFile(path, marks);
    const store = await openTestStore(folder);
    expect(await store.read.entry({ id })).toMatchObject({
      type: 'readable',
      state: 'planned',
      summary: { reason: 'fixture' },
    });
    const page = { id, view: null, offset: 0, limit: 10 };
    expect(await store.read.lines(page)).toMatchObject([
      { text: 'anna@example.com', result: 'user', sessions: 3, damaged: false },
      { text: 'bob', result: 'unknown', damaged: false },
      { text: 'anna@example.com', result: 'duplicate', damaged: false },
      { result: 'malformed', damaged: false },
    ]);
    const intact = {
      damaged: false,
      email: 'anna@example.com',
      loginMethod: { recipeId: 'thirdparty', thirdPartyId: 'google' },
    };
    expect(await store.read.targets(page)).toMatchObject([intact, intact, intact]);
    const undecided = await store.read.undecided({ id, which: 'not-included', offset: 0, limit: 10 });
    expect(undecided).toMatchObject([{ handle: 'undecided-1', undecidedFor: ['ip'], damaged: false }]);
    // Only drafts of gaps have such rows, and none before version 5 has.
    const users = await store.read.exclusions({ id, after: null });
    const excluded = await store.read.exclusions({
      id,
      after: { of: 'excluded-before', after: '', found: 0 },
    });
    expect(users.users.map(({ userId }) => userId)).toEqual(version < 5 ? [] : ['user-9']);
    expect(excluded.sessions.map(({ handle }) => handle)).toEqual(version < 5 ? [] : ['handle-9']);
    const sent = { type: 'event', at: 1, event: { type: 'sent' }, on: [1, 2] } as const;
    const log = store.openLog(id);
    log.append(sent);
    expect(await log.settle()).toMatchObject({ targets: { planned: 1, sent: 2 } });
    // Rows from before there was this column have a right checksum with it.
    log.append({ type: 'event', at: 2, event: { type: 'confirmed' }, on: [1] });
    log.append({ type: 'oauth', state: 'ended', on: [1] });
    expect(await log.settle()).toMatchObject({ oauth: { ended: 1, unknown: 0 } });
    expect(await store.read.targets(page)).toMatchObject([
      { state: 'revoked', oauth: 'ended', damaged: false },
      { state: 'sent', oauth: 'not-asked', damaged: false },
      { state: 'planned', oauth: 'not-asked', damaged: false },
    ]);
    const scannedBy = (scan: 'first' | 'second') =>
      store.read.scanned({ id, scan, userIds: ['user-7', 'user-8'] });
    expect([await scannedBy('first'), await scannedBy('second')]).toEqual([['user-7'], ['user-8']]);
    // What is remembered is no new session, and is not damaged.
    const list = { userId: 'user-1', handles: ['handle-1', 'other-1', 'new-1'], linked: [] };
    const compared = await store.write.compareWithList({
      ...{ id, at: 3, ...list },
      ...{ onlyListed: true, addNew: true, knownBefore: 0 },
    });
    expect(compared.newSessions).toBe(1);
    await store.write.rest({ id });
    expect(versionOf(path)).toBe(migrations.length);
  });
});

test('a user whose row is damaged before the migration is damaged after it', async () => {
  const folder = await temporaryFolder();
  const id = '00000000-0000-4000-8000-000000000001';
  const path = join(folder, 'revocations', `${id}.db`);
  await mkdir(join(folder, 'revocations'), { recursive: true });
  await copyFile(join(fixtures, 'version-4.db'), path);
  changeFile(path, `${marks}; UPDATE user SET name = 'another' WHERE id = 1`);
  const store = await openTestStore(folder);
  const users = store.read.runUsers({ id, where: 'all', minTargets: 1, after: 0, limit: 10 });
  expect(await codeOf(users)).toBe('store-damaged');
  expect(await store.read.counts({ id })).toMatchObject({ matches: 3 });
  expect(versionOf(path)).toBe(migrations.length);
});

describe('a fixture of the catalogue', () => {
  const catalogues = join(fixtures, '../catalogue');

  test('is there for each schema version, and for no other', () => {
    const names = readdirSync(catalogues).sort();
    expect(names).toEqual(catalogueMigrations.map((_, index) => `version-${index + 1}.db`).sort());
  });

  test.each(
    catalogueMigrations.map((_, index) => index + 1),
  )('of version %i is migrated with its revocations and its audit log', async (version) => {
    const folder = await temporaryFolder();
    await copyFile(join(catalogues, `version-${version}.db`), join(folder, 'curfew.db'));
    const store = await openTestStore(folder);
    // Its file is gone, so what is known of it comes from the catalogue.
    const entry = await store.read.entry({ id: '00000000-0000-4000-8000-000000000001' });
    expect(entry).toMatchObject({ type: 'unreadable', summary: { reason: 'fixture' } });
    const state = await store.audit.state();
    expect(state.head?.sequence).toBe(version === 1 ? undefined : 4);
    expect(await store.audit.verify({ keys: {} })).toMatchObject(
      version === 1 ? { state: 'empty' } : { state: 'valid', to: 4, checkpoints: 1 },
    );
    const open = await store.audit.openIntents();
    expect(open.map(({ sequence }) => sequence)).toEqual(version === 1 ? [] : [2]);
    const filter = { ...everyRecord, handle: 'handle-1' };
    expect(await store.audit.count({ filter, before: null, limit: 10 })).toBe(version === 1 ? 0 : 1);
    await store.close();
    expect(versionOf(join(folder, 'curfew.db'))).toBe(catalogueMigrations.length);
  });
});
