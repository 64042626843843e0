import { defaultSettings } from '../../../src/contract/domain/app.ts';
import type { UserSessionsItem } from '../../../src/contract/domain/session.ts';
import { openCore } from '../../../src/main/connections/core-worker.ts';
import { createDirectory } from '../../../src/main/directory/directory.ts';
import { coreWorkerSpawner } from '../../integration/support/consoles/spawn-core-worker.ts';
import { openMemoryPage } from './memory-page.ts';

interface ConsolePath {
  /** What the page of a user gets: `directory.userSessions` from the first item to the end. */
  readonly sessionDetails: (userId: string) => Promise<number>;
  /** The same until the first rows are there; then the page goes away. */
  readonly firstRows: (userId: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The console without its window: contract server, directory service, connection worker, SDK. */
export async function openConsolePath(uri: string, key: string | null): Promise<ConsolePath> {
  const core = openCore({
    spawn: await coreWorkerSpawner(),
    options: {
      address: uri,
      apiKey: key,
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 30_000,
      answerLimitMb: 64,
    },
  });
  await core.port.facts();
  const page = openMemoryPage(
    createDirectory({ core: () => core.port, recordedKeys: () => defaultSettings }),
  );

  /** Reads until the end, or until there are `enough` rows; gives how many were read. */
  async function readSessions(userId: string, enough = Number.POSITIVE_INFINITY): Promise<number> {
    let rows = 0;
    const input = { connectionId: 'bench', userId, readerId: crypto.randomUUID() };
    await page.take('directory.userSessions', input, (items) => {
      rows += countRows(items);
      return rows >= enough;
    });
    return rows;
  }

  return {
    sessionDetails: (userId) => readSessions(userId),
    firstRows: (userId) => readSessions(userId, 1),
    async close() {
      page.close();
      await core.close();
    },
  };
}

function countRows(items: readonly UserSessionsItem[]): number {
  return items.reduce((sum, item) => sum + (item.type === 'rows' ? item.rows.length : 0), 0);
}
