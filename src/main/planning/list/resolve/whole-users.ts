import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { IdentityId, LoginMethodKind } from '../../../../contract/domain/user.ts';
import { displayNameOf } from '../../../../contract/domain/user-name.ts';
import { failure } from '../../../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import { readAllSessions } from '../../../identity/session-handles.ts';
import { isOwner, loginMethodOf, readUserWithIds } from '../../../identity/user-ids.ts';
import type { Limit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import { isStorableId, isStorableNumber, type MatchRecord } from '../../../store/records.ts';

/** All sessions of a user, as they were listed. */
export interface WholeUser {
  readonly userId: string;
  readonly name: string;
  /** Null: the id is no user's. */
  readonly emails: readonly string[] | null;
  /** None: the id is no user's, but has sessions. */
  readonly tenantIds: readonly string[];
  readonly identities: readonly IdentityId[];
  readonly sessions: readonly MatchRecord[];
}

interface Parts {
  readonly caller: CoreCaller<CorePort>;
  readonly keys: () => RecordedKeys;
  /** Runs a few calls at a time. */
  readonly limit: Limit;
}

/**
 * Reads a user with all sessions, under all ids of all login methods. Null: the core knows neither a user nor sessions by
 * this id.
 */
export async function readWholeUser(
  { caller, keys, limit }: Parts,
  userId: string,
): Promise<WholeUser | null> {
  const { user, identities } = await limit.run(() =>
    caller.call((port, signal) => readUserWithIds(port, userId, signal)),
  );
  const lists = await Promise.all(
    identities.map(({ id }) =>
      limit.run(() =>
        caller.call((port, signal) => port.sessionHandles({ userId: id, tenantId: null }, signal)),
      ),
    ),
  );
  const handles = [...new Set(lists.flat())];
  if (!user && handles.length === 0) return null;
  const shown = user?.id ?? userId;
  for (const id of [shown, ...handles, ...identities.map((identity) => identity.id)]) checkId(id);
  return {
    userId: shown,
    name: user ? displayNameOf(user) : userId,
    emails: user?.emails ?? null,
    tenantIds: [...(user?.tenantIds ?? [])],
    identities,
    sessions: await readSessions(caller, keys(), handles, (session) => {
      const { recipeUserId, userId: owner } = session;
      if (
        owner !== undefined &&
        recipeUserId !== undefined &&
        !isOwner(identities, { userId: owner, recipeUserId })
      )
        throw failure('core-error', { reason: 'session-of-other-user' });
      return toMatch(session, shown, loginMethodOf(user, identities, session.recipeUserId));
    }),
  };
}

/** With what is known of each; those that ended since they were listed are left out. */
async function readSessions(
  caller: CoreCaller<CorePort>,
  keys: RecordedKeys,
  handles: readonly string[],
  matchOf: (session: KnownSession) => MatchRecord,
): Promise<readonly MatchRecord[]> {
  const sessions = new Map<string, MatchRecord | null>(handles.map((handle) => [handle, null]));
  await readAllSessions(caller, {
    handles,
    keys,
    onBatch: (batch) => {
      for (const read of batch) {
        if (read.type === 'absent') sessions.delete(read.handle);
        else if (read.type === 'found') sessions.set(read.row.handle, matchOf(read.row));
      }
    },
  });
  // Of some nothing is known but that they were listed.
  return [...sessions].map(([handle, match]) => match ?? matchOf({ handle }));
}

/** As far as it was read. */
type KnownSession = Pick<SessionRow, 'handle'> & Partial<SessionRow>;

/** A session as it is added to a draft. Its line is set when it is added. */
export function toMatch(
  session: KnownSession,
  userId: string,
  loginMethod: LoginMethodKind | null,
): MatchRecord {
  return {
    handle: session.handle,
    userId,
    createdAt: timeOf(session.timeCreated),
    expiry: timeOf(session.expiry),
    ip: session.ip ?? null,
    userAgent: session.userAgent ?? null,
    loginMethod,
    line: null,
  };
}

/** What a core answers for a time can be any number. */
function timeOf(time: number | undefined): number | null {
  return time !== undefined && isStorableNumber(time) ? time : null;
}

/** All ids under which sessions of the operator's own users can be. */
export interface OwnIds {
  readonly has: (id: string) => boolean;
  /** Reads what the settings do not say: the other ids of these users. What cannot be read is read by the next call. */
  readonly read: (caller: CoreCaller<CorePort>) => Promise<void>;
  /** Whether that was read of all of them. */
  readonly areRead: () => boolean;
  readonly all: () => readonly string[];
}

export function createOwnIds(listed: readonly string[]): OwnIds {
  const ids = new Set(listed);
  const unread = new Set(listed);
  let reading: Promise<void> | undefined;

  async function readOthers(caller: CoreCaller<CorePort>, userId: string): Promise<void> {
    const { user, identities } = await caller.call((port, signal) => readUserWithIds(port, userId, signal));
    if (user) ids.add(user.id);
    for (const { id } of identities) ids.add(id);
    unread.delete(userId);
  }

  async function readUnread(caller: CoreCaller<CorePort>): Promise<void> {
    await Promise.allSettled([...unread].map((userId) => readOthers(caller, userId)));
    reading = undefined;
  }

  return {
    has: (id) => ids.has(id),
    read: (caller) => {
      reading ??= readUnread(caller);
      return reading;
    },
    areRead: () => unread.size === 0,
    all: () => [...ids],
  };
}

/** Throws when what the core answered cannot be the id of a session or a user. */
export function checkId(id: string): void {
  if (!isStorableId(id)) throw unusable();
}

export function checkSession({ handle, timeCreated, userId }: SessionRow): void {
  checkId(handle);
  checkId(userId);
  if (!isStorableNumber(timeCreated)) throw unusable();
}

function unusable() {
  return failure('core-error', { reason: 'core-answer-impossible' });
}
