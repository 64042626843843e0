import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { isOpen } from '../targets/target-state.ts';

/**
 * Ends whatever stands under each id of the person with one call an id. The last resort, when sessions keep appearing:
 * it marks the person as active now.
 */
export async function closeByUserId(
  record: RevocationRecord,
  tenantId: string | null,
  { core, now, tell }: RunTools,
): Promise<void> {
  const { ledger } = record;
  const open = ledger.where(({ standing }) => isOpen(standing));
  let lost: AppError | undefined;
  record.closedByUserId = true;
  for (const { handle } of open) ledger.record(handle, { type: 'sent' });
  for (const { id } of record.identities) {
    tell('closing');
    try {
      for (const handle of await core.revokeUser({ userId: id, tenantId })) recordEnded(record, handle);
    } catch (thrown) {
      lost ??= toAppError(thrown);
    }
    record.lastOpenAt = Math.max(record.lastOpenAt, now());
  }
  for (const { handle, standing, lostOnce } of open) {
    if (standing.state !== 'sent') continue;
    if (lost) ledger.record(handle, { type: 'lost', error: lost });
    else ledger.record(handle, { type: 'not-named', afterLostCall: lostOnce });
  }
  if (lost) record.errors.push(lost);
}

function recordEnded({ ledger }: RevocationRecord, handle: string): void {
  if (!ledger.get(handle)) {
    ledger.addNewcomer(handle);
    ledger.record(handle, { type: 'sent' });
  }
  // It was there after all, or the core would not have named it.
  if (ledger.get(handle)?.standing.state !== 'sent') ledger.record(handle, { type: 'read-there' });
  ledger.record(handle, { type: 'confirmed' });
}
