import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failure } from '../../../src/contract/failure.ts';
import type { SecretStore } from '../../../src/main/connections/key-ring.ts';
import {
  aCore,
  connectionsIn,
  context,
  dataFolder,
  reversing,
  settingsOf,
  watch,
} from '../support/connections.ts';

describe('a saved connection', () => {
  // control: keys-stay-in-main
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
      unseal: () => Promise.reject(failure('secret-store-unavailable', { reason: 'stored-key-unreadable' })),
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
      error: { code: 'bad-input', reason: 'address-without-scheme' },
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

    expect(() => connections.core(id)).toThrow('connection-unknown');
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

describe('a saved key', () => {
  // control: key-of-one-address
  test('is not sent to an address it was not saved for, when trying or saving', async () => {
    const core = await aCore();
    const other = await aCore();
    const { handlers, settings } = await connectionsIn(await dataFolder());
    const saved = await handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    const { id } = saved;
    const elsewhere = settingsOf('acme', other.uri);
    const refused = { error: { code: 'bad-input', reason: 'key-of-other-address' } };
    await expect(handlers['connections.try']({ id, settings: elsewhere }, context)).rejects.toMatchObject(
      refused,
    );
    const save = handlers['connections.save']({ id, settings: elsewhere, keepKey: 'stored' }, context);
    await expect(save).rejects.toMatchObject(refused);
    expect(settings(id).address).toBe(core.uri);

    const otherPath = settingsOf('acme', `${core.uri}/elsewhere`);
    await expect(handlers['connections.try']({ id, settings: otherPath }, context)).rejects.toMatchObject(
      refused,
    );
    await expect(
      handlers['connections.save']({ id, settings: otherPath, keepKey: 'stored' }, context),
    ).rejects.toMatchObject(refused);

    const same = settingsOf('acme', `${core.uri}/`);
    expect(await handlers['connections.try']({ id, settings: same }, context)).toMatchObject({ cdi: '5.4' });
    await handlers['connections.save'](
      { id, settings: elsewhere, key: other.apiKey, keepKey: 'stored' },
      context,
    );
    expect(settings(id).address).toBe(other.uri);
  });

  // control: key-of-one-address
  test.each([
    ['another host', () => aCore().then(({ uri }) => uri)],
    ['another path', async (uri: string) => `${uri}/elsewhere`],
  ])('is not sent to %s when somebody changes the address in the file of connections', async (_, move) => {
    const core = await aCore();
    const folder = await dataFolder();
    const before = await connectionsIn(folder);
    const { id } = await before.handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    const file = join(folder, 'connections.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(core.uri, await move(core.uri)));

    const { handlers } = await connectionsIn(folder);

    await expect(handlers['connections.open']({ id }, context)).rejects.toMatchObject({
      error: { code: 'bad-input', reason: 'key-of-other-address' },
    });
  });

  // control: stored-keys-stay-sealed
  test('is not unsealed to say that it is stored, only to open its connection', async () => {
    const core = await aCore();
    const folder = await dataFolder();
    const settings = settingsOf('acme', core.uri);
    const before = await connectionsIn(folder);
    const { id } = await before.handlers['connections.save'](
      { settings, key: core.apiKey, keepKey: 'stored' },
      context,
    );
    let unsealed = 0;
    const counting: SecretStore = {
      ...reversing(),
      unseal: (sealed) => {
        unsealed++;
        return reversing().unseal(sealed);
      },
    };
    const connections = await connectionsIn(folder, counting);

    const [, shown] = await watch(connections).until((list) => list.length === 2);
    await connections.handlers['connections.save']({ id, settings, keepKey: 'stored' }, context);

    expect(shown?.key).toBe('stored');
    expect(unsealed).toBe(0);
    await connections.handlers['connections.open']({ id }, context);
    expect(unsealed).toBe(1);
  });

  // control: stored-keys-stay-sealed
  test('is written again when the secret store has sealed it anew', async () => {
    const core = await aCore();
    const folder = await dataFolder();
    const before = await connectionsIn(folder);
    const { id } = await before.handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    const rotated: SecretStore = {
      ...reversing(),
      unseal: async (sealed) => ({ ...(await reversing().unseal(sealed)), resealed: 'sealed-anew' }),
    };

    const { handlers } = await connectionsIn(folder, rotated);
    await handlers['connections.open']({ id }, context);

    expect(await readFile(join(folder, 'connections.json'), 'utf8')).toContain('"sealedKey": "sealed-anew"');
  });
});

// control: keys-of-one-lock
describe('a key that was saved while the console had a lock', () => {
  async function savedUnder(lockPrint: string | null) {
    const folder = await dataFolder();
    const core = await aCore();
    const connections = await connectionsIn(folder, reversing(), { lockPrint: () => lockPrint });
    const { id } = await connections.handlers['connections.save'](
      { settings: settingsOf('acme', core.uri), key: core.apiKey, keepKey: 'stored' },
      context,
    );
    return {
      connections,
      open: async (print: string | null) => {
        const next = await connectionsIn(folder, reversing(), { lockPrint: () => print });
        return next.handlers['connections.open']({ id }, context);
      },
    };
  }

  const refused = { error: { code: 'secret-store-unavailable', reason: 'key-of-other-lock' } };

  test('opens its connection under that lock, and not after the lock was removed or replaced', async () => {
    const { open } = await savedUnder('lock 1');
    await expect(open(null)).rejects.toMatchObject(refused);
    await expect(open('lock 2')).rejects.toMatchObject(refused);
    expect(await open('lock 1')).toMatchObject({ cdi: expect.any(String) });
  });

  test('goes over to a new lock, or to none, when the lock itself is changed', async () => {
    const { connections, open } = await savedUnder('lock 1');
    await connections.rebindKeys(['lock 1', 'lock 2']);
    expect(await open('lock 2')).toMatchObject({ cdi: expect.any(String) });
    await expect(open('lock 1')).rejects.toMatchObject(refused);
  });

  test('that was saved before the lock was set up belongs to the lock from its first use on', async () => {
    const { open } = await savedUnder(null);
    await open('lock 1');
    await expect(open(null)).rejects.toMatchObject(refused);
  });
});
