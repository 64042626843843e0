import { describe, expect, test } from 'vitest';
import { createMemorySender, type MemorySender } from '../../../test/unit/support/ports/memory-sender.ts';
import type { Handlers, StreamContext } from '../../contract/channels/contract.ts';
import type { MenuCommand } from '../../contract/domain/app.ts';
import { failure } from '../../contract/failure.ts';
import { createIpcServer } from './ipc-server.ts';
import { maxBatchItems, maxUntakenBatches } from './streams.ts';

type Run = (context: StreamContext<MenuCommand>) => Promise<void>;

/** A server whose `app.menuCommands` does what the test says. */
function serverOf(run: Run) {
  const lines: string[] = [];
  const handlers = {
    'app.menuCommands': (_input: unknown, context: StreamContext<MenuCommand>) => run(context),
  };
  const server = createIpcServer({
    handlers: handlers as unknown as Handlers,
    accessGate: () => undefined,
    isLocked: () => false,
    ownOrigin: 'curfew://app',
    log: (line) => void lines.push(line),
    onRefused: () => undefined,
  });
  const start = (sender: MemorySender, id = 's1') => server.call('app.menuCommands', sender, id, {});
  return { server, start, lines };
}

const many = (count: number) => Array.from({ length: count }, (): MenuCommand => 'go-back');
const isEnd = (message: { type: string }) => message.type === 'end';

describe('a stream', () => {
  test('is answered at once, then sends its items in order, then its end', async () => {
    const { start } = serverOf(async ({ emit }) => {
      await emit(['go-back']);
      await emit(['go-forward', 'open-settings']);
    });
    const sender = createMemorySender();
    expect(await start(sender)).toEqual({ ok: true, value: null });
    await sender.message(isEnd);
    expect(sender.messages).toEqual([
      { id: 's1', type: 'items', items: ['go-back'] },
      { id: 's1', type: 'items', items: ['go-forward', 'open-settings'] },
      { id: 's1', type: 'end', result: { ok: true, value: null } },
    ]);
  });

  test('keeps its order when a handler does not wait', async () => {
    const { start } = serverOf(async ({ emit }) => {
      void emit(['go-back']);
      void emit(['go-forward']);
    });
    const sender = createMemorySender();
    await start(sender);
    await sender.message(isEnd);
    expect(sender.messages.map((message) => message.type)).toEqual(['items', 'items', 'end']);
  });

  test('cuts long lists into batches', async () => {
    const { start } = serverOf(({ emit }) => emit(many(maxBatchItems * 2 + 1)));
    const sender = createMemorySender();
    await start(sender);
    await sender.message(isEnd);
    const sizes = sender.messages.map((message) => (message.type === 'items' ? message.items.length : 'end'));
    expect(sizes).toEqual([maxBatchItems, maxBatchItems, 1, 'end']);
  });

  test('ends with the failure of its handler', async () => {
    const { start } = serverOf(async () => {
      throw failure('unreachable');
    });
    const sender = createMemorySender();
    await start(sender);
    expect(await sender.message(isEnd)).toMatchObject({
      result: { ok: false, error: { code: 'unreachable' } },
    });
  });

  test('ends as internal when an item breaks the contract, even if the handler swallows that', async () => {
    const { start, lines } = serverOf(async ({ emit }) => {
      await emit(['format-disk' as MenuCommand]).catch(() => undefined);
    });
    const sender = createMemorySender();
    await start(sender);
    expect(await sender.message(isEnd)).toMatchObject({ result: { ok: false, error: { code: 'internal' } } });
    expect(sender.messages).toHaveLength(1);
    expect(lines.join()).toContain('app.menuCommands broke its output schema');
  });

  test('is refused in the answer, without any message, when its input is bad', async () => {
    const { server } = serverOf(async () => undefined);
    const sender = createMemorySender();
    const result = await server.call('app.menuCommands', sender, 's1', { more: true });
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    expect(sender.messages).toEqual([]);
  });
});

describe('a page that does not keep up', () => {
  test('holds the handler back until it takes batches', async () => {
    const emitted: number[] = [];
    const { server, start } = serverOf(async ({ emit }) => {
      for (let n = 1; n <= maxUntakenBatches + 2; n += 1) {
        await emit(['go-back']);
        emitted.push(n);
      }
    });
    const sender = createMemorySender();
    await start(sender);
    await new Promise(setImmediate);
    expect(emitted).toHaveLength(maxUntakenBatches);

    server.taken(sender, 's1');
    await new Promise(setImmediate);
    expect(emitted).toHaveLength(maxUntakenBatches + 1);

    server.taken(sender, 's1');
    await sender.message(isEnd);
    expect(emitted).toHaveLength(maxUntakenBatches + 2);
  });

  test('is not helped by what another page has taken', async () => {
    const { server, start } = serverOf(({ emit }) => emit(many(maxBatchItems * (maxUntakenBatches + 1))));
    const sender = createMemorySender({ id: 'a' });
    await start(sender);
    server.taken(createMemorySender({ id: 'b' }), 's1');
    await new Promise(setImmediate);
    expect(sender.messages).toHaveLength(maxUntakenBatches);
  });
});

describe('stopping', () => {
  test('an aborted stream refuses further items and ends as aborted, also while it is held back', async () => {
    const { server, start } = serverOf(({ emit }) => emit(many(maxBatchItems * (maxUntakenBatches + 1))));
    const sender = createMemorySender();
    await start(sender);
    await new Promise(setImmediate);
    server.abort(sender, 's1');
    expect(await sender.message(isEnd)).toMatchObject({ result: { ok: false, error: { code: 'aborted' } } });
    expect(sender.messages).toHaveLength(maxUntakenBatches + 1);
  });

  test('a handler that ends well after an abort ends well', async () => {
    const { server, start } = serverOf(
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    );
    const sender = createMemorySender();
    await start(sender);
    server.abort(sender, 's1');
    expect(await sender.message(isEnd)).toMatchObject({ result: { ok: true, value: null } });
  });

  test('streams of a page end when the page goes', async () => {
    const ended: string[] = [];
    const { start } = serverOf(async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.push('stopped');
    });
    const sender = createMemorySender();
    await start(sender, 's1');
    await start(sender, 's2');
    sender.leave();
    await new Promise(setImmediate);
    expect(ended).toEqual(['stopped', 'stopped']);
    expect(sender.messages).toEqual([]);
  });

  test('the id of an ended stream can be used again', async () => {
    const { start } = serverOf(async () => undefined);
    const sender = createMemorySender();
    await start(sender);
    await sender.message(isEnd);
    expect(await start(sender)).toEqual({ ok: true, value: null });
  });
});
