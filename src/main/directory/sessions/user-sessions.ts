import type { UserSessionsItem } from '../../../contract/domain/session.ts';
import { failure } from '../../../contract/failure.ts';
import type { StreamContext } from '../../../contract/handlers.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { readUserWithIds } from '../../identity/user-ids.ts';
import { forEachConcurrent } from '../../shared/concurrency/map-concurrent.ts';
import { listHandles } from './list-handles.ts';
import { readSlice } from './read-slice.ts';
import type { ReadingOrder } from './reading-order.ts';

// The worker reads 16 at a time of each slice. Two slices keep the worker busy while one of them runs out. What is in a
// slice cannot be moved any more, so it is as large as the core reads in a fraction of a second: rows that came on screen
// wait for two of them at most.
const slicesAtOnce = 2;
const sliceSizes = { first: 128, least: 64, most: 512 } as const;
const sliceMs = 100;

/**
 * Tells a person's sessions: ids, handles, then details in the order that `order` can be told meanwhile. Rejects when
 * one of the ids cannot be listed, because a list with a part missing would look complete.
 */
export async function readUserSessions(
  core: CorePort,
  keys: RecordedKeys,
  userId: string,
  order: ReadingOrder,
  context: StreamContext<UserSessionsItem>,
): Promise<void> {
  // What still runs ends together with the part that failed.
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const { identities } = await readUserWithIds(core, userId, signal);
  await context.emit([{ type: 'identities', identities: [...identities] }]);
  const listed = createBell();

  async function list(): Promise<void> {
    const total = await listHandles(
      core,
      identities,
      async (chunk) => {
        await context.emit([{ type: 'handles', handles: chunk }]);
        order.add(chunk.map(({ handle }) => handle));
        listed.ring();
      },
      signal,
    );
    await context.emit([{ type: 'listed', total }]);
    listed.close();
  }

  let sliceSize: number = sliceSizes.first;

  /** Taken when there is room to read them: until then their order can change. */
  async function* slices(): AsyncGenerator<string[]> {
    for (;;) {
      const slice = order.take(sliceSize);
      if (slice.length > 0) yield slice;
      else if (listed.closed()) return;
      else await listed.next();
    }
  }

  function read(): Promise<void> {
    return forEachConcurrent(
      slices(),
      slicesAtOnce,
      async (slice, either) => {
        const started = performance.now();
        await readSlice(core, slice, keys, context.emit, either);
        sliceSize = nextSize(slice.length, performance.now() - started);
      },
      signal,
    );
  }

  let cause: { readonly thrown: unknown } | undefined;
  function stopAll(thrown: unknown): void {
    cause ??= { thrown };
    failed.abort();
    listed.close();
  }
  await Promise.all([list(), read()].map((part) => part.catch(stopAll)));
  if (context.signal.aborted) throw failure('aborted', 'The reading was stopped.');
  if (cause) throw cause.thrown;
}

/** The number of handles that are read in `sliceMs`, when the last slice took so long; at most twice as many as it had. */
function nextSize(handles: number, tookMs: number): number {
  const inTime = Math.min(2 * handles, Math.round((handles * sliceMs) / Math.max(1, tookMs)));
  return Math.min(sliceSizes.most, Math.max(sliceSizes.least, inTime));
}

/** Wakes those who wait for more handles, and all of them for good once there will be no more. */
function createBell() {
  let waiting: (() => void)[] = [];
  let closed = false;
  function ring(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }
  return {
    ring,
    close: () => {
      closed = true;
      ring();
    },
    closed: () => closed,
    next: () => (closed ? Promise.resolve() : new Promise<void>((wake) => waiting.push(wake))),
  };
}
