import { serialize } from 'node:v8';
import { defaultSettings } from '../../src/contract/domain/app.ts';
import type { UserSessionsItem } from '../../src/contract/domain/session.ts';
import type { Handlers } from '../../src/contract/handlers.ts';
import { type StreamMessage, wire } from '../../src/contract/wire.ts';
import { openCore } from '../../src/main/connections/open-core.ts';
import { createDirectory } from '../../src/main/directory/directory.ts';
import { createIpcServer } from '../../src/main/ipc/ipc-server.ts';
import type { Sender } from '../../src/main/ipc/sender.ts';
import { coreWorkerSpawner } from '../integration/support/spawn-core-worker.ts';

const ORIGIN = 'curfew://app';

interface ConsolePath {
  /** What the page of a user gets: `directory.userSessions` from the first item to the end. */
  readonly sessionDetails: (userId: string) => Promise<number>;
  /** The same until the first rows are there; then the page goes away. */
  readonly firstRows: (userId: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * The console without its window: contract server, directory service, connection worker, SDK. The page is a sender in
 * memory that takes every batch at once; what main would serialise for it is serialised.
 */
export async function openConsolePath(uri: string, key: string | null): Promise<ConsolePath> {
  const core = openCore({
    spawn: await coreWorkerSpawner(),
    options: { address: uri, apiKey: key, connectTimeoutMs: 5_000, requestTimeoutMs: 30_000 },
  });
  await core.port.facts();
  const directory = createDirectory({ core: () => core.port, recordedKeys: () => defaultSettings });
  const listeners = new Map<string, (message: StreamMessage) => void>();
  const server = createIpcServer({
    // Only the directory is called here.
    handlers: directory as unknown as Handlers,
    accessGate: () => undefined,
    ownOrigin: ORIGIN,
    log: console.error,
  });
  const page: Sender = {
    id: 'bench',
    url: `${ORIGIN}/users`,
    isMainFrame: true,
    onGone: () => undefined,
    send(channel, message) {
      if (channel !== wire.stream) return;
      serialize(message);
      const streamed = message as StreamMessage;
      if (streamed.kind === 'items') setImmediate(() => server.taken(page, streamed.id));
      listeners.get(streamed.id)?.(streamed);
    },
  };

  /** Reads until the end, or until there are `enough` rows; gives how many were read. */
  async function readSessions(userId: string, enough = Number.POSITIVE_INFINITY): Promise<number> {
    const id = crypto.randomUUID();
    let rows = 0;
    const ended = new Promise<void>((resolve, reject) => {
      listeners.set(id, (message) => {
        if (message.kind === 'items') {
          rows += countRows(message.items as readonly UserSessionsItem[]);
          if (rows >= enough) resolve();
        } else if (message.result.ok) resolve();
        else reject(new Error(message.result.error.message));
      });
    });
    const input = { connectionId: 'bench', userId, readerId: crypto.randomUUID() };
    const taken = await server.call('directory.userSessions', page, id, input);
    if (!taken.ok) throw new Error(taken.error.message);
    await ended;
    listeners.delete(id);
    server.abort(page, id);
    return rows;
  }

  return {
    sessionDetails: (userId) => readSessions(userId),
    firstRows: (userId) => readSessions(userId, 1),
    async close() {
      server.close();
      await core.close();
    },
  };
}

function countRows(items: readonly UserSessionsItem[]): number {
  return items.reduce((sum, item) => sum + (item.type === 'rows' ? item.rows.length : 0), 0);
}
