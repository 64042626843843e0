import { readdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connection } from '../../../src/contract/domain/connection.ts';
import { createConnections } from '../../../src/main/connections/connections.ts';
import {
  aCore,
  connectionsIn,
  context,
  dataFolder,
  reversing,
  settingsOf,
  watch,
} from '../support/connections.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { coreLike, httpServer } from '../support/odd-servers.ts';

describe('on a fresh machine', () => {
  test('there is the sandbox, which starts when it is opened', async () => {
    const connections = await connectionsIn(await dataFolder());
    const watched = watch(connections);
    const [first] = await watched.until(() => true);
    expect(first).toMatchObject({ id: 'sandbox', name: 'Sandbox', builtIn: true, environment: 'sandbox' });
    expect(connection.parse(first)).toEqual(first);

    await connections.handlers['connections.open']({ id: 'sandbox' }, context);

    expect(await connections.core('sandbox').userCount({ tenantId: null })).toBe(0);
    const [open] = await watched.until(([sandbox]) => sandbox?.connection.state === 'open');
    expect(open?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('the sandbox cannot be changed or removed', async () => {
    const { handlers } = await connectionsIn(await dataFolder());
    const settings = settingsOf('Mine', 'https://core.example');
    const save = handlers['connections.save']({ id: 'sandbox', settings, keepKey: 'stored' }, context);
    await expect(save).rejects.toMatchObject({ error: { code: 'bad-input' } });
    await expect(handlers['connections.remove']({ id: 'sandbox' }, context)).rejects.toMatchObject({
      error: { code: 'bad-input' },
    });
  });
});

describe('trying settings', () => {
  test('opens nothing and saves nothing', async () => {
    const core = await aCore();
    const folder = await dataFolder();
    const { handlers } = await connectionsIn(folder);

    const facts = await handlers['connections.try'](
      { settings: settingsOf('new', core.uri), key: core.apiKey },
      context,
    );

    expect(facts).toMatchObject({ cdi: '5.4' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('uses the saved key when none is given', async () => {
    const core = await aCore();
    const { handlers } = await connectionsIn(await dataFolder());
    const settings = settingsOf('acme', core.uri);
    const { id } = await handlers['connections.save'](
      { settings, key: core.apiKey, keepKey: 'stored' },
      context,
    );

    expect(await handlers['connections.try']({ id, settings }, context)).toMatchObject({ cdi: '5.4' });
    await expect(handlers['connections.try']({ settings }, context)).rejects.toMatchObject({
      error: { code: 'bad-key' },
    });
  });
});

describe('opening', () => {
  test('that is not wanted any more is given up', async () => {
    const asked = Promise.withResolvers<void>();
    const address = await httpServer(() => asked.resolve());
    const { handlers, ...connections } = await connectionsIn(await dataFolder());
    const { id } = await handlers['connections.save'](
      { settings: settingsOf('slow', address), keepKey: 'stored' },
      context,
    );
    const stop = new AbortController();
    const opening = handlers['connections.open']({ id }, { ...context, signal: stop.signal });
    await asked.promise;

    stop.abort();

    await expect(opening).rejects.toMatchObject({ error: { code: 'aborted' } });
    const [, slow] = await watch({ handlers, ...connections }).until((list) => list.length === 2);
    expect(slow?.connection).toEqual({ state: 'closed' });
  });

  test('twice at once opens one worker', async () => {
    let spawned = 0;
    const spawn = await coreWorkerSpawner();
    const core = await aCore();
    const connections = await createConnections({
      dataDirectory: await dataFolder(),
      secretStore: reversing(),
      startSandbox: async () => core,
      ask: async () => true,
      answerLimitMb: () => 64,
      lockPrint: () => null,
      spawnCoreWorker: (options) => {
        spawned++;
        return spawn(options);
      },
    });
    onTestFinished(connections.close);
    const open = () => connections.handlers['connections.open']({ id: 'sandbox' }, context);

    const [one, two] = await Promise.all([open(), open()]);

    expect(one).toEqual(two);
    expect(spawned).toBe(1);
  });

  // control: answer-size-limit
  test('again, when the limit of answers has changed, is for what is open alone', async () => {
    let answerLimitMb = 64;
    const connections = await connectionsIn(await dataFolder(), reversing(), {
      answerLimitMb: () => answerLimitMb,
    });
    const address = await coreLike((path) =>
      path.endsWith('/users/count')
        ? { body: `{"status":"OK","count":3${' '.repeat(2_000_000)}}` }
        : undefined,
    );
    const save = (name: string) =>
      connections.handlers['connections.save'](
        { settings: settingsOf(name, address), key: null, keepKey: 'stored' },
        context,
      );
    const [{ id }, { id: closed }] = [await save('open'), await save('closed')];
    await connections.handlers['connections.open']({ id }, context);
    expect(await connections.core(id).userCount({ tenantId: null })).toBe(3);

    answerLimitMb = 1;
    await connections.answerLimitChanged();

    await expect(connections.core(id).userCount({ tenantId: null })).rejects.toMatchObject({
      error: { reason: 'answer-too-large', params: { megabytes: 1 } },
    });
    expect(() => connections.core(closed)).toThrow('connection-closed');
  });

  test('is needed before anything is asked', async () => {
    const connections = await connectionsIn(await dataFolder());
    expect(() => connections.core('sandbox')).toThrow('connection-closed');
  });
});
