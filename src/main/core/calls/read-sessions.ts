import type { Limit } from '../../shared/concurrency/limit.ts';
import type { Stopper } from '../call.ts';
import type { SessionRead, SessionReadInFull } from '../protocol.ts';
import type { SessionsInput } from '../rpc-messages.ts';
import { readMany } from './read-many.ts';
import { readSession, toDetails, toRow } from './read-session.ts';
import { createPicker } from './recorded.ts';

type FoundIn<Read> = Extract<Read, { readonly outcome: 'found' }>;

/** Reads many sessions as rows of a table, gives them in batches as they come. Rejects only when it was stopped. */
export async function readSessions(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionRead[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  async function readOne(handle: string): Promise<FoundIn<SessionRead> | null> {
    const found = await readSession(handle, stopper);
    return found && { outcome: 'found', row: toRow(found, pick) };
  }
  await readMany({ handles, readOne, onBatch, stopper, limit });
}

/** The same with payloads. */
export async function readSessionsInFull(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionReadInFull[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  async function readOne(handle: string): Promise<FoundIn<SessionReadInFull> | null> {
    const found = await readSession(handle, stopper);
    return found && { outcome: 'found', session: toDetails(found, pick) };
  }
  await readMany({ handles, readOne, onBatch, stopper, limit });
}
