import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StreamContext } from '../../contract/channels/contract.ts';
import type { ListedHandle, UserSessionsItem } from '../../contract/domain/session.ts';
import type { IdentityId } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { CorePort, RecordedKeys, SessionRead } from '../core/protocol.ts';
import { tenantOfHandle } from '../identity/session-handles.ts';
import { readUserWithIds } from '../identity/user-ids.ts';
import { allDone, forEachConcurrent } from '../shared/concurrency/limit.ts';

// The worker reads 16 at a time of each slice. Two slices keep the worker busy while one of them runs out. What is in a
// slice cannot be moved any more, so it is as large as the core reads in a fraction of a second: rows that came on screen
// wait for two of them at most.
const slicesAtOnce = 2;
const sliceSizes = { first: 128, least: 64, most: 512 } as const;
const sliceMs = 100;

/**
 * Sends the sessions of a user: handles, then details, and meanwhile the ids. The order of the details can be changed by
 * `queue`. Rejects when one of the ids is not known or cannot be listed, because a list with a part missing would look
 * complete.
 */
export async function readUserSessions(
  core: CorePort,
  keys: RecordedKeys,
  userId: string,
  queue: HandleQueue,
  context: StreamContext<UserSessionsItem>,
): Promise<void> {
  // What still runs ends together with the part that failed.
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const identified = identify();
  // `list` gets the rejection.
  identified.catch(() => undefined);
  const listed = createNotifier();

  async function identify(): Promise<readonly IdentityId[]> {
    const { identities } = await readUserWithIds(core, userId, signal);
    await context.emit([{ type: 'identities', identities: [...identities] }]);
    return identities;
  }

  async function list(): Promise<void> {
    const total = await listHandles(
      core,
      userId,
      identified,
      async (chunk) => {
        await context.emit([{ type: 'handles', handles: chunk }]);
        queue.add(chunk.map(({ handle }) => handle));
        listed.notify();
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
      const slice = queue.take(sliceSize);
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
  if (context.signal.aborted) throw failure('aborted', { reason: 'reading-stopped' });
  if (cause) throw cause.thrown;
}

/** The number of handles that are read in `sliceMs` at the speed of the last slice, at most twice the size of that. */
function nextSize(handles: number, tookMs: number): number {
  const inTime = Math.min(2 * handles, Math.round((handles * sliceMs) / Math.max(1, tookMs)));
  return Math.min(sliceSizes.most, Math.max(sliceSizes.least, inTime));
}

/** Wakes readers that wait for more handles, and all of them when the list has ended. */
function createNotifier() {
  let waiting: (() => void)[] = [];
  let closed = false;
  function notify(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }
  return {
    notify,
    close: () => {
      closed = true;
      notify();
    },
    closed: () => closed,
    next: () => (closed ? Promise.resolve() : new Promise<void>((wake) => waiting.push(wake))),
  };
}

/** Which handles are read next: those asked for first, then the rest as they were listed. */
export interface HandleQueue {
  readonly add: (handles: readonly string[]) => void;
  /** Moves handles to the front, in this order, before those moved earlier. Others than waiting ones are ignored. */
  readonly first: (handles: readonly string[]) => void;
  /** Takes up to `count` out; none when none is waiting. */
  readonly take: (count: number) => string[];
}

export function createHandleQueue(): HandleQueue {
  const waiting = new Set<string>();
  let wanted: readonly string[] = [];
  return {
    add: (handles) => {
      for (const handle of handles) waiting.add(handle);
    },
    first: (handles) => {
      wanted = [...new Set([...handles, ...wanted])].filter((handle) => waiting.has(handle));
    },
    take: (count) => {
      const taken: string[] = [];
      for (const source of [wanted, waiting]) {
        for (const handle of source) {
          if (taken.length === count) return taken;
          if (waiting.delete(handle)) taken.push(handle);
        }
      }
      return taken;
    },
  };
}

/** Never so large that taking one would keep the window from drawing its next frame. */
const chunkSize = 500;

/**
 * Lists the handles under each of the ids, at the same time, and gives them in chunks, each handle once. The id that was
 * asked for is one of them: its list is asked for and given before the others are known. Resolves with the number of
 * handles; rejects when the ids are not known, or one of them cannot be listed.
 */
async function listHandles(
  core: CorePort,
  asked: string,
  identified: Promise<readonly IdentityId[]>,
  onChunk: (chunk: ListedHandle[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const seen = new Set<string>();
  let failed = false;
  async function list(underId: string): Promise<void> {
    const passed = createSequence();
    await core.handlesInParts(
      { userId: underId, tenantId: null },
      (part) => passed.add(() => pass(part, underId)),
      signal,
    );
    await passed.done();
  }
  async function pass(handles: readonly string[], underId: string): Promise<void> {
    for (let at = 0; at < handles.length && !failed; at += chunkSize) {
      const chunk = handles.slice(at, at + chunkSize).filter((handle) => {
        if (seen.has(handle)) return false;
        seen.add(handle);
        return true;
      });
      await onChunk(chunk.map((handle) => ({ handle, tenantId: tenantOfHandle(handle), underId })));
      // The worker sends the first rows at the same time. They go before the rest of a long list.
      await nextTurn();
    }
  }
  async function listOthers(): Promise<void> {
    const others = (await identified.catch(fail)).map(({ id }) => id).filter((id) => id !== asked);
    await allDone(others.map(listOrFail));
  }
  function listOrFail(underId: string): Promise<void> {
    return list(underId).catch(fail);
  }
  function fail(thrown: unknown): never {
    failed = true;
    throw thrown;
  }
  // All lists end before this does: nothing may be sent after the error.
  await allDone([listOrFail(asked), listOthers()]);
  return seen.size;
}

/**
 * Reads the details of some handles and passes them on as they come. Resolves when all of them were taken, each handle
 * sent once: as a row, as gone, or as failed. Rejects only when stopped.
 */
async function readSlice(
  core: CorePort,
  handles: readonly string[],
  keys: RecordedKeys,
  emit: (items: readonly UserSessionsItem[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const left = new Set(handles);
  const taken = createSequence();
  const pass = (items: readonly UserSessionsItem[]) => taken.add(() => emit(items));
  try {
    await core.sessions(
      { handles, keys },
      (batch) => {
        for (const read of batch) left.delete(handleOf(read));
        pass(toItems(batch));
      },
      signal,
    );
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    pass([{ type: 'failed', handles: [...left], error: toAppError(thrown) }]);
  }
  await taken.done();
}

/** One after the other, in the order in which they are added. What fails ends it. */
function createSequence(): {
  readonly add: (work: () => Promise<void>) => void;
  /** Resolves when everything that was added by now is done. Rejects with the first failure. */
  readonly done: () => Promise<unknown>;
} {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add: (work) => {
      last = last.then(work);
      // `done` gets the rejection. Without this line it would be unhandled until then.
      last.catch(() => undefined);
    },
    done: () => last,
  };
}

function handleOf(read: SessionRead): string {
  return read.type === 'found' ? read.row.handle : read.handle;
}

function toItems(batch: readonly SessionRead[]): UserSessionsItem[] {
  const rows = batch.flatMap((read) => (read.type === 'found' ? [read.row] : []));
  const gone = batch.flatMap((read) => (read.type === 'absent' ? [read.handle] : []));
  const failures = new Map<string, { handles: string[]; error: AppError }>();
  for (const read of batch) {
    if (read.type !== 'failed') continue;
    const key = `${read.error.code} ${read.error.reason}`;
    const same = failures.get(key);
    if (same) same.handles.push(read.handle);
    else failures.set(key, { handles: [read.handle], error: read.error });
  }
  return [
    ...(rows.length > 0 ? [{ type: 'rows', rows } as const] : []),
    ...(gone.length > 0 ? [{ type: 'gone', handles: gone } as const] : []),
    ...[...failures.values()].map((failed) => ({ type: 'failed', ...failed }) as const),
  ];
}
