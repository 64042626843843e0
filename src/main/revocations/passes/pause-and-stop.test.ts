import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { type StoreCall, withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';

const endings = new Set<FakeCall['name']>(['revokeHandles', 'revokeUser']);

const shared = sharedStore();

function endingCalls(core: FakeCore): number {
  return core.calls.filter(({ name }) => endings.has(name)).length;
}

/** A revocation of one session that was started, and whose core has not said yet which one it is. */
async function startWhileIdentityIsRead() {
  const core = new FakeCore();
  core.keys.push({ kid: 's-1' });
  const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
  const slow = createGate();
  core.fault = async (call, perform) => {
    if (call.name === 'identity') await slow.pass();
    return perform();
  };
  await driver.start(id);
  await slow.reached;
  return { core, driver, id, slow };
}

describe('stopping a revocation', () => {
  it('ends it with the batches that are under way; what was not sent stays planned', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const handles = [...Array(5_000)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') void driver.stop(id);
      return perform();
    };
    await driver.start(id);
    const done = await driver.finished(id);
    expect(done).toMatchObject({ outcome: 'stopped', verifiedAt: null });
    expect(done.counts.revoked).toBe(core.callsOf('revokeHandles').length * 250);
    expect(done.counts.revoked).toBeLessThanOrEqual(1_000);
    expect(done.counts.planned).toBe(5_000 - done.counts.revoked);
    expect(core.sessions.size).toBe(done.counts.planned);
  });

  it('while the identity of the core is asked for sends nothing', async () => {
    const { core, driver, id, slow } = await startWhileIdentityIsRead();
    await driver.stop(id);
    slow.open();
    expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 1 } });
    expect(endingCalls(core)).toBe(0);
  });
});

describe('pausing a revocation', () => {
  it('sends nothing until it is resumed, and then the rest; what was only prepared counts as planned', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const handles = [...Array(5_000)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    let batches = 0;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && ++batches === 2) void driver.pause(id);
      return perform();
    };
    await driver.start(id);
    const paused = await driver.settled(id);
    expect(paused).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'operator' } }, counts: { sent: 0 } },
    });
    const sent = core.callsOf('revokeHandles').length;
    expect(paused).toMatchObject({ progress: { counts: { planned: core.sessions.size } } });
    expect(core.sessions.size).toBeGreaterThan(0);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 5_000 } });
    expect(core.callsOf('revokeHandles').length).toBeGreaterThan(sent);
  });

  it('while the identity of the core is asked for sends nothing before it is resumed', async () => {
    const { core, driver, id, slow } = await startWhileIdentityIsRead();
    await driver.pause(id);
    slow.open();
    await driver.settled(id);
    expect(endingCalls(core)).toBe(0);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });

  it('while the disk is slow sends nothing of what is on it by then', async () => {
    const core = new FakeCore();
    const slow = createGate();
    const before = ({ changes }: StoreCall) => {
      if (changes.some(({ type }) => type === 'event')) return slow.pass();
    };
    const store = withFaults(shared.store(), { before });
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver(), store });
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
    await driver.start(id);
    await slow.reached;
    await driver.pause(id);
    slow.open();
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused' }, counts: { planned: 1, sent: 0 } },
    });
    expect(endingCalls(core)).toBe(0);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });
});

describe('a user whose closing is paused between two ids', () => {
  it('is closed under all of them when it is resumed', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const ids = core.addUser({ external: 'outer' });
    for (const userId of ['outer', ...ids]) core.addSession(userId);
    const { id } = await driver.plan({ type: 'user', userId: 'outer', tenantId: null });
    core.fault = async (call, perform) => {
      // It says that it ended what it did not end, so that the user is closed at the end.
      if (call.name === 'revokeHandles') return (call.input as { readonly handles: string[] }).handles;
      if (call.name === 'revokeUser' && core.callsOf('revokeUser').length === 1) await driver.pause(id);
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'paused' } } });
    expect(core.callsOf('revokeUser')).toHaveLength(1);
    expect(core.sessions.size).toBe(1);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 2 } });
    expect(core.sessions.size).toBe(0);
  });
});

describe('a user whose closing is stopped before its call leaves', () => {
  it('is not reported as closed by user id', async () => {
    const core = new FakeCore();
    const store = withFaults(shared.store(), {
      before: async ({ method }) => {
        if (method === 'openTargetsOf') await driver.stop(id);
      },
    });
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver(), store });
    core.addSession('u');
    const { id } = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'revokeHandles') core.addSession('u');
      return answer;
    };
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', closedByUserId: false });
    expect(core.callsOf('revokeUser')).toEqual([]);
  });
});

describe('a revocation that runs', () => {
  it('at no time counts as sent what has not left', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const handles = [...Array(6_000)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    let left = 0;
    const slow = createGate();
    core.fault = async (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      left += (call.input as { readonly handles: readonly string[] }).handles.length;
      await slow.pass();
      return perform();
    };
    await driver.start(id);
    await slow.reached;
    // More is on disk as sent than the throttle lets leave.
    let onDisk = 0;
    while (onDisk <= 1_000) onDisk = await driver.store.read.countTargets({ id, where: 'sent' });
    // A commit that is on disk is reported to main a moment later.
    await driver.store.read.counts({ id });
    const looking = new AbortController();
    let counts: TargetCounts | undefined;
    await driver.revocations
      .followOpen(async (open) => {
        counts = open.find((run) => run.id === id)?.counts;
        looking.abort();
      }, looking.signal)
      .catch(() => undefined);
    slow.open();
    expect(left).toBe(1_000);
    expect(counts).toMatchObject({ sent: left, planned: 6_000 - left });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
  });
});
