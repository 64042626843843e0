import type { LoginMethodKind } from '../../../../contract/domain/user.ts';
import { displayNameOf } from '../../../../contract/domain/user-name.ts';
import type { CorePort, UserRead } from '../../../core/protocol.ts';
import { readAllUsers } from '../../../identity/user-ids.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import { isStorableId } from '../../../store/records.ts';
import { createRecentReads } from './recent-answers.ts';

/** The user of a session that a line names: nothing but what people know the user by. */
export interface SessionOwner {
  /** Null: it is on disk already, or the core knows no such user, or none that can be stored. */
  readonly shown: {
    readonly userId: string;
    readonly name: string;
    readonly emails: readonly string[];
  } | null;
  /** With what the user signed in, by the id that a session names; none where the user was not read now. */
  readonly loginMethods: ReadonlyMap<string, LoginMethodKind>;
}

/** Reads the users of sessions, those of many sessions together. */
export interface SessionOwners {
  /** By user id; without those that the core does not answer. Rejects only when the work was stopped. */
  readonly read: (userIds: readonly string[]) => Promise<ReadonlyMap<string, SessionOwner>>;
}

/** In a list the sessions of a user are near one another, if at all. */
const mostOwners = 5_000;
const nothing: SessionOwner = { shown: null, loginMethods: new Map() };

/** `named`: which of these users a line before wrote with their names. It is asked when they are not remembered here any more. */
export function createSessionOwners(
  caller: CoreCaller<CorePort>,
  named: (userIds: readonly string[]) => Promise<ReadonlySet<string>>,
): SessionOwners {
  /** Those that the core does not answer are left out: their lines are sessions all the same, of users without a name. */
  async function readUnknown(userIds: readonly string[]): Promise<ReadonlyMap<string, SessionOwner>> {
    const onDisk = await named(userIds);
    const reads = await readAllUsers(
      caller,
      userIds.filter((id) => !onDisk.has(id)),
    );
    const owners = new Map([...onDisk].map((id) => [id, nothing]));
    for (const [id, read] of reads) if (read.type !== 'failed') owners.set(id, toOwner(read));
    return owners;
  }

  return { read: createRecentReads(mostOwners, readUnknown) };
}

function toOwner(read: Exclude<UserRead, { readonly type: 'failed' }>): SessionOwner {
  if (read.type === 'absent' || !isStorableId(read.user.id)) return nothing;
  const { user } = read;
  return {
    shown: { userId: user.id, name: displayNameOf(user), emails: user.emails },
    loginMethods: new Map(
      user.loginMethods.map(({ recipeId, recipeUserId, thirdParty }) => [
        recipeUserId,
        { recipeId, thirdPartyId: thirdParty?.id ?? null },
      ]),
    ),
  };
}
