import { failure } from '../../../contract/failure.ts';
import type { RecordedKeys } from '../../core/protocol.ts';
import { isOwnUser } from '../../identity/user-ids.ts';
import { createLimit } from '../../shared/concurrency/limit.ts';
import { mapConcurrent } from '../../shared/concurrency/map-concurrent.ts';
import { createDirectCaller } from '../../shared/retry/core-caller.ts';
import type { ChosenUser, Store } from '../../store/interface.ts';
import type { StoredDraft } from '../stored-draft.ts';
import type { OwnIds } from './resolve/own-ids.ts';
import { readWholeUser, type WholeUser } from './resolve/whole-users.ts';

export interface ChoosePorts {
  readonly store: Store;
  readonly stored: StoredDraft;
  readonly keys: () => RecordedKeys;
  readonly own: OwnIds;
}

const mostCalls = 16;
/** Users can have many sessions each. */
const mostUsers = 4;

/** What the operator chose on an ambiguous line. The operator waits for it: a core that does not answer is told at once. */
export async function chooseUsers(
  { store, stored, keys, own }: ChoosePorts,
  row: number,
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { id } = stored;
  const [line] = await store.read.lines({ id, view: null, offset: row, limit: 1 });
  if (line?.verdict !== 'ambiguous') throw failure('bad-input', 'On this line there is nothing to choose.');
  const chosen = [...new Set(userIds)];
  if (chosen.some((userId) => line.candidates.every((candidate) => candidate.userId !== userId)))
    throw failure('bad-input', 'One of the chosen users is not among those that the line can mean.');
  const caller = createDirectCaller(stored.core, signal);
  const limit = createLimit(mostCalls);
  if (chosen.length > 0) {
    await stored.checkCore(signal);
    await own.read(caller);
  }
  const users = await mapConcurrent(
    chosen,
    mostUsers,
    async (userId) => {
      const user = await readWholeUser({ caller, keys, limit }, userId);
      if (!user) throw goneUser();
      return toChosenUser(user, own);
    },
    signal,
  );
  if (chosen.length > 0) await stored.checkCore(signal);
  await stored.change(() => store.write.chooseUsers({ id, line: line.id, users }));
}

/** A user as the store takes it. */
export function toChosenUser(user: WholeUser, own: OwnIds): ChosenUser {
  const { emails, identities, name, sessions, userId } = user;
  return { userId, name, emails, identities, own: isOwnUser(own, user), sessions };
}

function goneUser() {
  return failure('not-found', 'One of the chosen users does not exist any more.', {
    hint: 'Begin the list again, or choose another user.',
  });
}
