import type { LongCall, PageRequest, StoreReader } from '../interface.ts';
import { type PageMethod, type QueryMethod, queriesOfRuns, type ReadCalls } from '../worker/protocol.ts';
import type { FileAccess } from './file-access.ts';
import type { OpenViews } from './open-views.ts';
import type { StoreThread } from './store-thread.ts';

interface StoreReaderOptions {
  readonly reader: StoreThread<ReadCalls>;
  readonly access: FileAccess;
  readonly views: OpenViews;
  /** Runs the call; when the catalogue itself is damaged, once more after it was built anew. */
  readonly withCatalogue: <T>(call: () => Promise<T>) => Promise<T>;
}

export function createStoreReader({ reader, access, views, withCatalogue }: StoreReaderOptions): StoreReader {
  function read<M extends QueryMethod>(method: M): StoreReader[M] {
    const ofRun = queriesOfRuns.has(method);
    const run = ({ id, ...input }: { readonly id: string }) =>
      access.read(id, ofRun, (file) =>
        // Both sides are made from the same interface; the compiler cannot follow one method through it.
        reader.call(method, { file, id, input } as never, { priority: ofRun ? 'run' : 'other' }),
      );
    return run as unknown as StoreReader[M];
  }

  function page<M extends PageMethod>(method: M): StoreReader[M] {
    const run = ({ id, view, offset, limit }: PageRequest) =>
      access.read(id, false, (file) => {
        const input = { view: view === null ? null : views.fileOf(view, id), offset, limit };
        return reader.call(method, { file, id, input } as never);
      });
    return run as unknown as StoreReader[M];
  }

  return {
    catalogue: (request) => withCatalogue(() => reader.call('catalogue', request)),
    entry: (input) => withCatalogue(() => reader.call('entry', input)),
    documents: read('documents'),
    counts: read('counts'),
    openLines: read('openLines'),
    ambiguousLines: read('ambiguousLines'),
    lines: page('lines'),
    matches: page('matches'),
    targets: page('targets'),
    shares: read('shares'),
    scanned: read('scanned'),
    unread: read('unread'),
    unreadPage: read('unreadPage'),
    undecided: read('undecided'),
    runTargets: read('runTargets'),
    sampleTargets: read('sampleTargets'),
    countTargets: read('countTargets'),
    runUsers: read('runUsers'),
    countUsers: read('countUsers'),
    openTargetsOf: read('openTargetsOf'),
    findTargets: read('findTargets'),
    targetErrors: read('targetErrors'),
    damagedTargets: read('damagedTargets'),
    openView: (request, call: LongCall = {}) => views.open(request, call),
    closeView: ({ view }) => views.close(view),
  };
}
