import supertokens from 'supertokens-node';
import type { User } from '../../../contract/domain/user.ts';
import type { Limit } from '../../shared/concurrency/limit.ts';
import type { Stopper } from '../http/call.ts';
import type { UserRead, UsersInput } from '../protocol.ts';
import { readMany } from './read-many.ts';
import { callSdk, unexpectedAnswer } from './sdk.ts';
import { toUser } from './users.ts';

/** Null only when the core itself says that it knows no user with this id. */
export function readUser(userId: string, stopper: Stopper): Promise<User | null> {
  return callSdk(stopper, async (context, call) => {
    const user = await supertokens.getUser(userId, context);
    if (user) return toUser(user);
    if (call.answered !== 'UNKNOWN_USER_ID_ERROR') throw unexpectedAnswer();
    return null;
  });
}

/** Reads the users of many ids, with one call each, and gives them in batches as they come. Rejects only when it was stopped. */
export function readUsersById(
  { userIds }: UsersInput,
  onBatch: (batch: UserRead[]) => void,
  stopper: Stopper,
  limit: Limit,
): Promise<void> {
  return readMany<UserRead>({
    ids: userIds,
    read: async (userId) => {
      const user = await readUser(userId, stopper);
      return user ? { type: 'found', userId, user } : { type: 'absent', userId };
    },
    toFailed: (userId, error) => ({ type: 'failed', userId, error }),
    ...{ onBatch, stopper, limit },
  });
}
