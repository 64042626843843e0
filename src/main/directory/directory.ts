import type { HandlersOf } from '../../contract/handlers.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import { createKeyCache } from '../identity/access-token.ts';
import { search } from './search/search.ts';
import { createReadingOrder, type ReadingOrder } from './sessions/reading-order.ts';
import { readUserSessions } from './sessions/user-sessions.ts';
import { readRoles, readUserView } from './user-view.ts';

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
  const readers = new Map<string, ReadingOrder>();
  return {
    'directory.search': async ({ connectionId, text }, context) =>
      search(text, { core: core(connectionId), recordedKeys: recordedKeys(), keys, now }, context),
    'directory.tenants': async ({ connectionId }, { signal }) => core(connectionId).tenants(signal),
    'directory.users': async ({ connectionId, tenantId, limit, pageToken }, { signal }) =>
      core(connectionId).users(
        { tenantId, limit, ...(pageToken === undefined ? {} : { pageToken }) },
        signal,
      ),
    'directory.userCount': async ({ connectionId, tenantId }, { signal }) => ({
      count: await core(connectionId).userCount({ tenantId }, signal),
    }),
    'directory.user': async ({ connectionId, userId }, { signal }) =>
      readUserView(core(connectionId), userId, signal),
    'directory.roles': async ({ connectionId, ...of }, { signal }) =>
      readRoles(core(connectionId), of, signal),
    'directory.userSessions': async ({ connectionId, userId, readerId }, context) => {
      const order = createReadingOrder();
      readers.set(readerId, order);
      try {
        await readUserSessions(core(connectionId), recordedKeys(), userId, order, context);
      } finally {
        if (readers.get(readerId) === order) readers.delete(readerId);
      }
    },
    // A reader that is done has read them all: nothing to move.
    'directory.readFirst': async ({ readerId, handles }) => {
      readers.get(readerId)?.first(handles);
      return null;
    },
    'directory.session': async ({ connectionId, handle }, { signal }) => {
      const session = await core(connectionId).session({ handle, keys: recordedKeys() }, signal);
      return session ? { kind: 'session', session } : { kind: 'not-there', handle };
    },
  };
}
