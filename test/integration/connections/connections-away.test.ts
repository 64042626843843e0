import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../../src/contract/domain/connection.ts';
import { startFaultProxy } from '../../faults/fault-proxy.ts';
import {
  aCore,
  connectionsIn,
  context,
  dataFolder,
  reversing,
  settingsOf,
  watch,
} from '../support/connections.ts';

async function openThroughProxy(times: { readonly healthCheckMs?: number } = {}) {
  const core = await aCore();
  const proxy = await startFaultProxy(core.uri);
  onTestFinished(proxy.close);
  const connections = await connectionsIn(await dataFolder(), reversing(), times);
  const settings = settingsOf('Behind a proxy', proxy.uri);
  const saved = { settings, key: core.apiKey, keepKey: 'stored' } as const;
  const { id } = await connections.handlers['connections.save'](saved, context);
  await connections.handlers['connections.open']({ id }, context);
  const watched = watch(connections);
  const state = async (wanted: Connection['connection']['state']) => {
    const list = await watched.until((all) =>
      all.some((one) => one.id === id && one.connection.state === wanted),
    );
    return list.find((one) => one.id === id)?.connection;
  };
  return { proxy, connections, id, state };
}

describe('a core that goes away while its connection is open', () => {
  test('is said to be away with the reason, and open again after the next call that reaches it', async () => {
    const { proxy, connections, id, state } = await openThroughProxy();
    await state('open');

    proxy.decide(() => 'reset-before');
    await expect(connections.core(id).tenants()).rejects.toMatchObject({ error: { code: 'unreachable' } });
    expect(await state('away')).toMatchObject({ error: { code: 'unreachable' } });

    proxy.decide();
    await connections.core(id).tenants();
    const again = watch(connections);
    await again.until((all) => all.some((one) => one.id === id && one.connection.state === 'open'));
  });

  test('can be opened again by hand, over the worker that is there', async () => {
    const { proxy, connections, id, state } = await openThroughProxy();
    proxy.decide(() => 'reset-before');
    await expect(connections.core(id).tenants()).rejects.toMatchObject({ error: { code: 'unreachable' } });
    await state('away');

    const failing = connections.handlers['connections.open']({ id }, context);
    await expect(failing).rejects.toMatchObject({ error: { code: 'unreachable' } });

    proxy.decide();
    expect(await connections.handlers['connections.open']({ id }, context)).toMatchObject({ cdi: '5.4' });
    const again = watch(connections);
    await again.until((all) => all.some((one) => one.id === id && one.connection.state === 'open'));
  });

  test('is noticed while nobody asks it anything, and noticed again when it is back', async () => {
    const { proxy, connections, id, state } = await openThroughProxy({ healthCheckMs: 20 });
    await proxy.goDown();
    expect(await state('away')).toMatchObject({ error: { code: 'unreachable' } });

    await proxy.comeUp();
    const again = watch(connections);
    await again.until((all) => all.some((one) => one.id === id && one.connection.state === 'open'));
  });

  test('a refusal that is about what was asked does not count as away', async () => {
    const { connections, id } = await openThroughProxy();
    const refused = connections.core(id).userCount({ tenantId: 'ghost' });
    await expect(refused).rejects.toMatchObject({ error: { code: 'tenant-unknown' } });
    const again = watch(connections);
    const list = await again.until(() => true);
    expect(list.find((one) => one.id === id)?.connection.state).toBe('open');
  });
});
