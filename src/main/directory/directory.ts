import type { HandlersOf, ParsedInput, StreamContext } from '../../contract/channels/contract.ts';
import type { SessionCount, SessionCountsRequest } from '../../contract/domain/session.ts';
import { mostTenantsWithRoles, type UsersPage, type UserView } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { createKeyCache } from '../identity/access-token.ts';
import { readIdentities, readUserWithIds } from '../identity/user-ids.ts';
import { forEachConcurrent, mapConcurrent } from '../shared/concurrency/limit.ts';
import { search } from './search.ts';
import { createHandleQueue, type HandleQueue, readUserSessions } from './user-sessions.ts';

interface DirectoryPorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  readonly recordedKeys: () => RecordedKeys;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Searching and reading. Changes nothing on a core. */
export function createDirectory(ports: DirectoryPorts): HandlersOf<'directory'> {
  const { core, recordedKeys, now = Date.now } = ports;
  const keys = createKeyCache(now);
  const queues = new Map<string, HandleQueue>();
  return {
    'directory.search': async ({ connectionId, text }, context) =>
      search(text, { core: core(connectionId), recordedKeys: recordedKeys(), keys, now }, context),
    'directory.tenants': async ({ connectionId }, { signal }) => core(connectionId).tenants(signal),
    'directory.users': async ({ connectionId, pages }, { signal }) =>
      readUserPages(core(connectionId), pages, signal),
    'directory.userCount': async ({ connectionId, tenantId }, { signal }) => ({
      count: await core(connectionId).userCount({ tenantId }, signal),
    }),
    'directory.user': async ({ connectionId, userId }, { signal }) =>
      readUserView(core(connectionId), userId, signal),
    'directory.roles': async ({ connectionId, ...of }, { signal }) =>
      readRoles(core(connectionId), of, signal),
    'directory.userSessions': async ({ connectionId, userId, readerId }, context) => {
      const queue = createHandleQueue();
      queues.set(readerId, queue);
      try {
        await readUserSessions(core(connectionId), recordedKeys(), userId, queue, context);
      } finally {
        if (queues.get(readerId) === queue) queues.delete(readerId);
      }
    },
    // A reader that is done has read them all: nothing to move.
    'directory.readFirst': async ({ readerId, handles }) => {
      queues.get(readerId)?.first(handles);
      return null;
    },
    'directory.sessionCounts': async ({ connectionId, users }, context) =>
      countSessions(core(connectionId), users, context),
    'directory.session': async ({ connectionId, handle }, { signal }) => {
      const session = await core(connectionId).session({ handle, keys: recordedKeys() }, signal);
      return session ? { type: 'session', session } : { type: 'not-there', handle };
    },
  };
}

type UserPages = ParsedInput<'directory.users'>['pages'];

function readUserPages(core: CorePort, pages: UserPages, signal: AbortSignal): Promise<UsersPage[]> {
  return mapConcurrent(
    pages,
    tenantsAtOnce,
    async ({ tenantId, limit, pageToken }, either) => {
      try {
        const more = pageToken === undefined ? {} : { pageToken };
        return await core.users({ tenantId, limit, ...more }, either);
      } catch (thrown) {
        // Removed since the tenants were listed: it has no users, and the others have theirs.
        if (pages.length > 1 && toAppError(thrown).code === 'tenant-unknown') return { users: [] };
        throw thrown;
      }
    },
    signal,
  );
}

const usersCountedAtOnce = 4;

/** Counts the sessions of each user under all ids. A user whose sessions cannot be listed has no number. */
async function countSessions(
  core: CorePort,
  users: SessionCountsRequest['users'],
  { emit, signal }: StreamContext<SessionCount>,
): Promise<void> {
  await forEachConcurrent(
    users,
    usersCountedAtOnce,
    async ({ userId, recipeUserIds }, either) => {
      const loginMethods = recipeUserIds.map((recipeUserId) => ({ recipeUserId }));
      const count = await countSessionsOf(core, { id: userId, loginMethods }, either).catch(() => null);
      if (!either.aborted) await emit([{ userId, count }]);
    },
    signal,
  );
}

async function countSessionsOf(
  core: CorePort,
  user: Parameters<typeof readIdentities>[1],
  signal: AbortSignal,
): Promise<number> {
  const identities = await readIdentities(core, user, signal);
  const lists = await Promise.all(
    identities.map(({ id }) => core.sessionHandles({ userId: id, tenantId: null }, signal)),
  );
  return new Set(lists.flat()).size;
}

type Part<T> =
  | { readonly state: 'loaded'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError };

const tenantsAtOnce = 8;

/** A user with roles and metadata, each of which can fail alone. Rejects when the user or the ids cannot be read. */
async function readUserView(core: CorePort, userId: string, signal: AbortSignal): Promise<UserView> {
  const { user, identities } = await readUserWithIds(core, userId, signal);
  if (!user) return { type: 'no-user', id: userId, identities: [...identities] };
  const [roles, metadata] = await Promise.all([
    user.tenantIds.length > mostTenantsWithRoles
      ? ({ state: 'not-read' } as const)
      : part(readRoles(core, { userId: user.id, tenantIds: user.tenantIds }, signal)),
    part(core.metadata({ userId: user.id }, signal)),
  ]);
  return { type: 'user', user, identities: [...identities], roles, metadata };
}

/** The roles of a user in these tenants: one call for each. */
function readRoles(
  core: CorePort,
  { tenantIds, userId }: { readonly tenantIds: readonly string[]; readonly userId: string },
  signal: AbortSignal,
) {
  return mapConcurrent(
    tenantIds,
    tenantsAtOnce,
    async (tenantId, either) => ({
      tenantId,
      roles: await core.roles({ tenantId, userId }, either),
    }),
    signal,
  );
}

async function part<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { state: 'loaded', value: await reading };
  } catch (thrown) {
    return { state: 'failed', error: toAppError(thrown) };
  }
}
