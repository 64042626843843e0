import type { CatalogueEntry, Store } from './interface.ts';
import type { StoredState } from './records.ts';

const pageSize = 500;

/** All entries of the catalogue in one of these states, newest first, those of every connection. Whoever changes their states reads all before. */
export async function* eachEntry(
  { read }: Pick<Store, 'read'>,
  ...states: readonly StoredState[]
): AsyncGenerator<CatalogueEntry> {
  for (let offset = 0; ; ) {
    const { entries, total } = await read.catalogue({
      ...{ connectionId: null, exceptConnections: [], states, search: null },
      ...{ outcomes: null, from: null, to: null },
      sort: { column: 'createdAt', direction: 'descending' },
      offset,
      limit: pageSize,
    });
    yield* entries;
    offset += entries.length;
    if (entries.length === 0 || offset >= total) return;
  }
}
