import { describe, expect, test, vi } from 'vitest';
import { createMemorySender } from '../../../test/unit/support/ports/memory-sender.ts';
import { channelsWhileLocked, contract, type Handlers } from '../../contract/channels/contract.ts';
import { defaultSettings } from '../../contract/domain/app.ts';
import { failure } from '../../contract/failure.ts';
import { createIpcServer, type RefusedAttempt } from './ipc-server.ts';

const noHandlers = {} as Handlers;

function serverWith(
  handlers: Partial<Handlers>,
  more: { accessGate?: () => void; isLocked?: () => boolean } = {},
) {
  const lines: string[] = [];
  const refused: RefusedAttempt[] = [];
  const server = createIpcServer({
    handlers: { ...noHandlers, ...handlers },
    accessGate: more.accessGate ?? (() => undefined),
    isLocked: more.isLocked ?? (() => false),
    ownOrigin: 'curfew://app',
    log: (line) => void lines.push(line),
    onRefused: (attempt) => void refused.push(attempt),
  });
  return { server, lines, refused };
}

const readSettings = { 'app.settings': async () => defaultSettings };

// control: sender-check
describe('who may call', () => {
  test('the main frame of an own page gets the answer', async () => {
    const { server, lines } = serverWith(readSettings);
    const result = await server.call('app.settings', createMemorySender(), '1', {});
    expect(result).toEqual({ ok: true, value: defaultSettings });
    expect(lines).toEqual([]);
  });

  test.each([
    ['about:blank', { url: 'about:blank' }],
    ['no address', { url: '' }],
    ['a data page', { url: 'data:text/html,hello' }],
    ['another origin', { url: 'https://evil.example/' }],
    ['another host of the own scheme', { url: 'curfew://other/' }],
    ['a host that begins like ours', { url: 'curfew://app.evil.example/' }],
    ['our host as a user name', { url: 'curfew://app@evil.example/' }],
    ['our address with a user name', { url: 'curfew://me@app/' }],
    ['our address behind blob', { url: 'blob:curfew://app/123' }],
    ['a sub frame of an own page', { isMainFrame: false }],
  ])('%s is refused with an error and a line in the log', async (_name, place) => {
    const handler = vi.fn(readSettings['app.settings']);
    const { server, lines, refused } = serverWith({ 'app.settings': handler });
    const result = await server.call('app.settings', createMemorySender(place), '1', {});
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(handler).not.toHaveBeenCalled();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('refused app.settings');
    expect(refused).toMatchObject([{ channel: 'app.settings', why: 'foreign-sender', input: null }]);
  });

  test('a refused page can abort nothing', async () => {
    const signals: AbortSignal[] = [];
    const { server } = serverWith({
      'app.info': (_input, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    void server.call('app.info', createMemorySender(), '1', {});
    server.abort(createMemorySender({ url: 'https://evil.example/' }), '1');
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
  });
});

// control: input-check
describe('what may be sent', () => {
  const session = async () => {
    throw new Error('the handler must not be reached');
  };

  test.each([
    ['a missing field', { connectionId: 'sandbox' }, 'handle'],
    ['a wrong type', { connectionId: 'sandbox', handle: 5 }, 'handle'],
    ['nothing', undefined, undefined],
    ['a text in place of an object', 'sandbox', undefined],
  ])('%s is bad input that names the field', async (_name, input, field) => {
    const { server } = serverWith({ 'directory.session': session });
    const result = await server.call('directory.session', createMemorySender(), '1', input);
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    if (field !== undefined)
      expect(result).toMatchObject({ error: { reason: 'field-missing', params: { field } } });
  });

  test('the value is never repeated', async () => {
    const { server } = serverWith({});
    const key = 'k'.repeat(5_000);
    const result = await server.call('connections.save', createMemorySender(), '1', {
      keepKey: 'tattoo',
      key,
    });
    expect(JSON.stringify(result)).not.toMatch(/kkkk|tattoo/);
  });

  test.each([[''], ['x'.repeat(101)], [7], [null]])('the id %j is refused', async (id) => {
    const { server } = serverWith(readSettings);
    const result = await server.call('app.settings', createMemorySender(), id, {});
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });
});

describe('access', () => {
  test('what the gate refuses does not reach the handler', async () => {
    const handler = vi.fn(readSettings['app.settings']);
    const gate = () => {
      throw failure('read-only');
    };
    const { server, refused } = serverWith({ 'app.settings': handler }, { accessGate: gate });
    const result = await server.call('app.settings', createMemorySender(), '1', {});
    expect(result).toMatchObject({ ok: false, error: { code: 'read-only' } });
    expect(handler).not.toHaveBeenCalled();
    expect(refused).toMatchObject([{ channel: 'app.settings', why: 'read-only', origin: 'curfew://app' }]);
  });
});

// control: console-lock
describe('a locked console', () => {
  const locked = { ok: false, error: { code: 'console-locked' } };

  test('answers no channel but those that unlock, and looks at no input', async () => {
    const reached: string[] = [];
    const handlers = Object.fromEntries(
      Object.keys(contract).map((channel) => [channel, async () => void reached.push(channel)]),
    );
    const { refused, server } = serverWith(handlers as Partial<Handlers>, { isLocked: () => true });
    for (const channel of server.channels) {
      const result = await server.call(channel, createMemorySender(), channel, { passphrase: 'x' });
      if (!channelsWhileLocked.has(channel)) expect(result).toMatchObject(locked);
    }
    expect(new Set(reached)).toEqual(new Set(['lock.unlock']));
    const shut = server.channels.filter((channel) => !channelsWhileLocked.has(channel));
    expect(refused.map(({ channel, why }) => [channel, why])).toEqual(
      shut.map((channel) => [channel, 'console-locked']),
    );
  });

  test('gives no answer to a call that was made before', async () => {
    let isLocked = false;
    const asked = Promise.withResolvers<typeof defaultSettings>();
    const { server } = serverWith({ 'app.settings': () => asked.promise }, { isLocked: () => isLocked });
    const result = server.call('app.settings', createMemorySender(), '1', {});
    isLocked = true;
    server.lock();
    asked.resolve(defaultSettings);
    expect(await result).toMatchObject(locked);
  });

  test('ends a stream that was begun before, however its handler takes it, and goes on to tell of the lock', async () => {
    const { server } = serverWith({
      'app.menuCommands': async (_input, { signal, emit }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await emit(['go-back']).catch(() => undefined);
      },
      'lock.watch': async (_input, { emit, signal }) => {
        await emit([{ state: 'unlocked' }]);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    const sender = createMemorySender();
    await server.call('app.menuCommands', sender, 'menu', {});
    await server.call('lock.watch', sender, 'lock', {});
    server.lock();
    await sender.message((message) => message.type === 'end');
    const messages = sender.messages.filter(({ id }) => id === 'menu');
    expect(messages).toMatchObject([{ type: 'end', result: locked }]);
    expect(sender.messages.filter(({ id, type }) => id === 'lock' && type === 'end')).toEqual([]);
  });
});

describe('how a handler can end', () => {
  test('a Failure reaches the page whole', async () => {
    const thrown = failure('tenant-unknown', { params: { tenant: 'acme' } });
    const { server, lines } = serverWith({
      'app.settings': async () => {
        throw thrown;
      },
    });
    const result = await server.call('app.settings', createMemorySender(), '1', {});
    expect(result).toEqual({ ok: false, error: thrown.error });
    expect(lines).toEqual([]);
  });

  // control: silent-errors
  test('the text of any other error reaches neither page nor log, its kind and place reach the log', async () => {
    const { server, lines } = serverWith({
      'app.settings': async () => {
        throw new TypeError('https://core.example?key=s3cret');
      },
    });
    const result = await server.call('app.settings', createMemorySender(), '1', {});
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(result)).not.toContain('s3cret');
    expect(lines.join()).not.toContain('s3cret');
    expect(lines.join()).toContain('TypeError');
    expect(lines.join()).toContain('ipc-server.test.ts');
  });

  // control: input-check
  test('an answer that breaks the contract is internal, and its extra field does not leave', async () => {
    const { server, lines } = serverWith({
      'app.settings': async () => ({ ...defaultSettings, apiKey: 's3cret' }),
    });
    const result = await server.call('app.settings', createMemorySender(), '1', {});
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(lines.join()).toContain('app.settings broke its output schema');
    expect(lines.join()).not.toContain('s3cret');
  });
});

describe('an abort', () => {
  const waits: Partial<Handlers> = {
    'app.info': (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('stop', 'AbortError')));
      }),
  };

  test('ends the call with its id, of the page that made it', async () => {
    const { server } = serverWith(waits);
    const sender = createMemorySender();
    const answer = server.call('app.info', sender, 'mine', {});
    server.abort(sender, 'mine');
    expect(await answer).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });

  test('by another page with the same id ends the call of that page only', async () => {
    const { server } = serverWith(waits);
    const [one, other] = [createMemorySender({ id: 'a' }), createMemorySender({ id: 'b' })];
    const answers = [server.call('app.info', one, '1', {}), server.call('app.info', other, '1', {})] as const;
    server.abort(other, '1');
    expect(await answers[1]).toMatchObject({ ok: false, error: { code: 'aborted' } });
    server.abort(one, '1');
    expect(await answers[0]).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });

  test('of an unknown id does nothing', () => {
    const { server } = serverWith(waits);
    expect(() => server.abort(createMemorySender(), 'unknown')).not.toThrow();
  });

  test('a second call with an id that is running is refused, the first one goes on', async () => {
    const { server } = serverWith(waits);
    const sender = createMemorySender();
    const first = server.call('app.info', sender, '1', {});
    const second = await server.call('app.info', sender, '1', {});
    expect(second).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    server.abort(sender, '1');
    expect(await first).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });

  test('a handler learns that the page is gone, also after its answer', async () => {
    const pages: AbortSignal[] = [];
    const { server } = serverWith({
      'app.settings': (_input, { page }) => {
        pages.push(page);
        return readSettings['app.settings']();
      },
    });
    const sender = createMemorySender();
    await server.call('app.settings', sender, '1', {});
    expect(pages.map((page) => page.aborted)).toEqual([false]);
    sender.leave();
    expect(pages.map((page) => page.aborted)).toEqual([true]);
  });

  test('everything ends when the page goes, and when the server closes', async () => {
    const { server } = serverWith(waits);
    const [leaving, staying] = [createMemorySender({ id: 'a' }), createMemorySender({ id: 'b' })];
    const answers = [
      server.call('app.info', leaving, '1', {}),
      server.call('app.info', staying, '1', {}),
    ] as const;
    leaving.leave();
    expect(await answers[0]).toMatchObject({ ok: false, error: { code: 'aborted' } });
    server.close();
    expect(await answers[1]).toMatchObject({ ok: false, error: { code: 'aborted' } });
  });
});
