import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import { openRevocations } from '../../../../test/unit/support/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/shared-store.ts';
import { createThrottle } from '../../shared/concurrency/throttle.ts';

const shared = sharedStore();

function handlesOf(input: unknown): readonly string[] {
  return (input as { handles: readonly string[] }).handles;
}

describe('the dispatch of batches', () => {
  it('makes a call when its targets are on disk as sent, and not before', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const handles = [...Array(1_800)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    const notSent: string[] = [];
    core.fault = async (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      const { read } = shared.store();
      const sent = await read.runTargets({ id, where: 'sent', after: 0, limit: 5_000 });
      const onDisk = new Set(sent.map(({ handle }) => handle));
      notSent.push(...handlesOf(call.input).filter((handle) => !onDisk.has(handle)));
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1_800 } });
    expect(notSent).toEqual([]);
  });

  it('has as many batches under way as the throttle allows, and no more', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({
      ...shared.forDriver(),
      core: () => core.port,
      createThrottle: () => ({ ...createThrottle(), batchSize: () => 10, concurrency: () => 3 }),
    });
    const handles = [...Array(200)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    let underWay = 0;
    let most = 0;
    core.fault = async (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(most).toBe(3);
  });
});
