import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/contract/domain/audit/record.ts';
import { verifyLog } from '../../../src/main/store/audit/verify-log.ts';
import { openForReading } from '../../../src/main/store/files/connection.ts';
import { seededCases } from '../support/full-run.ts';
import { errorOf } from '../support/rejection.ts';
import {
  actionsOf,
  allRecords,
  endOf,
  entryOf,
  intentOf,
  keysOf,
  openTestLog,
  type TestLog,
  verdictOf,
} from './support/test-log.ts';

const flips = seededCases({ full: 4_000, sample: 120 });

/** Numbers from 0 that follow from the seed. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function fill({ log }: TestLog, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const batch = String(number);
    await Promise.all([
      log.record(entryOf({ user: `user-${number % 7}`, session: `handle-${number}`, reason: 'A reason' })),
      log.record(intentOf(batch, [`target-${number}`], [`user-${number % 7}`])),
      log.record(endOf(batch)),
    ]);
  }
}

/** A closed log, as bytes. */
async function closedLog(count: number) {
  const made = await openTestLog();
  await fill(made, count);
  const records = await allRecords(made);
  const keys = await keysOf(made);
  await made.close();
  const bytes = await readFile(join(made.folder, 'curfew.db'));
  return { ...made, records, bytes, keys };
}

/** What a reader without any check would take from the file; undefined: it cannot be read. */
function believed(path: string): string | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const rows = db
      .prepare(
        `SELECT a.sequence, time, elapsed, c.text, action, outcome, user, session, revocation, reason, ticket, details,
           correlation, hex(hash) FROM audit a LEFT JOIN audit_context c ON c.id = a.context ORDER BY sequence`,
      )
      .all();
    return JSON.stringify(rows);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

describe('the verification of the log on disk', () => {
  // control: audit-chain
  test(`finds every flipped bit that changes a record (${flips} flips)`, async () => {
    const { bytes, folder, keys, records } = await closedLog(60);
    const path = join(folder, 'curfew.db');
    const intact = believed(path);
    const next = random(7);
    let changed = 0;
    for (let flip = 0; flip < flips; flip++) {
      const at = next(bytes.length);
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << next(8));
      await writeFile(path, damaged);
      const isChanged = believed(path) !== intact;
      if (!isChanged) continue;
      changed += 1;
      const verdict = await verifyAlone(folder, keys);
      expect(verdict, `byte ${at}`).not.toMatchObject({ state: 'valid', to: records.length + 1 });
    }
    // A third of the file is records.
    expect(changed).toBeGreaterThan(flips / 10);
  });

  // control: audit-chain
  test.each([
    ['reason', "UPDATE audit SET reason = 'Another' WHERE sequence = 5", 5, 'record-altered'],
    ['time', 'UPDATE audit SET time = time + 1 WHERE sequence = 5', 5, 'record-altered'],
    ['operator', "UPDATE audit_context SET text = replace(text, 'Ada', 'Eve')", 1, 'record-altered'],
    ['removed record', 'DELETE FROM audit WHERE sequence = 9', 9, 'record-missing'],
    ['index of handles', "UPDATE audit_batch SET handles = x'00' WHERE intended = 3", 3, 'index-wrong'],
  ])('names the record with a wrong %s', async (_what, sql, sequence, problem) => {
    const made = await openTestLog();
    await fill(made, 10);
    const keys = await keysOf(made);
    await made.close();
    change(made.folder, sql);
    expect(await verifyAlone(made.folder, keys)).toEqual({ state: 'broken', sequence, problem });
  });
});

function change(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'curfew.db'));
  db.exec(sql);
  db.close();
}

/** Without opening the store, which would repair the file. */
async function verifyAlone(folder: string, keys: Readonly<Record<string, string>>) {
  let file: ReturnType<typeof openForReading> | undefined;
  try {
    file = openForReading(join(folder, 'curfew.db'));
    const steps = verifyLog(file, keys);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  } catch {
    return { state: 'broken' as const, sequence: null, problem: 'file-damaged' as const };
  } finally {
    file?.close();
  }
}

describe('a log whose file is damaged', () => {
  test('is set aside, and goes on behind what can be read of it', async () => {
    const made = await closedLog(60);
    const path = join(made.folder, 'curfew.db');
    const page = await pageOfRecord(path, 90);
    const damaged = Buffer.from(made.bytes);
    damaged.fill(0xff, page * 4096, page * 4096 + 200);
    await writeFile(path, damaged);
    const again = await openTestLog(made.folder);
    // The page is not read before the log is read to its middle. Who reads is told that records are missing then.
    expect(await errorOf(allRecords(again))).toMatchObject({ reason: 'audit-records-removed' });
    await again.log.record(entryOf());
    const [note] = (await allRecords(again, { actions: ['log.segment-begun'] })) as [AuditRecord];
    expect(note.details).toMatchObject({
      lastKnown: made.records.length + 1,
      takenOverTo: made.records.length + 1,
    });
    expect(Number(note.details.takenOverFrom)).toBeGreaterThan(90);
    expect(note.sequence).toBe(made.records.length + 2);
    await again.log.refresh();
    const [aside] = again.log.state().setAside;
    const bytes = await readFile(join(made.folder, aside ?? ''));
    // Opening it changed its header alone.
    expect(bytes.subarray(page * 4096, (page + 1) * 4096)).toEqual(
      damaged.subarray(page * 4096, (page + 1) * 4096),
    );
    expect(again.log.state().first).toBe(note.details.takenOverFrom);
    expect(await verdictOf(again)).toMatchObject({ state: 'valid', from: note.details.takenOverFrom });
    // Also what batches are found by was taken over.
    expect(actionsOf(await allRecords(again, { handle: 'target-59' }))).toEqual([
      'batch.intended',
      'batch.ended',
    ]);
  });

  test('and cannot be read at all is set aside, and goes on behind the record that was signed last', async () => {
    const made = await closedLog(5);
    await truncate(join(made.folder, 'curfew.db'), 300);
    const again = await openTestLog(made.folder);
    const [begun] = (await allRecords(again)) as [AuditRecord];
    expect(begun.action).toBe('log.segment-begun');
    expect(begun.details).toMatchObject({ takenOverFrom: null, takenOverTo: null, lastKnown: null });
    expect(begun.sequence).toBe(made.records.length + 2);
    expect(await verdictOf(again)).toMatchObject({ state: 'valid' });
  });

  test('is set aside also when the damage shows where an exported part is noted', async () => {
    const made = await closedLog(5);
    const path = join(made.folder, 'curfew.db');
    const damaged = Buffer.from(made.bytes);
    const page = rootOf(path, 'audit_segment');
    damaged.fill(0xff, (page - 1) * 4096, (page - 1) * 4096 + 200);
    await writeFile(path, damaged);
    const again = await openTestLog(made.folder);
    expect(again.log.state().setAside).toEqual([]);
    const segment = { from: 1, to: 3, sealedAt: 1, path: '/segment', bytes: 1, sha256: 'a'.repeat(64) };
    await again.store.addSegment(segment);
    expect((await again.store.state()).setAside).toHaveLength(1);
    const { segments } = await again.store.size({ before: null, bytes: null });
    expect(segments).toEqual([segment]);
  });

  test('stays as it is when only a row of the catalogue beside it is wrong', async () => {
    const made = await closedLog(5);
    change(
      made.folder,
      "INSERT INTO revocation (id, file, crc, search) VALUES ('wrong', 'small.db', 1, ''); INSERT INTO file VALUES ('small.db', 0)",
    );
    const again = await openTestLog(made.folder);
    expect(await verdictOf(again)).toMatchObject({ state: 'valid' });
    expect((await allRecords(again)).slice(0, made.records.length)).toEqual(made.records);
    expect(again.log.state().setAside).toEqual([]);
  });
});

/** The first page of a table, from 1. */
function rootOf(path: string, table: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  db.close();
  return Number(row?.rootpage);
}

/** The page of the table that a record is in, found by its hash. */
async function pageOfRecord(path: string, sequence: number): Promise<number> {
  const db = new DatabaseSync(path, { readOnly: true });
  const { hash } = db.prepare('SELECT hash FROM audit WHERE sequence = ?').get(sequence) as {
    hash: Uint8Array;
  };
  db.close();
  return Math.floor((await readFile(path)).indexOf(hash) / 4096);
}
