import type { Worker } from 'node:worker_threads';
import type { AuditStore } from '../audit-store.ts';
import type { LongCall } from '../long-call.ts';
import { type AuditQueryMethod, auditQueryMethods, methodsFor } from '../method-names.ts';
import type { AuditCalls, ReadCalls, WriteCalls } from '../worker/protocol.ts';
import { callOnce, type StoreThread } from './store-thread.ts';

interface AuditStoreOptions {
  readonly writer: StoreThread<WriteCalls>;
  readonly reader: StoreThread<ReadCalls>;
  /** Runs the call; when `curfew.db` itself is damaged, once more after it was replaced. */
  readonly withCatalogue: <T>(call: () => Promise<T>) => Promise<T>;
  readonly spawnVerifier: () => Worker;
}

/** Ten million records. */
const verifyDeadlineMs = 60 * 60 * 1000;

export function createAuditStore(options: AuditStoreOptions): AuditStore {
  const { writer, reader, withCatalogue, spawnVerifier } = options;

  function query<M extends AuditQueryMethod>(method: M): AuditStore[M] {
    const run = (input: unknown) => withCatalogue(() => reader.call('auditQuery', { method, input }));
    // Both sides are made from the same interface; the compiler cannot follow one method through it.
    return run as unknown as AuditStore[M];
  }

  return {
    ...methodsFor<Pick<AuditStore, AuditQueryMethod>>(auditQueryMethods, query),
    append: (input) => withCatalogue(() => writer.call('auditAppend', input, { priority: 'run' })),
    addSegment: (segment) => withCatalogue(() => writer.call('auditAddSegment', segment)),
    removeSegments: ({ signal, onProgress }: LongCall = {}) =>
      withCatalogue(() =>
        writer.call('auditRemoveSegments', {}, { signal, onProgress, untilStopped: true } as never),
      ),
    verify: (input, { signal, onProgress }: LongCall = {}) =>
      callOnce<AuditCalls, 'verify'>(spawnVerifier, 'verify', input, {
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
        deadlineMs: verifyDeadlineMs,
      }),
  };
}
