import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';
import type { Change } from '../../store/changes.ts';
import type { TargetToEnd } from '../../store/records.ts';
import { createBatchQueue } from './batch-queue.ts';

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
      createThrottle: fixedThrottle(10, 3),
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

  it('makes the next call when the core has answered, although the answer is not on disk', async () => {
    const core = new FakeCore();
    const second = createGate();
    const isAnswer = (change: Change) => change.type === 'event' && change.event.type === 'confirmed';
    const { store, ...rest } = shared.forDriver();
    const driver = await openRevocations({
      ...{ core: () => core.port, ...rest, createThrottle: fixedThrottle(10, 1) },
      store: withFaults(store, {
        before: async ({ changes }) => {
          if (changes.some(isAnswer)) await second.reached;
        },
      }),
    });
    const handles = [...Array(20)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = async (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      if (core.callsOf('revokeHandles').length === 2) void second.pass();
      // The other batch is ready.
      else
        await eventually(async () => expect(await store.read.countTargets({ id, where: 'sent' })).toBe(20));
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 20 } });
  });
});

function target(handle: string, batchLimit = 500): TargetToEnd {
  const [tenantId, state] = [tenantOfHandle(handle), 'planned'] as const;
  return { id: 1, handle, tenantId, userId: null, state, newSession: false, batchLimit, oauth: 'not-asked' };
}

async function* pagesOf(pages: readonly (readonly TargetToEnd[])[]) {
  yield* pages;
}

async function batches(
  size: number,
  pages: readonly (readonly TargetToEnd[])[],
  most?: number,
): Promise<string[][]> {
  const queue = createBatchQueue(pagesOf(pages), most);
  const taken: string[][] = [];
  for (let batch = await queue.next(size); batch; batch = await queue.next(size))
    taken.push(batch.map(({ handle }) => handle));
  return taken;
}

const plain = (...handles: string[]) => handles.map((handle) => target(handle));

describe('the batches of a revocation', () => {
  it('have as many targets as a batch may, across pages', async () => {
    expect(await batches(2, [plain('a', 'b', 'c'), plain('d', 'e')])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
  });

  it('never mix tenants: an unknown one would fail the others', async () => {
    expect(await batches(250, [plain('a', 'b_acme', 'c', 'd_ghost', 'e_acme')])).toEqual([
      ['a', 'c'],
      ['b_acme', 'e_acme'],
      ['d_ghost'],
    ]);
  });

  it('are smaller for targets whose batch failed, and have one alone at last', async () => {
    const failed = [target('a', 2), target('b', 2), target('c', 2), target('d', 0), target('e', 0)];
    expect(await batches(250, [[...failed, target('f')]])).toEqual([['a', 'b'], ['d'], ['e'], ['c'], ['f']]);
  });

  it('are filled by looking further ahead, but not further than there is room', async () => {
    const pages = ['a', 'b_acme', 'c', 'd_acme', 'e', 'f_acme'].map((handle) => plain(handle));
    expect(await batches(3, pages)).toEqual([
      ['a', 'c', 'e'],
      ['b_acme', 'd_acme', 'f_acme'],
    ]);
    expect(await batches(3, pages, 3)).toEqual([['a', 'c'], ['b_acme', 'd_acme'], ['e'], ['f_acme']]);
  });
});
