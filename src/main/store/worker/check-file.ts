import type { RpcMethods } from '../../shared/rpc/server.ts';
import { type Connection, openForReading } from '../files/connection.ts';
import type { DataFolder } from '../files/data-folder.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { CheckCalls } from './protocol.ts';

/** Reads a whole file that was not at rest, before anything of it is believed. */
export function createFileChecker(folder: DataFolder): RpcMethods<CheckCalls> {
  return {
    check({ file: name }) {
      let file: Connection | undefined;
      try {
        file = openForReading(folder.revocation(name));
        const row = file.prepare('PRAGMA integrity_check(1)').get();
        // Its text says which page of which table: for a person who repairs the file, not for the operator.
        return { damage: row?.integrity_check === 'ok' ? null : 'integrity_check' };
      } catch (thrown) {
        const { error } = storeFailure(thrown);
        if (error.code !== 'store-damaged') throw storeFailure(thrown);
        return { damage: error.details?.cause ?? 'integrity_check' };
      } finally {
        file?.close();
      }
    },
  };
}
