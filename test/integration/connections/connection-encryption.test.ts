import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { createConnections } from '../../../src/main/connections/connections.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import {
  aCore,
  connectionsIn,
  context,
  dataFolder,
  reversing,
  settingsOf,
  watch,
} from '../support/connections.ts';
import { encryptedCore } from '../support/odd-servers.ts';

const KEY = 'planted-encryption-key-0123456789';

// control: own-authorities
test('a connection opens with an authority that was added to it, and shows what the certificate says', async () => {
  const folder = await dataFolder();
  const core = await encryptedCore('good');
  const { handlers } = await connectionsIn(folder);
  const read = await handlers['connections.readAuthorities']({ text: tlsFixture('authority.pem') }, context);
  const authorities = read.map((authority) => ({ ...authority, subject: 'CN=What a page made up' }));
  const settings = { ...settingsOf('acme', core.address), authorities };

  const { id } = await handlers['connections.save']({ settings, key: KEY, keepKey: 'stored' }, context);

  const again = await connectionsIn(folder);
  expect(await again.handlers['connections.open']({ id }, context)).toMatchObject({ cdi: '5.4' });
  const [, shown] = await watch(again).until((list) => list.length === 2);
  expect(shown?.authorities).toMatchObject([{ subject: 'CN=Test authority, O=Curfew tests' }]);

  const without = { ...settings, authorities: [] };
  await again.handlers['connections.save']({ id, settings: without, keepKey: 'stored' }, context);
  await expect(again.handlers['connections.open']({ id }, context)).rejects.toMatchObject({
    error: { code: 'tls', reason: 'certificate-untrusted' },
  });
});

describe('a connection without encryption over a network', () => {
  const address = 'http://192.0.2.7:3567';
  const plain: ConnectionSettings = settingsOf('plain', address);

  /** Whose workers are counted: without one nothing can be sent. */
  async function countedConnections(dataDirectory: string) {
    let workers = 0;
    const connections = await createConnections({
      dataDirectory,
      secretStore: reversing(),
      startSandbox: aCore,
      answerLimitMb: () => 64,
      lockPrint: () => null,
      ask: async () => true,
      spawnCoreWorker: () => {
        workers++;
        throw new Error('A worker was started.');
      },
    });
    onTestFinished(connections.close);
    return { ...connections, workers: () => workers };
  }

  // control: no-plain-http
  test.each([
    ['development', false, 'plain-http'],
    ['production', false, 'plain-http-production'],
    ['production', true, 'plain-http-production'],
  ] as const)('is not tested, saved or opened: %s, acknowledged: %s', async (environment, plainHttp, reason) => {
    const folder = await dataFolder();
    const settings = { ...plain, environment, plainHttp };
    const content = { version: 1, connections: [{ id: 'by-hand', settings }] };
    await writeFile(join(folder, 'connections.json'), JSON.stringify(content));
    const { handlers, workers } = await countedConnections(folder);
    const refused = { error: { code: 'bad-input', reason, params: { host: '192.0.2.7:3567' } } };

    await expect(handlers['connections.try']({ settings, key: KEY }, context)).rejects.toMatchObject(refused);
    const other = { ...settings, name: 'other' };
    await expect(
      handlers['connections.save']({ settings: other, key: KEY, keepKey: 'stored' }, context),
    ).rejects.toMatchObject(refused);
    await expect(handlers['connections.open']({ id: 'by-hand' }, context)).rejects.toMatchObject(refused);
    expect(workers()).toBe(0);
    expect(await readFile(join(folder, 'connections.json'), 'utf8')).not.toContain('other');
  });

  test('that an older build saved has to be acknowledged before it opens', async () => {
    const folder = await dataFolder();
    const { plainHttp: _plainHttp, authorities: _authorities, ...settings } = plain;
    const content = { version: 1, connections: [{ id: 'old', settings }] };
    await writeFile(join(folder, 'connections.json'), JSON.stringify(content));
    const { handlers, workers } = await countedConnections(folder);
    await expect(handlers['connections.open']({ id: 'old' }, context)).rejects.toMatchObject({
      error: { reason: 'plain-http' },
    });
    expect(workers()).toBe(0);
  });
});
