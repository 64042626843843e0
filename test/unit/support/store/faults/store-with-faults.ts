import type { Change } from '../../../../../src/main/store/changes.ts';
import { createCommitLog } from '../../../../../src/main/store/client/commit-log.ts';
import type { Store, StoreReader, StoreWriter } from '../../../../../src/main/store/interface.ts';

/** One call to the store. */
export interface StoreCall {
  readonly method: keyof StoreWriter | keyof StoreReader;
  /** Of a commit. */
  readonly changes: readonly Change[];
}

/** What befalls calls to the store. What these throw is its answer; while they wait, the call waits. */
export interface StoreFaults {
  /** The call was not carried out yet. */
  before?: (call: StoreCall) => Promise<void> | void;
  /** The call was carried out. */
  after?: (call: StoreCall) => Promise<void> | void;
}

/** The real store, behind what befalls its calls. `faults` can be changed at any time. */
export function withFaults(store: Store, faults: StoreFaults): Store {
  async function through<T>(call: StoreCall, work: () => Promise<T>): Promise<T> {
    await faults.before?.(call);
    const answer = await work();
    await faults.after?.(call);
    return answer;
  }

  function guarded<Methods extends object>(methods: Methods): Methods {
    return new Proxy(methods, {
      get: (target, method, receiver) => {
        const work: unknown = Reflect.get(target, method, receiver);
        if (typeof work !== 'function') return work;
        const call: StoreCall = { method: method as StoreCall['method'], changes: [] };
        return (...input: unknown[]) => through(call, async () => Reflect.apply(work, target, input));
      },
    });
  }

  return {
    close: store.close,
    deliveries: store.deliveries,
    read: guarded(store.read),
    write: guarded(store.write),
    audit: store.audit,
    openLog: (id, onCommit = () => undefined) =>
      createCommitLog({
        readCounts: () => store.read.counts({ id }),
        onCommit,
        write: (commit, changes) =>
          through({ method: 'commit', changes }, async () => {
            const before = await store.read.counts({ id });
            const counts = await store.write.commit({ id, commit, changes });
            return { counts, applied: before.commit < commit };
          }),
      }),
  };
}
