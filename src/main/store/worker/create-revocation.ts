import { existsSync } from 'node:fs';
import { failure } from '../../../contract/failure.ts';
import { isSmallFile } from '../files/data-folder.ts';
import { transaction } from '../files/transaction.ts';
import type { StoredCounts } from '../interface.ts';
import { applyChanges } from '../tables/apply-changes.ts';
import { insertRevocation, setCommit } from '../tables/head.ts';
import type { OpenFile } from '../tables/open-file.ts';
import { tableQueries } from '../tables/reads.ts';
import type { WriteCalls } from './protocol.ts';
import type { WriterContext } from './writer-context.ts';

/** Makes a revocation, in the file of small ones or in one of its own. It exists as soon as it is in its file. */
export function createRevocation(
  { pool, catalogue, folder, make, updateCatalogue }: WriterContext,
  { file: name, input }: Parameters<WriteCalls['create']>[0],
): StoredCounts {
  if (catalogue().find(input.id) || catalogue().wasRemoved(input.id)) throw idIsTaken();
  function insert(file: OpenFile): StoredCounts {
    return transaction(file, () => {
      const rev = insertRevocation(file, input);
      applyChanges(file, rev, ...input.changes);
      if (input.changes.length > 0) setCommit(file, rev, 1);
      return tableQueries.counts(file, rev, {});
    });
  }
  const isLarge = !isSmallFile(name);
  if (!isLarge && !existsSync(folder.revocation(name))) make(name, () => undefined);
  const counts = isLarge ? make(name, insert) : insert(pool.use(name));
  updateCatalogue(name, input.id, { state: input.state, summary: input.summary });
  return counts;
}

function idIsTaken() {
  return failure('bad-input', 'There is, or was, a revocation with this id.');
}
