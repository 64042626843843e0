import type { Worker } from 'node:worker_threads';
import { type Failure, failure } from '../../../contract/failure.ts';
import { type CallOptions, createRpcClient, type RpcClient } from '../../shared/rpc/client.ts';
import type { InputOf, MethodOf, OutputOf, ProgressOf } from '../../shared/rpc/messages.ts';
import type { Priority } from '../worker/scheduler.ts';

/** A thread of the store that is started when it is needed, and again after it died. */
export interface StoreThread<Calls> {
  readonly call: <M extends MethodOf<Calls>>(
    method: M,
    input: InputOf<Calls, M>,
    options?: ThreadCallOptions<ProgressOf<Calls, M>>,
  ) => Promise<OutputOf<Calls, M>>;
  /** Starts the thread now, and not with its first call. */
  readonly start: () => Promise<void>;
  /** Every later call rejects with `aborted`. */
  readonly end: () => Promise<void>;
}

interface ThreadCallOptions<Progress> extends CallOptions<Progress> {
  readonly priority?: Priority;
}

interface StoreThreadOptions<Calls> {
  readonly spawn: () => Worker;
  readonly waitingCalls: number;
  /** What a new thread has to do before anything else is asked of it. */
  readonly prepare?: (call: RpcClient<Calls>['call']) => Promise<void>;
}

/** A piece of work takes milliseconds; behind others, on a disk that is slow to write, it can be much more. */
const deadlineMs = 60_000;

interface Running<Calls> {
  readonly worker: Worker;
  readonly ready: Promise<RpcClient<Calls>>;
}

export function createStoreThread<Calls>(options: StoreThreadOptions<Calls>): StoreThread<Calls> {
  const queue = createCallQueue(options.waitingCalls);
  let running: Running<Calls> | undefined;
  let ended = false;

  function spawn(): Running<Calls> {
    const worker = options.spawn();
    const rpc = createRpcClient<Calls>({ deadlineMs, missed });
    rpc.attach(worker);
    async function prepare(): Promise<RpcClient<Calls>> {
      await options.prepare?.(rpc.call);
      return rpc;
    }
    const started: Running<Calls> = { worker, ready: prepare() };
    function fail(): void {
      if (running === started) running = undefined;
      rpc.end(died());
    }
    worker.on('error', fail);
    worker.on('exit', fail);
    // A thread that could not be prepared is of no use: the next call starts another.
    started.ready.catch(() => {
      if (running === started) running = undefined;
      void worker.terminate();
    });
    return started;
  }

  return {
    call: (method, input, callOptions = {}) =>
      queue.run(callOptions.priority ?? 'other', callOptions.signal, async () => {
        if (ended) throw isClosed();
        running ??= spawn();
        const rpc = await running.ready;
        return rpc.call(method, input, callOptions);
      }),
    async start() {
      running ??= spawn();
      await running.ready;
    },
    async end() {
      ended = true;
      const last = running;
      running = undefined;
      await last?.worker.terminate();
    },
  };
}

/** Starts a thread for one call, and ends it with the call. */
export async function callOnce<Calls, M extends MethodOf<Calls>>(
  spawn: () => Worker,
  method: M,
  input: InputOf<Calls, M>,
  options: CallOptions<ProgressOf<Calls, M>>,
): Promise<OutputOf<Calls, M>> {
  const worker = spawn();
  const rpc = createRpcClient<Calls>({ deadlineMs, missed });
  rpc.attach(worker);
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('error', () => rpc.end(died()));
  worker.on('exit', () => rpc.end(died()));
  try {
    return await rpc.call(method, input, options);
  } finally {
    void worker.terminate();
    await exited;
  }
}

function missed(method: string, ms: number): Failure {
  return failure('store-unavailable', {
    reason: 'store-deadline',
    params: { cause: 'deadline', call: method, ms },
    sent: true,
  });
}

function died(): Failure {
  return failure('store-unavailable', {
    reason: 'store-worker-stopped',
    params: { cause: 'worker' },
    sent: true,
  });
}

function isClosed(): Failure {
  return failure('aborted', { reason: 'store-closed', sent: false });
}

/** The calls before a thread. A limited number of them waits in the thread, the others here. */
interface CallQueue {
  readonly run: <T>(
    priority: Priority,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ) => Promise<T>;
}

interface Waiting {
  readonly begin: () => void;
}

/** The share of the limit that is only for calls of runs. */
const shareOfRuns = 0.25;

export function createCallQueue(limit: number): CallQueue {
  const waiting: Readonly<Record<Priority, Set<Waiting>>> = { run: new Set(), other: new Set() };
  const forOthers = Math.max(1, Math.floor(limit * (1 - shareOfRuns)));
  let running = 0;

  function hasRoom(priority: Priority): boolean {
    return running < (priority === 'run' ? limit : forOthers);
  }

  function admit(): void {
    for (const priority of ['run', 'other'] as const) {
      for (const caller of waiting[priority]) {
        if (!hasRoom(priority)) break;
        waiting[priority].delete(caller);
        running += 1;
        caller.begin();
      }
    }
  }

  function waitForTurn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const caller: Waiting = {
        begin() {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      function giveUp(): void {
        waiting[priority].delete(caller);
        reject(failure('aborted', { sent: false }));
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting[priority].add(caller);
    });
  }

  return {
    async run(priority, signal, work) {
      if (hasRoom(priority) && waiting[priority].size === 0) running += 1;
      else await waitForTurn(priority, signal);
      try {
        return await work();
      } finally {
        running -= 1;
        admit();
      }
    },
  };
}

/**
 * Settles as the work does, or rejects with `aborted` at once when the signal says so: a statement of SQLite cannot be
 * stopped, so the work may go on for a while behind it.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    function stop(): void {
      reject(failure('aborted', { sent: true }));
    }
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
