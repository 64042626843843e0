import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AuditFilter, everyRecord } from '../../../src/contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../src/contract/domain/audit/record.ts';
import type { AuditEntry } from '../../../src/main/audit/audit-entry.ts';
import { findRecords } from '../../../src/main/store/audit/find-records.ts';
import { openForReading } from '../../../src/main/store/files/connection.ts';
import { allRecords, entryOf, openTestLog, type TestLog } from './support/test-log.ts';

const connection = {
  ...{ id: 'prod', name: 'Production EU', environment: 'production' as const },
  ...{ address: 'https://core', core: null },
};
const other = { ...connection, id: 'test', name: 'Test' };

const entries: readonly Partial<AuditEntry>[] = [
  { action: 'console.started' },
  { action: 'search.made', connection, details: { kind: 'email' } },
  { action: 'user.viewed', connection, user: 'anna' },
  { action: 'session.viewed', connection: other, user: 'anna', session: 'handle-1' },
  { action: 'run.started', connection, revocation: 'r1', reason: 'Laptop stolen', ticket: 'INC-7' },
  { action: 'attempt.refused', connection, outcome: 'refused', details: { code: 'read-only' } },
  { action: 'run.finished', connection, revocation: 'r1', ticket: 'INC-7', details: { ended: 12 } },
  { action: 'run.started', connection: other, revocation: 'r2', reason: 'Übung', ticket: 'inc-70' },
];

async function filled(): Promise<TestLog> {
  const made = await openTestLog();
  for (const entry of entries) await made.log.record(entryOf(entry));
  return made;
}

/** Which of the entries a filter finds, by their places, in the order of a page. */
async function foundBy(made: TestLog, filter: Partial<AuditFilter>): Promise<number[]> {
  const request = { filter: { ...everyRecord, ...filter }, before: null, skip: 0, limit: 100 };
  const { rows } = await made.log.page(request);
  const newestFirst = rows.map((row) => (row.type === 'record' ? row.record.sequence : Number.NaN));
  const oldestFirst = (await allRecords(made, filter)).map(({ sequence }) => sequence);
  expect(newestFirst).toEqual([...oldestFirst].reverse());
  expect(await made.store.count({ filter: request.filter, before: null, limit: 100 })).toBe(rows.length);
  // Before them, the log has one record of its key.
  return newestFirst.map((sequence) => sequence - 2).filter((place) => place >= 0);
}

describe('the records of the log', () => {
  test('are found by connection, operator, action, outcome, user, session, revocation and ticket', async () => {
    const made = await filled();
    expect(await foundBy(made, { connectionId: 'test' })).toEqual([7, 3]);
    expect(await foundBy(made, { operator: 'ADA' })).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await foundBy(made, { operator: 'Eve' })).toEqual([]);
    expect(await foundBy(made, { actions: ['run.started', 'run.finished'] })).toEqual([7, 6, 4]);
    expect(await foundBy(made, { outcomes: ['refused'] })).toEqual([5]);
    expect(await foundBy(made, { userId: 'anna' })).toEqual([3, 2]);
    expect(await foundBy(made, { handle: 'handle-1' })).toEqual([3]);
    expect(await foundBy(made, { revocation: 'r1' })).toEqual([6, 4]);
    expect(await foundBy(made, { ticket: 'inc-7' })).toEqual([6, 4]);
    expect(await foundBy(made, { ticket: 'INC-7', actions: ['run.finished'], connectionId: 'prod' })).toEqual(
      [6],
    );
  });

  test('are found by the beginnings of words in any order, without regard to capitals and accents', async () => {
    const made = await filled();
    expect(await foundBy(made, { text: 'stol lap' })).toEqual([4]);
    expect(await foundBy(made, { text: 'INC-7' })).toEqual([7, 6, 4]);
    expect(await foundBy(made, { text: 'ubung' })).toEqual([7]);
    expect(await foundBy(made, { text: 'production' })).toEqual([6, 5, 4, 2, 1]);
    expect(await foundBy(made, { text: 'read-only', outcomes: ['refused'] })).toEqual([5]);
    expect(await foundBy(made, { text: 'laptop', connectionId: 'test' })).toEqual([]);
    expect(await foundBy(made, { text: '"*' })).toEqual([]);
  });

  test('are found by time', async () => {
    const made = await filled();
    const records = await allRecords(made);
    const last = records.at(-1) as AuditRecord;
    const moment = Date.parse(last.time);
    expect(await foundBy(made, { from: moment, to: moment + 1 })).toContain(7);
    expect(await foundBy(made, { from: moment + 1 })).toEqual([]);
    expect(await foundBy(made, { to: Date.parse((records[0] as AuditRecord).time) })).toEqual([]);
  });

  test('are read in pages from the newest on, or from far down, and each once', async () => {
    const made = await openTestLog();
    await Promise.all(Array.from({ length: 120 }, () => made.log.record(entryOf())));
    const seen: number[] = [];
    for (let before: number | null = null; ; ) {
      const page = await made.log.page({ filter: everyRecord, before, skip: 0, limit: 50 });
      seen.push(...page.rows.map((row) => (row.type === 'record' ? row.record.sequence : 0)));
      before = page.before;
      if (before === null) break;
    }
    expect(seen).toEqual(Array.from({ length: 121 }, (_, index) => 121 - index));
    const { rows } = await made.log.page({ filter: everyRecord, before: 100, skip: 90, limit: 50 });
    expect(rows.map((row) => (row.type === 'record' ? row.record.sequence : 0))).toEqual(
      Array.from({ length: 9 }, (_, index) => 9 - index),
    );
  });

  test('that introduce a key are found without going through the others', async () => {
    const made = await filled();
    await made.close();
    const file = openForReading(join(made.folder, 'curfew.db'));
    onTestFinished(() => file.close());
    const plans: unknown[] = [];
    const watched = {
      db: file.db,
      prepare: (sql: string) => {
        const steps = file.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
        plans.push(...steps.map(({ detail }) => detail));
        return file.prepare(sql);
      },
    };
    const filter: AuditFilter = { ...everyRecord, actions: ['log.key-made'] };
    const range = { after: 0, before: 100, order: 'ASC', limit: 10 } as const;
    expect(findRecords(watched, filter, range)).toEqual([1]);
    expect(plans.join()).toContain('audit_key_made');
    expect(plans.join()).not.toContain('audit_narrow');
  });

  test('are shown with their neighbours, and a damaged one without any of its values', async () => {
    const made = await filled();
    await made.close();
    const db = new DatabaseSync(join(made.folder, 'curfew.db'));
    db.exec("UPDATE audit SET reason = 'Laptop found' WHERE reason = 'Laptop stolen'");
    db.close();
    const again = await openTestLog(made.folder);
    const rows = await again.store.neighbours({ sequence: 6, each: 1 });
    expect(rows.map((row) => (row.type === 'record' ? row.record.sequence : row))).toEqual([
      7,
      { type: 'damaged', sequence: 6 },
      5,
    ]);
    await expect(allRecords(again, { revocation: 'r1' })).rejects.toMatchObject({
      error: { code: 'store-damaged' },
    });
  });
});

describe('the days of the log', () => {
  test('count the runs that were started and the sessions that were ended, of one connection or of all', async () => {
    const made = await filled();
    const now = Date.parse((await allRecords(made)).at(-1)?.time ?? '');
    const day = 24 * 60 * 60 * 1000;
    const starts = [now - 1.5 * day, now - day / 2, now + day / 2];
    expect(await made.store.days({ connectionId: null, starts })).toEqual([
      { start: starts[0], revocations: 0, sessions: 0 },
      { start: starts[1], revocations: 2, sessions: 12 },
    ]);
    expect(await made.store.days({ connectionId: 'test', starts })).toMatchObject([
      {},
      { revocations: 1, sessions: 0 },
    ]);
  });
});
