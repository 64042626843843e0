import type { SessionRow } from '../../../contract/domain/session.ts';
import type { Limit } from '../../shared/concurrency/limit.ts';
import type { Stopper } from '../call.ts';
import type { SessionRead, SessionReadInFull } from '../protocol.ts';
import type { SessionsInput } from '../rpc-messages.ts';
import { readMany } from './read-many.ts';
import { toDetails, toRow } from './read-session.ts';
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
  let before: SessionRow | undefined;
  await readMany<FoundIn<SessionRead>>({
    handles,
    toFound: (information) => {
      const row = toRow(information, pick, before);
      before = row;
      return { outcome: 'found', row };
    },
    onBatch,
    stopper,
    limit,
  });
}

/** The same with payloads. */
export async function readSessionsInFull(
  { handles, keys }: SessionsInput,
  onBatch: (batch: SessionReadInFull[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  const pick = createPicker(keys);
  await readMany<FoundIn<SessionReadInFull>>({
    handles,
    toFound: (information) => ({ outcome: 'found', session: toDetails(information, pick) }),
    onBatch,
    stopper,
    limit,
  });
}
