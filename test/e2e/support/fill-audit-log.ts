import { appendRecords } from '../../../src/main/store/audit/append-records.ts';
import { headOfLog } from '../../../src/main/store/audit/record-rows.ts';
import { closeAtRest, openForWriting } from '../../../src/main/store/files/connection.ts';
import { transaction } from '../../../src/main/store/files/transaction.ts';
import { createTestChain } from '../../unit/audit/support/audit-records.ts';

/** Adds records of a revocation to the log of a console that is closed, as if it had worked for long. */
export function fillAuditLog(path: string, revocation: string, count: number): void {
  const file = openForWriting(path);
  try {
    const head = headOfLog(file);
    if (head === null) throw new Error('The log has no record to go on from.');
    const chain = createTestChain(head);
    const time = new Date().toISOString();
    for (let number = 0; number < count; number++)
      chain.add({
        time,
        revocation,
        correlation: revocation,
        reason: `Reason ${number}`,
        details: { number },
      });
    const records = chain.records.map((record) => ({ record, targets: null }));
    transaction(file, () => appendRecords(file, { after: head, records, notes: false }));
  } finally {
    closeAtRest(file);
  }
}
