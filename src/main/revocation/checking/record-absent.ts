import type { RevocationRecord } from '../record.ts';

/**
 * Records that a target was not there when it was read. When its call got lost, nobody knows when the session ended:
 * it may have been open until now.
 */
export function recordAbsent(record: RevocationRecord, handle: string, now: number): void {
  const state = record.ledger.get(handle)?.standing.state;
  const inDoubt = state === 'unknown' || state === 'still-there' || state === 'failed';
  if (inDoubt) record.lastOpenAt = Math.max(record.lastOpenAt, now);
  record.ledger.record(handle, { type: 'read-absent' });
}
