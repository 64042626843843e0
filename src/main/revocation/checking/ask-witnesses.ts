import type { RevocationRecord, RunTools } from '../record.ts';
import type { Target } from '../targets/ledger.ts';
import { recordAbsent } from './record-absent.ts';

/**
 * Lists the sessions of those who had targets, and records which of these are gone. Leaves those alone whose list cannot
 * be had: they are read one by one then.
 */
export async function askWitnesses(
  record: RevocationRecord,
  unchecked: readonly Target[],
  { core, now, signal, tell }: RunTools,
): Promise<void> {
  const wanted = new Set(unchecked.map(({ handle }) => handle));
  for (const { identities, handles } of record.witnesses) {
    const asked = handles.filter((handle) => wanted.has(handle));
    if (asked.length === 0) continue;
    try {
      const lists = await Promise.all(
        identities.map(({ id }) => core.sessionHandles({ userId: id, tenantId: null }, signal)),
      );
      const there = new Set(lists.flat());
      for (const handle of asked) {
        if (there.has(handle)) record.ledger.record(handle, { type: 'read-there' });
        else recordAbsent(record, handle, now());
      }
    } catch {
      // Reading each tells the reason, target by target.
    }
    tell('reading-again');
  }
}
