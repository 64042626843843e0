import { describe, expect, it } from 'vitest';
import type { CorePort } from '../../../src/main/core/protocol.ts';
import { createGate } from '../../unit/support/gate.ts';
import { openRevocations, type RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import { callContext } from '../../unit/support/stream.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';

const core = coreUnderTest();

/** A driver on this core, where something happens before the first batch leaves, and before the second scan reads a page. */
async function openDriver(before: {
  readonly batch: () => Promise<void>;
  readonly page?: () => Promise<void>;
}) {
  let isEnding = false;
  const port: CorePort = {
    ...core.port,
    revokeHandles: async (input, signal) => {
      if (!isEnding) await before.batch();
      isEnding = true;
      return core.port.revokeHandles(input, signal);
    },
    users: async (input, signal) => {
      if (isEnding) await before.page?.();
      return core.port.users(input, signal);
    },
  };
  return openRevocations({ core: () => port });
}

async function start(driver: RevocationDriver, tenantId: string): Promise<string> {
  const { id, secondScan } = await driver.planRule({ all: [] }, [tenantId]);
  expect(secondScan).toMatchObject({ users: 2 });
  await driver.start(id);
  return id;
}

async function sessionsOf(userIds: readonly string[], tenantId: string): Promise<string[]> {
  const lists = userIds.map((userId) => core.port.sessionHandles({ userId, tenantId }));
  return (await Promise.all(lists)).flat();
}

describe('a revocation of everyone in a tenant', () => {
  it('ends who signs in and who signs up while it runs, and is complete', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('everyone'));
    const ada = await make.emailUser('ada', tenantId);
    const bob = await make.emailUser('bob', tenantId);
    await make.sessions({ userId: ada.id, tenantId }, 2);
    const users = [ada.id, bob.id];
    const driver = await openDriver({
      batch: async () => {
        // Without a session when the rule was scanned, and signed up since, under an id of another system.
        await make.session({ userId: bob.id, tenantId });
        const { id } = await make.emailUser('carl', tenantId);
        await make.session({ userId: id, tenantId });
        const external = await make.map(id, 'carl-ext');
        await make.session({ userId: external, tenantId });
        users.push(id, external);
      },
    });

    const report = await driver.finished(await start(driver, tenantId));

    expect(await sessionsOf(users, tenantId)).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'complete',
      counts: { revoked: 2 },
      newSessions: { ended: 3, left: 0 },
      secondScan: { complete: true, users: 3, found: 3 },
    });
  });

  it('is watched as a whole: sessions of users who had none, and of users who sign up, are found and ended', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('watched'));
    const ada = await make.emailUser('ada', tenantId);
    const bob = await make.emailUser('bob', tenantId);
    await make.session({ userId: ada.id, tenantId });
    const driver = await openDriver({ batch: async () => undefined });
    const id = await start(driver, tenantId);
    await driver.finished(id);
    await make.sessions({ userId: bob.id, tenantId }, 10);
    const carl = await make.emailUser('carl', tenantId);
    await make.sessions({ userId: carl.id, tenantId }, 10);

    const request = { planId: id, minutes: 10, watchThen: 'report' } as const;
    await driver.revocations.handlers['revocation.watchFor'](request, callContext());
    await driver.settled(id, (item) => {
      if (item.type === 'progress' && item.progress.lastLook !== null)
        void driver.stop(id).catch(() => undefined);
    });
    expect(await driver.report(id)).toMatchObject({
      outcome: 'incomplete',
      newSessions: { ended: 0, left: 20 },
      watch: { lastLook: { users: 3, everyone: { notSeen: 0, error: null } } },
    });
    await driver.endUnplanned(id, 'new', 20);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 20, left: 0 },
    });
    expect(await sessionsOf([ada.id, bob.id, carl.id], tenantId)).toEqual([]);
  });

  it('has a gap when its second scan is stopped', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('stopped'));
    const ada = await make.emailUser('ada', tenantId);
    const bob = await make.emailUser('bob', tenantId);
    await make.session({ userId: ada.id, tenantId });
    const gate = createGate();
    const driver = await openDriver({
      batch: async () => {
        await make.session({ userId: bob.id, tenantId });
      },
      page: gate.pass,
    });
    const id = await start(driver, tenantId);
    await gate.reached;
    await driver.revocations.handlers['revocation.stopSecondScan']({ id }, callContext());
    gate.open();

    const report = await driver.finished(id);

    expect(await sessionsOf([ada.id, bob.id], tenantId)).toHaveLength(1);
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      coverage: { 'users-not-scanned-again': 2 },
      secondScan: { complete: false, users: 0, found: 0 },
    });
  });
});
