import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import type { Settings } from '../../../src/contract/domain/app.ts';
import { type AuditFilter, everyRecord } from '../../../src/contract/domain/audit/log.ts';
import type { AuditEntry } from '../../../src/main/audit/audit-entry.ts';
import { takeSnapshot } from '../../../src/main/audit/exports/log-file.ts';
import { createRetention } from '../../../src/main/audit/retention.ts';
import { systemClock } from '../../../src/main/shared/clock.ts';
import { fillAuditLog } from '../../e2e/support/fill-audit-log.ts';
import {
  actionsOf,
  allRecords,
  endOf,
  entryOf,
  intentOf,
  openTestLog,
  type TestLog,
  verdictOf,
} from './support/test-log.ts';

const dayMs = 24 * 60 * 60 * 1000;

function retentionOf(made: TestLog, keep: Partial<Settings['auditRetention']>, days = 0) {
  return createRetention({
    store: made.store,
    log: made.log,
    dataDirectory: made.folder,
    settings: () => ({ days: null, megabytes: null, ...keep }),
    // The records were made days ago.
    clock: { ...systemClock, now: () => Date.now() + days * dayMs },
  });
}

async function filled(count: number): Promise<TestLog> {
  const made = await openTestLog();
  for (let number = 0; number < count; number++)
    await made.log.record(entryOf({ reason: `Reason ${number}` }));
  return made;
}

describe('retention', () => {
  test('removes nothing where the settings do not ask for it', async () => {
    const made = await filled(20);
    expect(await retentionOf(made, {}, 1_000).apply()).toBeNull();
    expect(await retentionOf(made, { days: 30 }, 29).apply()).toBeNull();
    expect(await allRecords(made)).toHaveLength(21);
  });

  // control: audit-never-removed-in-silence
  test('exports what is too old, seals it by a record, and removes it; the rest of the log verifies', async () => {
    const made = await filled(700);
    // The newest record stays.
    const before = (await allRecords(made)).slice(0, -1);
    const segment = await retentionOf(made, { days: 30 }, 31).apply();
    expect(segment).toMatchObject({ from: 1, to: 700 });
    const records = await allRecords(made);
    expect(actionsOf(records)).toEqual(['user.viewed', 'log.checkpoint', 'log.segment-sealed']);
    expect(records[2]?.details).toMatchObject({
      ...{ from: 1, to: 700, count: 700, sha256: segment?.sha256, head: before.at(-1)?.hash },
      file: 'curfew-audit-1-700.jsonl',
    });
    expect(await verdictOf(made)).toMatchObject({ state: 'valid', from: 701, checkpoints: 1 });
    expect(made.log.state().first).toBe(701);
    const file = await readFile(segment?.path ?? '');
    expect(createHash('sha256').update(file).digest('hex')).toBe(segment?.sha256);
    const lines = file
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(1, -1)).toEqual(before);
    expect(await verifyFile(segment?.path ?? '')).toMatchObject({ valid: true });
    await made.close();
    const again = await openTestLog(made.folder);
    await again.log.record(entryOf());
    expect(await verdictOf(again)).toMatchObject({ state: 'valid', from: 701 });
  });

  test('removes the oldest records of a log that is too large, and what they are found by', async () => {
    const made = await openTestLog();
    const reason = 'x'.repeat(2_000);
    for (let number = 0; number < 40; number++)
      await Promise.all(Array.from({ length: 50 }, () => made.log.record(entryOf({ reason }))));
    await made.log.record(intentOf('1', ['handle']));
    await made.log.record(endOf('1'));
    const { bytes } = await retentionOf(made, {}).size();
    expect(bytes).toBeGreaterThan(3 * 1024 * 1024);
    const segment = await retentionOf(made, { megabytes: 2 }).apply();
    expect(segment?.to).toBeGreaterThan(500);
    const left = await retentionOf(made, { megabytes: 2 }).size();
    expect(left.bytes).toBeLessThan(2.2 * 1024 * 1024);
    expect(left.segments).toEqual([segment]);
    expect((await allRecords(made, { text: 'x' }))[0]?.sequence).toBe((segment?.to ?? 0) + 1);
    expect(await allRecords(made, { handle: 'handle' })).toHaveLength(2);
    expect(await verdictOf(made)).toMatchObject({ state: 'valid' });
  });

  test('has removed enough with one segment, although pages of indexes stay half empty', async () => {
    const made = await openTestLog();
    const odd = (): Pick<AuditEntry, 'user' | 'session' | 'correlation'> => ({
      ...{ user: randomUUID(), session: randomUUID(), correlation: randomUUID() },
    });
    for (let number = 0; number < 60; number++)
      await Promise.all(Array.from({ length: 100 }, () => made.log.record(entryOf(odd()))));
    const keep = { megabytes: 2 };
    expect((await retentionOf(made, keep).size()).outdated).not.toBeNull();
    await retentionOf(made, keep).apply();
    const { bytes, outdated } = await retentionOf(made, keep).size();
    expect(outdated).toBeNull();
    expect(bytes).toBeGreaterThan(1.7 * 1024 * 1024);
    expect(bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
  });

  test('has removed enough with one segment where little is kept of much', async () => {
    const { folder, close } = await filled(1);
    await close();
    fillAuditLog(join(folder, 'curfew.db'), 'fill', 25_000);
    const made = await openTestLog(folder);
    const keep = { megabytes: 1 };
    expect((await retentionOf(made, keep).apply())?.to).toBeGreaterThan(15_000);
    const { bytes, outdated } = await retentionOf(made, keep).size();
    expect(outdated).toBeNull();
    expect(bytes).toBeGreaterThan(0.8 * 1024 * 1024);
  });

  test('takes what waits for receivers in the same file for no part of the log', async () => {
    const made = await filled(20);
    const empty = await retentionOf(made, { megabytes: 2 }).size();
    await made.deliveries.addReceiver({ receiver: 'away', cursor: 0 });
    const body = 'x'.repeat(4_000);
    for (let some = 0; some < 5; some++) {
      const deliveries = Array.from({ length: 200 }, (_, at) => ({ id: `${some} ${at}`, body, at: 1 }));
      await made.deliveries.addDeliveries({ receiver: 'away', topic: null, deliveries, cursor: null });
    }
    expect(await retentionOf(made, { megabytes: 2 }).size()).toEqual(empty);
    expect(await retentionOf(made, { megabytes: 2 }).apply()).toBeNull();
    expect(await allRecords(made)).toHaveLength(21);
  });

  test('leaves no day that counts as one without revocations: a day whose records were removed is not among the days', async () => {
    const made = await filled(1);
    await made.log.record(entryOf({ action: 'run.started' }));
    const now = Date.now();
    const starts = [now - 2 * dayMs, now - dayMs, now + dayMs, now + 2 * dayMs];
    const days = () => made.store.days({ connectionId: null, starts });
    expect(await days()).toMatchObject([{ revocations: 0 }, { revocations: 1 }, { revocations: 0 }]);
    await made.log.record(entryOf());
    await retentionOf(made, { days: 30 }, 31).apply();
    // The second day is not whole: what is left of it was written after what was removed.
    expect(await days()).toEqual([{ start: now + dayMs, revocations: 0, sessions: 0 }]);
  });

  // A file with a gap would say of itself that it is complete, and its check that somebody removed records.
  test('leaves no gap in a file of the log that is written meanwhile: reading goes not on behind removed records', async () => {
    const made = await filled(700);
    const all = made.log.records(everyRecord);
    const { records: ofUsers } = await takeSnapshot(made.log, { ...everyRecord, actions: ['user.viewed'] });
    expect((await all.next()).value?.[0]?.sequence).toBe(1);
    const segment = await retentionOf(made, { days: 30 }, 31).apply();
    const removed = { error: { code: 'bad-input', reason: 'audit-records-removed' } };
    await expect(all.next()).rejects.toMatchObject(removed);
    await expect(ofUsers.next()).rejects.toMatchObject(removed);
    const { from, records } = await takeSnapshot(made.log, everyRecord);
    expect(from).toBe((segment?.to ?? 0) + 1);
    expect((await records.next()).value?.[0]?.sequence).toBe(from);
  });

  test('keeps an intent without an outcome, and everything behind it', async () => {
    const made = await filled(10);
    const { sequence } = await made.log.record(intentOf('1', ['handle']));
    await made.log.record(entryOf());
    expect(await retentionOf(made, { days: 1 }, 2).apply()).toMatchObject({ to: sequence - 1 });
    expect(await retentionOf(made, { days: 1 }, 2).apply()).toBeNull();
  });

  test('leaves the outcome of a batch to be found by its sessions and users, where its intent was removed alone', async () => {
    const made = await filled(3);
    const intent = await made.log.record(intentOf('1', ['handle'], ['user']));
    while (Date.now() <= Date.parse(intent.time)) await made.log.record(entryOf());
    const ended = await made.log.record(endOf('1'));
    await made.log.record(entryOf());
    const found = async (filter: Partial<AuditFilter>) =>
      (await allRecords(made, filter)).map(({ sequence }) => sequence);
    const segment = await createRetention({
      store: made.store,
      log: made.log,
      dataDirectory: made.folder,
      settings: () => ({ days: 1, megabytes: null }),
      clock: { ...systemClock, now: () => Date.parse(ended.time) + dayMs },
    }).apply();
    expect(segment?.to).toBeGreaterThanOrEqual(intent.sequence);
    expect(segment?.to).toBeLessThan(ended.sequence);
    expect(await found({ handle: 'handle' })).toEqual([ended.sequence]);
    expect(await found({ userId: 'user' })).toEqual([ended.sequence]);
    expect(await verdictOf(made)).toMatchObject({ state: 'valid' });
    // With the outcome it goes too.
    await retentionOf(made, { days: 1 }, 2).apply();
    expect(await found({ handle: 'handle' })).toEqual([]);
    const db = new DatabaseSync(join(made.folder, 'curfew.db'), { readOnly: true });
    expect(db.prepare('SELECT count(*) AS count FROM audit_batch').get()).toEqual({ count: 0 });
    db.close();
  });

  test('goes on behind a change that is no batch, whether its outcome is known or not', async () => {
    const made = await filled(10);
    const change = { ...entryOf(), action: 'settings.changed', outcome: 'intended' } as const;
    await made.log.record({ ...change, correlation: 'known' });
    await made.log.record({ ...change, correlation: 'known', outcome: 'done' });
    await made.log.record({ ...change, correlation: 'cut off' });
    const { sequence } = await made.log.record(entryOf());
    expect(await retentionOf(made, { days: 1 }, 2).apply()).toMatchObject({ to: sequence - 1 });
  });

  // control: audit-never-removed-in-silence
  test('removes nothing when a record is damaged', async () => {
    const made = await filled(10);
    const db = new DatabaseSync(join(made.folder, 'curfew.db'));
    db.exec("UPDATE audit SET reason = 'another' WHERE sequence = 5");
    db.close();
    await expect(retentionOf(made, { days: 1 }, 2).apply()).rejects.toMatchObject({
      error: { code: 'store-damaged' },
    });
    expect((await retentionOf(made, {}).size()).records).toBeGreaterThan(10);
  });
});
