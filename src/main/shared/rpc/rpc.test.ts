import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import { createRpcClient } from './client.ts';
import { type RpcPort, Transferred } from './messages.ts';
import { type RpcMethods, startRpcServer } from './server.ts';

interface Calls {
  add(input: { readonly a: number; readonly b: number }): Promise<number>;
  now(): Promise<string>;
  count(input: { readonly to: number }, onProgress: (value: number) => void): Promise<string>;
  bytes(input: { readonly size: number }): Promise<Uint8Array>;
  wait(): Promise<null>;
}

const methods: RpcMethods<Calls> = {
  add: ({ a, b }) => a + b,
  now: async () => 'noon',
  count: ({ to }, { progress }) => {
    for (let at = 1; at <= to; at++) progress(at);
    return `${to} were counted`;
  },
  bytes: ({ size }) => {
    const bytes = new Uint8Array(size);
    return new Transferred(bytes, [bytes.buffer]);
  },
  wait: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(null))),
};

function missed(method: string, ms: number): Failure {
  return failure('timeout', { params: { method, ms }, sent: true });
}

function connect(more: Partial<RpcMethods<Calls>> = {}, deadlineMs = 10_000) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  startRpcServer<Calls>(port2, { ...methods, ...more });
  const client = createRpcClient<Calls>({ deadlineMs, missed });
  client.attach(port1);
  return { client, port1, port2 };
}

/** Nothing else may come out of a call than a failure, whatever its code: other helpers take any error for `internal`. */
async function failedWith(work: Promise<unknown>) {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return (thrown as Failure).error;
}

/** Two ports in this thread between which messages can be replaced; delivery is in order, one message a turn. */
function joinedPorts(onTheWay: (to: 'client' | 'server', message: unknown) => unknown) {
  class Port extends EventEmitter implements RpcPort {
    readonly side: 'client' | 'server';
    other: Port | undefined;
    constructor(side: 'client' | 'server') {
      super();
      this.side = side;
    }
    postMessage(message: unknown): void {
      const to = this.side === 'client' ? 'server' : 'client';
      const arrives = onTheWay(to, structuredClone(message));
      setImmediate(() => {
        if (arrives === unreadable) this.other?.emit('messageerror', new Error('It cannot be read.'));
        else this.other?.emit('message', arrives);
      });
    }
  }
  const client = new Port('client');
  const server = new Port('server');
  client.other = server;
  server.other = client;
  return { client, server };
}
const unreadable = Symbol('unreadable');

describe('a call between threads', () => {
  test('answers what its method answers', async () => {
    const { client } = connect();
    expect(await Promise.all([client.call('add', { a: 1, b: 2 }), client.call('now', undefined)])).toEqual([
      3,
      'noon',
    ]);
    expect(client.open()).toBe(0);
  });

  test('rejects with the failure of its method, and hides an error that nobody foresaw', async () => {
    const { client } = connect({
      add: () => {
        throw failure('disk-full');
      },
      now: async () => {
        throw new Error('a secret');
      },
    });
    expect(await failedWith(client.call('add', { a: 1, b: 2 }))).toMatchObject({ code: 'disk-full' });
    const hidden = await failedWith(client.call('now', undefined));
    expect(hidden.code).toBe('internal');
    expect(JSON.stringify(hidden)).not.toContain('secret');
  });

  test('gives its progress in order, before its answer', async () => {
    const { client } = connect();
    const seen: (number | string)[] = [];
    seen.push(await client.call('count', { to: 3 }, { onProgress: (value) => seen.push(value) }));
    expect(seen).toEqual([1, 2, 3, '3 were counted']);
  });

  test('moves what is to be moved instead of copying it', async () => {
    let sent: Uint8Array | undefined;
    const { client } = connect({
      bytes: ({ size }) => {
        sent = new Uint8Array(size);
        return new Transferred(sent, [sent.buffer as ArrayBuffer]);
      },
    });
    expect((await client.call('bytes', { size: 1_000 })).byteLength).toBe(1_000);
    expect(sent?.byteLength).toBe(0);
  });

  test('that is aborted rejects at once, and its method is told', async () => {
    let told = false;
    const { client } = connect({
      wait: (_, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            told = true;
            resolve(null);
          }),
        ),
    });
    const stop = new AbortController();
    const error = failedWith(client.call('wait', undefined, { signal: stop.signal }));
    await client.call('now', undefined);
    stop.abort();
    expect(await error).toMatchObject({ code: 'aborted', sent: true });
    await eventually(() => expect(told).toBe(true));
  });

  test('that changes something and is aborted rejects when its method has stopped', async () => {
    let end: (text: null) => void = () => undefined;
    const { client } = connect({
      wait: () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    });
    const stop = new AbortController();
    let isOver = false;
    const error = failedWith(client.call('wait', undefined, { signal: stop.signal, untilStopped: true }));
    void error.then(() => {
      isOver = true;
    });
    await client.call('now', undefined);
    stop.abort();
    await client.call('now', undefined);
    expect(isOver).toBe(false);
    end(null);
    expect(await error).toMatchObject({ code: 'aborted', sent: true });
  });

  test('that was aborted before it began is not sent', async () => {
    const { client } = connect();
    expect(await failedWith(client.call('now', undefined, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
      sent: false,
    });
  });
});

describe('a call that misses its deadline', () => {
  test('rejects, counts as sent, and its method is told to stop', async () => {
    let told = false;
    const { client } = connect({
      wait: (_, { signal }) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            told = true;
          }),
        ),
    });
    const error = await failedWith(client.call('wait', undefined, { deadlineMs: 20 }));
    expect(error).toMatchObject({ code: 'timeout', sent: true });
    await eventually(() => expect(told).toBe(true));
    expect(await client.call('now', undefined)).toBe('noon');
  });

  test('is not one that goes on telling its progress', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let tell: (value: number) => void = () => undefined;
    let end: (text: string) => void = () => undefined;
    const { client } = connect(
      {
        count: (_, { progress }) => {
          tell = progress;
          return new Promise((resolve) => {
            end = resolve;
          });
        },
      },
      100,
    );
    const seen: number[] = [];
    const counted = client.call('count', { to: 0 }, { onProgress: (value) => seen.push(value) });
    for (let at = 1; at <= 3; at++) {
      await client.call('now', undefined);
      vi.advanceTimersByTime(80);
      tell(at);
      while (seen.length < at) await new Promise((resolve) => setImmediate(resolve));
    }
    end('It is over.');
    expect(await counted).toBe('It is over.');
  });
});

describe('a call', () => {
  test('whose input cannot be cloned fails, and the next one is answered', async () => {
    const { client } = connect();
    const input = { a: (() => 1) as unknown as number, b: 2 };
    expect(await failedWith(client.call('add', input))).toMatchObject({ code: 'internal', sent: false });
    expect(await client.call('now', undefined)).toBe('noon');
    expect(client.open()).toBe(0);
  });

  test('whose answer or progress cannot be cloned fails, and the next one is answered', async () => {
    const { client } = connect({
      now: async () => (() => 'noon') as unknown as string,
      count: (_, { progress }) => {
        progress((() => 1) as unknown as number);
        return 'It was told.';
      },
    });
    expect(await failedWith(client.call('now', undefined))).toMatchObject({ code: 'internal', sent: true });
    expect(await failedWith(client.call('count', { to: 1 }))).toMatchObject({ code: 'internal' });
    expect(await client.call('add', { a: 1, b: 2 })).toBe(3);
  });

  test('of a method that is not there fails, and the next one is answered', async () => {
    const { client } = connect();
    const other = client as unknown as { call(method: string, input: unknown): Promise<unknown> };
    expect(await failedWith(other.call('toString', null))).toMatchObject({ code: 'internal' });
    expect(await client.call('now', undefined)).toBe('noon');
  });

  test.each([
    null,
    7,
    'text',
    {},
    { type: 'other' },
    { type: 'answer', id: 'one' },
    { type: 'call', id: 1 },
  ])('is answered after a message of another shape, %j, in both directions', async (message) => {
    const { client, port1, port2 } = connect();
    const waiting = client.call('wait', undefined, { signal: undefined }).catch(() => 'failed');
    port1.postMessage(message);
    port2.postMessage(message);
    expect(await client.call('now', undefined)).toBe('noon');
    client.end(failure('aborted'));
    await waiting;
  });

  test('fails alone when its answer has another shape', async () => {
    const { client, server } = joinedPorts((to, message) =>
      to === 'client' && (message as { id: number }).id === 1
        ? { type: 'answer', id: 1, result: 7 }
        : message,
    );
    startRpcServer<Calls>(server, methods);
    const rpc = createRpcClient<Calls>({ deadlineMs: 10_000, missed });
    rpc.attach(client);
    const both = [failedWith(rpc.call('now', undefined)), rpc.call('add', { a: 1, b: 2 })];
    expect(await Promise.all(both)).toMatchObject([{ code: 'internal', sent: true }, 3]);
  });

  test.each([
    'server',
    'client',
  ] as const)('whose message the %s cannot read fails at once, and those that run go on', async (unreadableAt) => {
    let messages = 0;
    const { client, server } = joinedPorts((to, message) => {
      if (to !== unreadableAt) return message;
      messages += 1;
      const isSecondCall = (message as { id?: number }).id === 2 && messages <= 2;
      return isSecondCall ? unreadable : message;
    });
    let end: () => void = () => undefined;
    startRpcServer<Calls>(server, {
      ...methods,
      wait: () =>
        new Promise((resolve) => {
          end = () => resolve(null);
        }),
    });
    const rpc = createRpcClient<Calls>({ deadlineMs: 10_000, missed });
    rpc.attach(client);
    const running = rpc.call('wait', undefined);
    const lost = failedWith(rpc.call('now', undefined));
    expect(await lost).toMatchObject({ code: 'internal', sent: true });
    expect(rpc.open()).toBe(1);
    end();
    expect(await running).toBeNull();
  });
});

describe('a client', () => {
  test('answers all open calls, and after its end every later one', async () => {
    const { client } = connect();
    const first = failedWith(client.call('wait', undefined));
    client.failOpenCalls(failure('store-unavailable'));
    expect(await first).toMatchObject({ code: 'store-unavailable', sent: true });
    expect(await client.call('now', undefined)).toBe('noon');

    client.end(failure('aborted'));
    expect(await failedWith(client.call('now', undefined))).toMatchObject({ code: 'aborted', sent: false });
  });

  test('rejects with what its listener to progress throws', async () => {
    const { client } = connect();
    const thrown = new TypeError('oops');
    const counted = client.call(
      'count',
      { to: 1 },
      {
        onProgress: () => {
          throw thrown;
        },
      },
    );
    await expect(counted).rejects.toBe(thrown);
    expect(client.open()).toBe(0);
  });
});
