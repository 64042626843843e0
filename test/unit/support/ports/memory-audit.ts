import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../../../src/contract/domain/audit/record.ts';
import type { AuditEntry } from '../../../../src/main/audit/audit-entry.ts';
import { createRecorder, type Recorder } from '../../../../src/main/audit/recorder.ts';
import type { RecordsOfEnds } from '../../../../src/main/revocations/audit/counted-before.ts';
import type { OpenBatches } from '../../../../src/main/revocations/audit/recover-batches.ts';
import { noHash } from '../../../../src/main/shared/audit/chain.ts';

/** An audit log in memory, with what befalls its records. It outlives the services that write to it. */
export interface MemoryAudit extends OpenBatches, RecordsOfEnds {
  readonly recorder: Recorder;
  readonly records: AuditRecord[];
  /** What was given with a record, in the same order. */
  readonly entries: AuditEntry[];
  /** Called before a record is written. What it throws is the answer of the log; while it waits, the record waits. */
  before: (entry: AuditEntry) => Promise<void> | void;
  /** The same after it was written. */
  after: (entry: AuditEntry) => Promise<void> | void;
  readonly actions: (...only: AuditEntry['action'][]) => AuditEntry['action'][];
  readonly of: (action: AuditEntry['action']) => AuditRecord[];
}

export function createMemoryAudit(): MemoryAudit {
  const records: AuditRecord[] = [];
  const entries: AuditEntry[] = [];

  async function record(entry: AuditEntry): Promise<AuditRecord> {
    await audit.before(entry);
    const { targets: _targets, ...fields } = entry;
    const sequence = records.length + 1;
    const written: AuditRecord = {
      ...{ connection: null, user: null, session: null, revocation: null, reason: null, ticket: null },
      details: {},
      ...fields,
      sequence,
      time: '2026-11-27T12:00:00.000Z',
      elapsedMs: 1,
      operator: { name: '', account: 'tester', host: 'here' },
      version: '1',
      previous: records.at(-1)?.hash ?? noHash,
      hash: createHash('sha256').update(String(sequence)).digest('hex'),
    };
    records.push(written);
    entries.push(entry);
    await audit.after(entry);
    return written;
  }

  const audit: MemoryAudit = {
    records,
    entries,
    before: () => undefined,
    after: () => undefined,
    recorder: createRecorder({ record }),
    openIntents: async () => {
      const ended = new Set(records.filter(({ action }) => action === 'batch.ended').map(batchOf));
      return records.filter((one) => one.action === 'batch.intended' && !ended.has(batchOf(one)));
    },
    page: async ({ filter: { actions, revocation } }) => {
      const found = records.filter(
        (one) =>
          (actions === null || actions.includes(one.action)) &&
          (revocation === null || one.revocation === revocation),
      );
      const rows = found.map((record) => ({ type: 'record' as const, record, isOpen: false }));
      return { rows: rows.reverse(), before: null };
    },
    targetsOf: async (sequence) => entries[sequence - 1]?.targets ?? { handles: [], userIds: [] },
    actions: (...only) =>
      records.map(({ action }) => action).filter((action) => only.length === 0 || only.includes(action)),
    of: (action) => records.filter((one) => one.action === action),
  };
  return audit;
}

function batchOf({ details }: AuditRecord): unknown {
  return details.batch;
}
