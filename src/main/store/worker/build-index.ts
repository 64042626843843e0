import type { RpcMethods } from '../../shared/rpc/server.ts';
import { openForWriting } from '../files/connection.ts';
import type { DataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import { transaction } from '../files/transaction.ts';
import { buildIndex, laterIndexNames } from '../tables/schema.ts';
import type { IndexCalls } from './protocol.ts';

/**
 * SQLite sorts in pieces of this size, and keeps as many pages beside it. Ten million handles are merged in two rounds, as they are
 * with twice as much.
 */
const cacheKiB = 4 * 1024;

/** Builds the indexes that a list is loaded without, while nothing else writes to its file. */
export function createIndexBuilder(folder: DataFolder): RpcMethods<IndexCalls> {
  return {
    build({ file: name }) {
      try {
        const file = openForWriting(folder.revocation(name));
        try {
          file.db.exec(`PRAGMA cache_size = -${cacheKiB}`);
          for (const name of laterIndexNames) {
            transaction(file, () => buildIndex(file.db, name));
            // What was written goes into the file here: otherwise the writer would copy it with its next commit.
            file.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
          }
        } finally {
          file.close();
        }
        return null;
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
  };
}
