import type { IdentityId } from '../../../contract/domain/user.ts';
import { readPerson } from '../../identity/person.ts';
import type { RevocationRecord, RunTools } from '../record.ts';
import { recordAbsent } from './record-absent.ts';

/**
 * Lists a person's sessions again and compares: targets that are there after all, and newcomers. Ids that the person got
 * meanwhile are asked too. Rejects when the list cannot be had as a whole.
 */
export async function listAgain(
  record: RevocationRecord,
  userId: string,
  tenantId: string | null,
  { core, now, signal, tell }: RunTools,
): Promise<void> {
  const { ledger } = record;
  const person = await readPerson(core, userId, signal);
  record.identities = union(record.identities, person.identities);
  const lists = await Promise.all(
    record.identities.map(({ id }) => core.sessionHandles({ userId: id, tenantId }, signal)),
  );
  const there = new Set(lists.flat());
  for (const { handle } of ledger.all()) {
    if (there.has(handle)) ledger.record(handle, { type: 'read-there' });
    else recordAbsent(record, handle, now());
  }
  for (const handle of there) ledger.addNewcomer(handle);
  tell('listing-again');
}

function union(kept: readonly IdentityId[], read: readonly IdentityId[]): IdentityId[] {
  const byId = new Map([...kept, ...read].map((identity) => [identity.id, identity]));
  return [...byId.values()];
}
