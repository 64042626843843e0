import type { AuditVerdict } from '../../../contract/domain/audit/log.ts';
import { type ChainProblem, createChainCheck } from '../../shared/audit/check-chain.ts';
import type { OpenFile } from '../files/connection.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { OperationProgress } from '../long-call.ts';
import { checksumOf } from './append-records.ts';
import { baseOfLog, type ReadRecord, readRecords } from './record-rows.ts';

type Problem = Extract<AuditVerdict, { state: 'broken' }>['problem'];

/** So many records are read at a time. */
const pageSize = 1_000;

/**
 * Reads the whole log, oldest first, and then what its records are found by. Ends at the first record that does not fit. `keys`: see
 * `createChainCheck`.
 */
export function* verifyLog(
  file: OpenFile,
  keys: Readonly<Record<string, string>>,
): Generator<OperationProgress, AuditVerdict> {
  let reached = 0;
  try {
    const base = baseOfLog(file);
    reached = base?.sequence ?? 0;
    const first = reached + 1;
    const of = Number(file.prepare('SELECT count(*) AS count FROM audit').get()?.count);
    const check = createChainCheck(base, keys);
    for (;;) {
      const page = pageBehind(file, reached);
      for (const read of page) {
        const problem = problemOf(read, reached, check.next);
        if (problem !== null)
          return broken(problem === 'record-missing' ? reached + 1 : read.sequence, problem);
        reached = read.sequence;
      }
      if (page.length < pageSize) break;
      yield { done: reached - first + 1, of };
    }
    const wrong = wrongIndex(file);
    if (wrong !== undefined) return broken(wrong, 'index-wrong');
    const { records, ...passed } = check.passed();
    if (records === 0) return { state: 'empty' };
    return { state: 'valid', from: first, to: reached, records, ...passed, keys: [...passed.keys] };
  } catch (thrown) {
    if (storeFailure(thrown).error.code !== 'store-damaged') throw thrown;
    return broken(reached + 1, 'file-damaged');
  }
}

function broken(sequence: number | null, problem: Problem): AuditVerdict {
  return { state: 'broken', sequence, problem };
}

/** When a page cannot be read, the records before the damage still can. */
function pageBehind(file: OpenFile, sequence: number): readonly ReadRecord[] {
  const rows = 'WHERE a.sequence > ? ORDER BY a.sequence LIMIT ?';
  try {
    return readRecords(file, rows, sequence, pageSize);
  } catch {
    return readRecords(file, rows, sequence, 1);
  }
}

function problemOf(
  { sequence, record }: ReadRecord,
  reached: number,
  check: (record: NonNullable<ReadRecord['record']>) => ChainProblem | null,
): Problem | null {
  if (sequence > reached + 1) return 'record-missing';
  return record === undefined ? 'record-altered' : check(record);
}

/** The intent whose hashes are damaged; null: an index that does not agree with its table; undefined: all is well. */
function wrongIndex(file: OpenFile): number | null | undefined {
  for (const row of file.prepare('SELECT intended, handles, users, crc FROM audit_batch').iterate()) {
    const { intended, handles, users, crc } = row;
    const isIntact =
      handles instanceof Uint8Array && users instanceof Uint8Array && checksumOf({ handles, users }) === crc;
    if (!isIntact) return Number(intended);
  }
  for (const table of ['audit', 'audit_batch', 'audit_context'])
    if (file.db.prepare(`PRAGMA integrity_check(${table})`).get()?.integrity_check !== 'ok') return null;
  return undefined;
}
