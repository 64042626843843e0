import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { everyRecord } from '../../../src/contract/domain/audit/log.ts';
import { auditRecord } from '../../../src/contract/domain/audit/record.ts';
import type { Failure } from '../../../src/contract/failure.ts';
import { hashOf, noHash } from '../../../src/main/shared/audit/chain.ts';
import { createUnsyncedDisk } from '../support/store/faults/unsynced-disk.ts';
import { temporaryFolder } from '../support/store/test-store.ts';
import {
  actionsOf,
  allRecords,
  endOf,
  entryOf,
  intentOf,
  openTestLog,
  testSecrets,
  verdictOf,
} from './support/test-log.ts';

describe('a record of the audit log', () => {
  test('is on disk also when a text in it cannot be stored as it is, and keeps no other out', async () => {
    const opened = await openTestLog();
    const { close, log } = opened;
    const odd = log.record(
      entryOf({
        user: '\udc00\ud800',
        reason: 'a\0b',
        ticket: 'x'.repeat(5_000),
        details: { text: '\ud800' },
      }),
    );
    const [written] = await Promise.all([odd, log.record(entryOf({ reason: 'beside it' }))]);
    expect(written).toMatchObject({
      ...{ user: '\ufffd\ufffd', reason: 'a\ufffdb', ticket: `${'x'.repeat(4_096)}…` },
      details: { text: '\ufffd' },
    });
    expect((await allRecords(opened)).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['a\ufffdb', 'beside it']),
    );
    expect(await verdictOf(opened)).toMatchObject({ state: 'valid' });
    await close();
  });

  test('is not given back before the disk has confirmed it, also where readers see it; the log goes on behind it', async () => {
    const { confirm, refuse, spawn } = createUnsyncedDisk();
    const opened = await openTestLog(undefined, testSecrets(), { spawn });
    const { log } = opened;
    await log.record(entryOf({ reason: 'first' }));
    refuse();
    const error = await log
      .record(entryOf({ reason: 'not confirmed' }))
      .catch((thrown: Failure) => thrown.error);
    expect(error).toMatchObject({ code: 'store-unavailable', params: { cause: 'EIO' } });
    const seen = (await allRecords(opened)).map(({ reason }) => reason);
    expect(seen).toContain('not confirmed');
    confirm();
    await log.record(entryOf({ reason: 'confirmed' }));
    expect((await allRecords(opened)).at(-1)).toMatchObject({ reason: 'confirmed' });
    expect(await verdictOf(opened)).toMatchObject({ state: 'valid' });
  });

  test('is on disk as it was given back, and its hash covers all of it', async () => {
    const { close, folder, log } = await openTestLog();
    const connection = {
      ...{ id: 'c', name: 'Prod', environment: 'production' as const },
      ...{ address: 'https://core', core: 'id' },
    };
    const written = await log.record(
      entryOf({
        ...{
          connection,
          user: 'u',
          session: 's',
          revocation: 'r',
          reason: 'Gestohlen – “x”',
          ticket: 'INC-1',
        },
        details: { count: 3, ok: true, none: null, text: '' },
      }),
    );
    await close();
    const again = await openTestLog(folder);
    const [found] = await allRecords(again, { revocation: 'r' });
    expect(found).toEqual(written);
    expect(auditRecord.parse(found)).toEqual(written);
    expect(written).toMatchObject({
      operator: { name: 'Ada' },
      connection,
      version: '1.2.3',
      reason: 'Gestohlen – “x”',
    });
    expect(hashOf(written)).toBe(written.hash);
  });

  test('follows the one before it without a gap, also after a restart of the console', async () => {
    const first = await openTestLog();
    await Promise.all(Array.from({ length: 500 }, () => first.log.record(entryOf())));
    await first.close();
    const second = await openTestLog(first.folder);
    await second.log.record(entryOf());
    const records = await allRecords(second);
    expect(records[0]).toMatchObject({ sequence: 1, previous: noHash, elapsedMs: null });
    for (const [index, record] of records.slice(1).entries()) {
      expect(record.sequence).toBe(index + 2);
      expect(record.previous).toBe(records[index]?.hash);
    }
    expect(records.filter(({ elapsedMs }) => elapsedMs === null)).toHaveLength(2);
    expect(second.log.head()).toEqual({ sequence: records.length, hash: records.at(-1)?.hash });
  });

  // control: audit-before-ending
  test('is refused when it cannot be written, and the next one goes on as if it had never been', async () => {
    const { folder, log, store } = await openTestLog();
    await log.record(entryOf());
    const before = log.head();
    const other = new DatabaseSync(join(folder, 'curfew.db'));
    other.exec("CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
    await expect(log.record(entryOf())).rejects.toThrow();
    expect(log.state().error).not.toBeNull();
    expect(log.head()).toEqual(before);
    other.exec('DROP TRIGGER no_more');
    other.close();
    expect(await log.record(entryOf())).toMatchObject({ sequence: (before?.sequence ?? 0) + 1 });
    expect(log.state().error).toBeNull();
    expect(await verdictOf({ log, store })).toMatchObject({ state: 'valid' });
  });
});

describe('an intent', () => {
  test('of a change that is no batch is over with the outcome of that change, and is no open batch', async () => {
    const { log, store } = await openTestLog();
    const change = { ...entryOf(), action: 'settings.changed', correlation: 'one' } as const;
    const openOf = async () => {
      const { rows } = await log.page({ filter: everyRecord, before: null, skip: 0, limit: 10 });
      return rows.flatMap((row) => (row.type === 'record' && row.isOpen ? [row.record.sequence] : []));
    };
    const { sequence } = await log.record({ ...change, outcome: 'intended' });
    expect(await openOf()).toEqual([sequence]);
    expect([await log.openIntents(), (await store.state()).openIntents]).toEqual([[], 0]);
    await log.record({ ...change, action: 'export.written', outcome: 'done' });
    expect(await openOf()).toEqual([sequence]);
    await log.record({ ...change, outcome: 'done' });
    expect(await openOf()).toEqual([]);
  });

  test('is open until its end was recorded, also in another run of the console', async () => {
    const first = await openTestLog();
    await first.log.record(intentOf('1', ['a', 'b']));
    await first.log.record(intentOf('2', ['c']));
    await first.log.record(endOf('1'));
    await first.close();
    const second = await openTestLog(first.folder);
    const open = await second.log.openIntents();
    expect(open.map(({ details }) => details.batch)).toEqual(['2']);
    const { rows } = await second.log.page({ filter: everyRecord, before: null, skip: 0, limit: 10 });
    const shown = rows.filter((row) => row.type === 'record' && row.record.action === 'batch.intended');
    expect(shown).toMatchObject([{ isOpen: true }, { isOpen: false }]);
    await second.log.record(endOf('2'));
    expect(await second.log.openIntents()).toEqual([]);
  });

  test('and its end are found by every session and user of the batch, and by no other', async () => {
    const { log } = await openTestLog();
    const handles = Array.from({ length: 250 }, (_, index) => `handle-${index}`);
    await log.record(intentOf('1', handles, ['anna']));
    await log.record(intentOf('2', ['other'], ['bob']));
    await log.record(endOf('1'));
    const batchesOf = async (filter: Parameters<typeof allRecords>[1]) =>
      (await allRecords({ log }, filter)).map(({ action, details }) => `${action} ${details.batch}`);
    expect(await batchesOf({ handle: 'handle-137' })).toEqual(['batch.intended 1', 'batch.ended 1']);
    expect(await batchesOf({ userId: 'anna' })).toEqual(['batch.intended 1', 'batch.ended 1']);
    expect(await batchesOf({ handle: 'other' })).toEqual(['batch.intended 2']);
    expect(await batchesOf({ handle: 'handle-250' })).toEqual([]);
  });
});

describe('the key of the log', () => {
  test('signs the end of the log, and the log is valid with it', async () => {
    const first = await openTestLog();
    await first.log.record(entryOf());
    await first.close();
    const { log, store } = await openTestLog(first.folder);
    expect(actionsOf(await allRecords({ log }))).toEqual(['log.key-made', 'user.viewed', 'log.checkpoint']);
    const [made] = await allRecords({ log });
    expect(made?.details).toMatchObject({ replaces: null, lost: false });
    expect(await verdictOf({ log, store })).toMatchObject({
      ...{ state: 'valid', from: 1, to: 3, checkpoints: 1, signedTo: 2 },
      keys: [made?.details.key],
    });
  });

  test('signs after every thousand records', async () => {
    const { close, folder, log } = await openTestLog();
    for (let group = 0; group < 21; group++)
      await Promise.all(Array.from({ length: 100 }, () => log.record(entryOf())));
    await close();
    const again = await openTestLog(folder);
    expect(await allRecords(again, { actions: ['log.checkpoint'] })).toHaveLength(3);
  });

  test('is not signed with where there is no secret store, and the log says so', async () => {
    const secrets = { ...testSecrets() };
    secrets.seal = () => {
      const refusing = testSecrets();
      refusing.state = 'absent';
      return refusing.seal('');
    };
    const { log, store } = await openTestLog(undefined, secrets);
    await log.record(entryOf());
    await log.checkpoint();
    expect(log.state().signing).toEqual({ state: 'unsigned', reason: 'no-secret-store' });
    expect(log.sign(() => ({}))).toEqual({ key: null, signature: null });
    expect(await verdictOf({ log, store })).toMatchObject({ state: 'valid', checkpoints: 0, signedTo: null });
  });

  test('is not signed with where the secret store throws what nobody foresaw', async () => {
    const secrets = testSecrets();
    secrets.seal = () => Promise.reject(new Error('unforeseen'));
    const { log } = await openTestLog(undefined, secrets);
    expect(log.state().signing).toEqual({ state: 'unsigned', reason: 'no-secret-store' });
  });

  test('stays the same while the secret store is locked, and signs again when it is not', async () => {
    const secrets = testSecrets();
    const first = await openTestLog(undefined, secrets);
    await first.log.record(entryOf());
    await first.close();
    secrets.state = 'locked';
    const { log } = await openTestLog(first.folder, secrets);
    expect(log.state().signing).toEqual({ state: 'unsigned', reason: 'secret-store-locked' });
    secrets.state = 'available';
    await log.record(entryOf());
    await log.checkpoint();
    expect(log.state().signing.state).toBe('signed');
    expect(await allRecords({ log }, { actions: ['log.key-made'] })).toHaveLength(1);
  });

  test.each([
    'its file is gone',
    'it was sealed for another user',
  ])('is replaced when %s, and the log says that it was lost', async (how) => {
    const secrets = testSecrets();
    const first = await openTestLog(undefined, secrets);
    await first.log.record(entryOf());
    await first.close();
    if (how === 'its file is gone') await rm(join(first.folder, 'audit-key.json'));
    else secrets.state = 'of-another-user';
    const { log, store } = await openTestLog(first.folder, secrets);
    const [old, made] = await allRecords({ log }, { actions: ['log.key-made'] });
    expect(made?.details).toMatchObject({ replaces: old?.details.key, lost: true });
    await log.checkpoint();
    expect(await verdictOf({ log, store })).toMatchObject({
      state: 'valid',
      keys: [old?.details.key, made?.details.key],
    });
    expect((await log.publicKeys()).map(({ key }) => key)).toEqual([old?.details.key, made?.details.key]);
  });
});

describe('a log whose file is gone', () => {
  test('goes on behind the record that was signed last, and says so', async () => {
    const folder = await temporaryFolder();
    const first = await openTestLog(folder);
    for (let count = 0; count < 5; count++) await first.log.record(entryOf());
    await first.close();
    const last = first.log.head();
    await rm(join(folder, 'curfew.db'));
    const { log, store } = await openTestLog(folder);
    expect(log.state().first).toBe((last?.sequence ?? 0) + 1);
    const records = await allRecords({ log });
    expect(records[0]).toMatchObject({
      action: 'log.segment-begun',
      sequence: (last?.sequence ?? 0) + 1,
      previous: last?.hash,
      details: { file: null, notedSequence: last?.sequence, notedHash: last?.hash },
    });
    await log.record(entryOf());
    expect(await verdictOf({ log, store })).toMatchObject({ state: 'valid' });
  });

  test.skipIf(process.platform === 'win32')(
    'while it is open goes on in a new file behind the record that was written last, and says so',
    async () => {
      const { close, folder, log } = await openTestLog();
      const last = await log.record(entryOf());
      for (const ending of ['', '-wal', '-shm']) await rm(join(folder, `curfew.db${ending}`));
      const next = await log.record(entryOf({ reason: 'after it was removed' }));
      await close();
      const again = await openTestLog(folder);
      const records = await allRecords(again);
      expect(records[0]).toMatchObject({
        action: 'log.segment-begun',
        previous: last.hash,
        details: { file: null, notedSequence: last.sequence, notedHash: last.hash },
      });
      expect(records).toContainEqual(next);
      expect(await verdictOf(again)).toMatchObject({ state: 'valid' });
    },
  );

  test('or was replaced by the log of another installation says so, and that its own key was lost', async () => {
    const [made, other] = [await openTestLog(), await openTestLog()];
    for (const { close, log } of [made, other]) {
      for (let count = 0; count < 3; count++) await log.record(entryOf());
      await close();
    }
    // With a chain that is right in itself.
    await copyFile(join(other.folder, 'curfew.db'), join(made.folder, 'curfew.db'));
    const again = await openTestLog(made.folder);
    expect((await allRecords(again, { actions: ['log.key-made'] })).at(-1)?.details).toMatchObject({
      lost: true,
    });
    expect((await allRecords(again, { actions: ['log.segment-begun'] })).length).toBe(1);
  });

  test('or was replaced by an older copy says so', async () => {
    const folder = await temporaryFolder();
    const first = await openTestLog(folder);
    await first.log.record(entryOf());
    await first.close();
    const last = first.log.head();
    const db = new DatabaseSync(join(folder, 'curfew.db'));
    db.exec('DELETE FROM audit WHERE sequence > 1');
    db.close();
    const { log } = await openTestLog(folder);
    expect((await allRecords({ log }, { actions: ['log.segment-begun'] }))[0]).toMatchObject({
      sequence: 2,
      details: { notedSequence: last?.sequence },
    });
  });
});
