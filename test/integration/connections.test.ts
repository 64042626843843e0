import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type Connection,
  connection,
  defaultConnectionSettings,
} from '../../src/contract/domain/connection.ts';
import { type Connections, createConnections } from '../../src/main/connections/connections.ts';
import type { SpawnCoreWorker } from '../../src/main/connections/core-worker.ts';
import type { SecretStore } from '../../src/main/connections/secret-store.ts';
import { type Sandbox, startSandbox } from '../../src/main/sandbox/start-sandbox.ts';
import { createMoment } from './support/moment.ts';
import { httpServer } from './support/odd-servers.ts';
import { coreWorkerSpawner } from './support/spawn-core-worker.ts';

let spawnCoreWorker: SpawnCoreWorker;

beforeAll(async () => {
  spawnCoreWorker = await coreWorkerSpawner();
});

const context = { signal: new AbortController().signal };

/** Turns the text round: enough to see that the file holds no key, and that what came back was unsealed. */
function reversing(available = true): SecretStore {
  const turn = (text: string): string => [...text].reverse().join('');
  return {
    available: () => available,
    seal: (text) => Buffer.from(turn(text)).toString('base64'),
    unseal: (sealed) => turn(Buffer.from(sealed, 'base64').toString()),
  };
}

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-connections-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function connectionsIn(dataDirectory: string, secretStore = reversing()): Promise<Connections> {
  const connections = await createConnections({
    dataDirectory,
    secretStore,
    spawnCoreWorker,
    startSandbox: () => startSandbox({ sampleData: false }),
  });
  onTestFinished(connections.close);
  return connections;
}

async function aCore(): Promise<Sandbox> {
  const sandbox = await startSandbox({ sampleData: false });
  onTestFinished(sandbox.close);
  return sandbox;
}

function settingsOf(name: string, address: string) {
  return { ...defaultConnectionSettings, name, address };
}

/** What `connections.watch` tells, until the test ends. */
function watch(connections: Connections) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  let lists: Connection[][] = [];
  let look: () => void = () => undefined;
  const emit = async (items: readonly Connection[][]): Promise<void> => {
    lists = [...lists, ...items];
    look();
  };
  connections.handlers['connections.watch']({}, { emit, signal: stop.signal }).catch(() => undefined);
  return {
    stop: () => stop.abort(),
    /** Resolves with the first list, from now on or before, for which this is so. */
    until: (wanted: (list: Connection[]) => boolean): Promise<Connection[]> => {
      const moment = createMoment<Connection[]>();
      look = () => {
        const found = lists.find(wanted);
        if (found) moment.resolve(found);
      };
      look();
      return moment.promise;
    },
  };
}

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

describe('a saved connection', () => {
  test('is there at the next start, with its key sealed, and opens', async () => {
    const folder = await dataFolder();
    const core = await aCore();
    const first = await connectionsIn(folder);
    const saved = await first.handlers['connections.save'](
      { settings: settingsOf('acme-prod', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    expect(saved).toMatchObject({ name: 'acme-prod', key: 'stored', connection: { state: 'closed' } });

    const text = await readFile(join(folder, 'connections.json'), 'utf8');
    expect(text).toContain('acme-prod');
    expect(text).not.toContain(core.apiKey);

    const second = await connectionsIn(folder);
    await second.handlers['connections.open']({ id: saved.id }, context);
    expect(await second.core(saved.id).userCount({ tenantId: null })).toBe(0);
    expect(second.settings(saved.id).address).toBe(core.uri);
  });

  test('with a key for this run only leaves no key behind', async () => {
    const folder = await dataFolder();
    const core = await aCore();
    const first = await connectionsIn(folder, reversing(false));
    const saved = await first.handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'this-run-only' },
      context,
    );
    expect(saved.key).toBe('this-run-only');
    await first.handlers['connections.open']({ id: saved.id }, context);

    const second = await connectionsIn(folder);
    await expect(second.handlers['connections.open']({ id: saved.id }, context)).rejects.toMatchObject({
      error: { code: 'bad-key' },
    });
    const [, later] = await watch(second).until((list) => list.length === 2);
    expect(later).toMatchObject({ key: 'none', connection: { state: 'failed', error: { code: 'bad-key' } } });
  });

  test('is not saved at all when its key should be stored and nothing can keep it', async () => {
    const folder = await dataFolder();
    const { handlers } = await connectionsIn(folder, reversing(false));
    const save = handlers['connections.save'](
      { settings: settingsOf('acme', 'https://core.example'), key: 'a-key', keepKey: 'stored' },
      context,
    );
    await expect(save).rejects.toMatchObject({ error: { code: 'secret-store-unavailable' } });
    expect(await readdir(folder)).toEqual([]);
  });

  test('whose key was sealed elsewhere says so, and opens once it is set again', async () => {
    const folder = await dataFolder();
    const core = await aCore();
    const before = await connectionsIn(folder);
    const settings = settingsOf('acme', core.uri);
    const { id } = await before.handlers['connections.save'](
      { settings, key: 'x', keepKey: 'stored' },
      context,
    );
    const foreign: SecretStore = {
      ...reversing(),
      unseal: () => {
        throw new Error('sealed by another user');
      },
    };
    const { handlers } = await connectionsIn(folder, foreign);

    await expect(handlers['connections.open']({ id }, context)).rejects.toMatchObject({
      error: { code: 'secret-store-unavailable' },
    });
    const again = await handlers['connections.save'](
      { id, settings, key: core.apiKey, keepKey: 'this-run-only' },
      context,
    );
    expect(again.key).toBe('this-run-only');
    expect(await handlers['connections.open']({ id }, context)).toMatchObject({ cdi: '5.4' });
  });

  test('keeps its key when only its name changes, and stays open', async () => {
    const core = await aCore();
    const connections = await connectionsIn(await dataFolder());
    const { handlers } = connections;
    const settings = settingsOf('acme', core.uri);
    const { id } = await handlers['connections.save'](
      { settings, key: core.apiKey, keepKey: 'stored' },
      context,
    );
    await handlers['connections.open']({ id }, context);
    const port = connections.core(id);

    const renamed = await handlers['connections.save'](
      { id, settings: { ...settings, name: 'acme-eu', readOnly: true }, keepKey: 'stored' },
      context,
    );

    expect(renamed).toMatchObject({
      name: 'acme-eu',
      readOnly: true,
      key: 'stored',
      connection: { state: 'open' },
    });
    expect(connections.core(id)).toBe(port);
  });

  test('goes on with the new core when its address changes while it is open', async () => {
    const [old, next] = [await aCore(), await aCore()];
    next.seedUsers({ count: 3 });
    const connections = await connectionsIn(await dataFolder());
    const { handlers } = connections;
    const settings = settingsOf('acme', old.uri);
    const { id } = await handlers['connections.save'](
      { settings, key: old.apiKey, keepKey: 'this-run-only' },
      context,
    );
    await handlers['connections.open']({ id }, context);

    await handlers['connections.save'](
      { id, settings: { ...settings, address: next.uri }, key: next.apiKey, keepKey: 'this-run-only' },
      context,
    );

    expect(await connections.core(id).userCount({ tenantId: null })).toBe(3);
  });

  test('takes a key that was pasted with a line break', async () => {
    const core = await aCore();
    const { handlers } = await connectionsIn(await dataFolder());
    const settings = settingsOf('acme', core.uri);
    const { id } = await handlers['connections.save'](
      { settings, key: `${core.apiKey}\n`, keepKey: 'stored' },
      context,
    );
    expect(await handlers['connections.open']({ id }, context)).toMatchObject({ cdi: '5.4' });
  });

  test('whose address was made wrong by hand says so when it is opened', async () => {
    const folder = await dataFolder();
    const settings = settingsOf('acme', 'core.example');
    const content = { version: 1, connections: [{ id: 'acme', settings }] };
    await writeFile(join(folder, 'connections.json'), JSON.stringify(content));
    const { handlers } = await connectionsIn(folder);

    await expect(handlers['connections.open']({ id: 'acme' }, context)).rejects.toMatchObject({
      error: { code: 'bad-input', message: expect.stringContaining('http://') },
    });
  });

  test('needs a name of its own', async () => {
    const { handlers } = await connectionsIn(await dataFolder());
    const save = (name: string) =>
      handlers['connections.save'](
        { settings: settingsOf(name, 'https://core.example'), keepKey: 'stored' },
        context,
      );
    await save('acme');
    await expect(save('ACME')).rejects.toMatchObject({ error: { code: 'bad-input' } });
    await expect(save('sandbox')).rejects.toMatchObject({ error: { code: 'bad-input' } });
  });

  test('is gone after it was removed, and so is its worker', async () => {
    const core = await aCore();
    const folder = await dataFolder();
    const connections = await connectionsIn(folder);
    const { handlers } = connections;
    const { id } = await handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    await handlers['connections.open']({ id }, context);
    const port = connections.core(id);

    await handlers['connections.remove']({ id }, context);

    expect(() => connections.core(id)).toThrow('no such connection');
    await expect(port.facts()).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(await readFile(join(folder, 'connections.json'), 'utf8')).not.toContain('acme');
  });

  test('none is lost when several are saved at once', async () => {
    const folder = await dataFolder();
    const { handlers } = await connectionsIn(folder);
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        handlers['connections.save'](
          { settings: settingsOf(name, 'https://core.example'), keepKey: 'stored' },
          context,
        ),
      ),
    );
    const list = await watch(await connectionsIn(folder)).until(() => true);
    expect(list.map(({ name }) => name)).toEqual(['Sandbox', ...names]);
  });
});

test('a file that cannot be read is set aside, not lost, and its new name is told', async () => {
  const folder = await dataFolder();
  const damaged = '{ "version": 1, "connections": [ { "id": "x", "settings": { "name": "ac';
  await writeFile(join(folder, 'connections.json'), damaged);

  const connections = await connectionsIn(folder);

  expect(connections.damagedFile).toBeDefined();
  expect(await readFile(connections.damagedFile ?? '', 'utf8')).toBe(damaged);
  expect(await watch(connections).until(() => true)).toHaveLength(1);
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
    const asked = createMoment();
    const address = await httpServer(() => asked.resolve());
    const { handlers, ...connections } = await connectionsIn(await dataFolder());
    const { id } = await handlers['connections.save'](
      { settings: settingsOf('slow', address), keepKey: 'stored' },
      context,
    );
    const stop = new AbortController();
    const opening = handlers['connections.open']({ id }, { signal: stop.signal });
    await asked.promise;

    stop.abort();

    await expect(opening).rejects.toMatchObject({ error: { code: 'aborted' } });
    const [, slow] = await watch({ handlers, ...connections }).until((list) => list.length === 2);
    expect(slow?.connection).toEqual({ state: 'closed' });
  });

  test('twice at once opens one worker', async () => {
    let spawned = 0;
    const core = await aCore();
    const connections = await createConnections({
      dataDirectory: await dataFolder(),
      secretStore: reversing(),
      startSandbox: async () => core,
      spawnCoreWorker: (options) => {
        spawned++;
        return spawnCoreWorker(options);
      },
    });
    onTestFinished(connections.close);
    const open = () => connections.handlers['connections.open']({ id: 'sandbox' }, context);

    const [one, two] = await Promise.all([open(), open()]);

    expect(one).toEqual(two);
    expect(spawned).toBe(1);
  });

  test('is needed before anything is asked', async () => {
    const connections = await connectionsIn(await dataFolder());
    expect(() => connections.core('sandbox')).toThrow('Sandbox is not open.');
  });
});
