import { describe, expect, it } from 'vitest';
import { afterFirstBatch } from '../../../../test/unit/support/cores/after-first-batch.ts';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { gapsOf } from '../../../contract/domain/coverage.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  const user = (name: string): string => core.addUser({ email: `${name}@alpha.example` })[0] as string;
  return { core, driver, user };
}

describe('a revocation whose plan does not cover everything', () => {
  it('is not complete: a user of the rule who could not be read still has a session', async () => {
    const { core, driver, user } = await openWorld();
    const [ada, bob] = [user('ada'), user('bob')];
    const alive = core.addSession(ada);
    const handle = core.addSession(bob);
    core.fault = (call, perform) => {
      const { userId } = (call.input ?? {}) as { readonly userId?: string };
      if (call.name === 'sessionHandles' && userId === ada) throw failure('core-error');
      return perform();
    };
    const plan = await driver.planRule({ field: 'email-domain', domain: 'alpha.example' });
    core.fault = (_call, perform) => perform();
    const progress = await driver.start(plan.id);
    expect(gapsOf(progress.coverage)).toEqual([{ gap: 'unread-users', count: 1 }]);
    const report = await driver.finished(plan.id);
    expect(report).toMatchObject({ outcome: 'complete-with-gaps', counts: { revoked: 1 } });
    expect(gapsOf(report.plan.coverage)).toEqual([{ gap: 'unread-users', count: 1 }]);
    expect([core.sessions.has(alive), core.sessions.has(handle)]).toEqual([true, false]);
    const { entries } = await driver.history({ outcomes: ['complete-with-gaps'] });
    expect(entries.map(({ id }) => id)).toEqual([plan.id]);
    expect(entries).toMatchObject([{ coverage: plan.coverage }]);
    expect((await driver.history({ outcomes: ['complete'] })).entries.map(({ id }) => id)).not.toContain(
      plan.id,
    );
  });

  it('stays one with gaps when it is verified again', async () => {
    const { core, driver } = await openWorld();
    const plan = await driver.planList([core.addSession('ada'), 'nobody']);
    await driver.start(plan.id);
    expect((await driver.finished(plan.id)).outcome).toBe('complete-with-gaps');
    expect((await driver.verifyAgain(plan.id)).outcome).toBe('complete-with-gaps');
  });

  it('is incomplete when a target failed, whatever its plan covers', async () => {
    const { core, driver } = await openWorld();
    const refused = core.addSession('ada');
    const plan = await driver.planList([core.addSession('ada'), refused, 'nobody']);
    core.fault = (call, perform) => {
      const { handles } = (call.input ?? {}) as { readonly handles?: readonly string[] };
      if (call.name === 'revokeHandles' && handles?.includes(refused)) throw failure('core-error');
      return perform();
    };
    await driver.start(plan.id);
    expect((await driver.finished(plan.id)).outcome).toBe('incomplete');
  });

  it('of which every line selects something is complete', async () => {
    const { core, driver } = await openWorld();
    const plan = await driver.planList([core.addSession('ada'), core.addSession('bob')]);
    await driver.start(plan.id);
    expect((await driver.finished(plan.id)).outcome).toBe('complete');
  });
});

describe('a session that begins during a revocation of all sessions of a user, and that nobody can ask for', () => {
  function beginOdd(core: FakeCore, userId: string): void {
    afterFirstBatch(core, () => {
      core.addSession(userId, 'odd\0tenant');
    });
  }

  it.each([
    'a user',
    'a list',
  ] as const)('leaves no complete report where the plan is of %s', async (source) => {
    const { core, driver, user } = await openWorld();
    const ada = user('ada');
    core.addSession(ada);
    const { id } = await (source === 'a list'
      ? driver.planList(['ada@alpha.example'])
      : driver.plan({ type: 'user', userId: ada, tenantId: null }));
    beginOdd(core, ada);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'incomplete', verifiedAt: null, counts: { revoked: 1 } },
      errors: [{ code: 'core-error', reason: 'id-not-storable' }],
    });
    expect(core.sessions.size).toBe(1);
  });

  it('is a gap where the plan is of a rule whose scan was stopped', async () => {
    const { core, driver, user } = await openWorld();
    // The newest user is read first.
    const [last] = Array.from({ length: 30 }, (_, n) => user(`user-${n}`));
    const ada = user('ada');
    core.addSession(ada);
    const scan = createGate();
    core.fault = (call, perform) => {
      const { userId } = (call.input ?? {}) as { readonly userId?: string };
      if (call.name !== 'sessionHandles' || userId !== last) return perform();
      void scan.pass();
      return new Promise((_, reject) => call.signal?.addEventListener('abort', reject));
    };
    const plan = await driver.freeze((await driver.stopRule({ all: [] }, scan.reached)).id);
    beginOdd(core, ada);
    await driver.start(plan.id);
    const report = await driver.finished(plan.id);
    expect(report).toMatchObject({ outcome: 'complete-with-gaps', secondScan: null });
    expect(report.coverage['unread-sessions']).toBe(1);
    expect((await driver.gaps(report.id)).rows).toMatchObject([{ type: 'session', userId: ada }]);
  });
});
