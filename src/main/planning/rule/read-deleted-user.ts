import { Failure } from '../../../contract/failure.ts';
import { readAllSessions } from '../../identity/session-handles.ts';
import { readUserWithIds } from '../../identity/user-ids.ts';
import { listHandles } from '../../scan/read-users.ts';
import { toUnread } from '../../store/changes.ts';
import { isStorableId } from '../../store/records.ts';
import type { RuleReader, UserResult } from './read-user.ts';

interface DeletedUser {
  readonly userId: string;
  /** Null: all sessions of the user. */
  readonly only: readonly string[] | null;
  readonly signal: AbortSignal;
}

/**
 * What is left of a user who was deleted since the scan could not read the user. A core ends sessions under the id that it
 * shows; those under the other id of a mapping stay. Without a user nobody knows whether the rule selects them, so they are
 * unread. Rejects with `aborted`.
 */
export async function readDeletedUser(
  reader: Pick<RuleReader, 'core' | 'keys' | 'tenants'>,
  user: DeletedUser,
): Promise<UserResult> {
  try {
    const left = user.only
      ? await stillThere(reader, user.only, user.signal)
      : await listUnderId(reader, user);
    return { sessions: 0, unread: toUnread(left) };
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code !== 'aborted')
      return { sessions: 0, unread: user.only };
    throw thrown;
  }
}

async function listUnderId(
  { core, tenants }: Pick<RuleReader, 'core' | 'tenants'>,
  { signal, userId }: DeletedUser,
): Promise<readonly string[]> {
  const { identities } = await core.call((port, either) => readUserWithIds(port, userId, either), signal);
  return listHandles(core, { ids: identities.map(({ id }) => id), tenants, signal });
}

/** Those that could not be read this time either are among them. */
async function stillThere(
  { core, keys }: Pick<RuleReader, 'core' | 'keys'>,
  handles: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left = new Set(handles);
  await readAllSessions(core, {
    handles: handles.filter(isStorableId),
    keys,
    signal,
    onBatch: (batch) => {
      for (const read of batch) if (read.type === 'absent') left.delete(read.handle);
    },
  });
  return [...left];
}
