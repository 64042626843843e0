import type { LoginMethodKind, User } from '../../../../contract/domain/user.ts';
import { displayNameOf } from '../../../../contract/domain/user-name.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { CorePort } from '../../../core/protocol.ts';
import type { Limit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import { isStorableId } from '../../../store/records.ts';
import { createRecentAnswers } from './recent-answers.ts';

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

/** Reads the users of sessions, each once for a list. */
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
  limit: Limit,
): SessionOwners {
  const owners = createRecentAnswers<SessionOwner>(mostOwners);

  async function readOwner(userId: string): Promise<SessionOwner> {
    const user = await limit.run(() => caller.call((port, signal) => port.user({ userId }, signal)));
    return user && isStorableId(user.id) ? toOwner(user) : nothing;
  }

  return {
    read: async (userIds) => {
      const distinct = [...new Set(userIds)];
      let asked: Promise<ReadonlySet<string>> | undefined;
      const isNamed = async (userId: string) => {
        asked ??= named(distinct);
        return (await asked).has(userId);
      };
      const read = new Map<string, SessionOwner>();
      await Promise.all(
        distinct.map(async (userId) => {
          try {
            const owner = owners.get(userId, async () =>
              (await isNamed(userId)) ? nothing : readOwner(userId),
            );
            read.set(userId, await owner);
          } catch (thrown) {
            // The line is a session all the same; only its user stays without a name.
            if (toAppError(thrown).code === 'aborted') throw thrown;
          }
        }),
      );
      return read;
    },
  };
}

function toOwner(user: User): SessionOwner {
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
