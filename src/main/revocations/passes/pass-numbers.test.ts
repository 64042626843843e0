import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { createMemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

type Ordered = 'the remaining sessions' | 'new sessions';

interface Ended {
  readonly core: FakeCore;
  readonly driver: RevocationDriver;
  readonly id: string;
  /** Opens the console again, as after its end. */
  readonly open: () => Promise<RevocationDriver>;
  /** Orders what is left. */
  readonly order: (driver: RevocationDriver) => Promise<unknown>;
  /** The numbers of the passes in which batches were sent, as the audit log has them, in their order. */
  readonly passes: () => unknown[];
}

/** A revocation that has ended after one pass, with one session that can be ended behind it. */
async function endWithOneLeft(ordered: Ordered): Promise<Ended> {
  const core = new FakeCore();
  const [audit, dataDirectory] = [createMemoryAudit(), temporaryFolder()];
  const open = () =>
    openRevocations({
      ...{ core: () => core.port, clock: createTestClock('automatic'), dataDirectory, audit },
      closesWithTest: true,
    });
  const driver = await open();
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const handles = [core.addSession(ada), core.addSession(ada)];
  if (ordered === 'the remaining sessions') core.failsAt.add(handles[0] ?? '');
  const { id } = await driver.plan({ type: 'user', userId: ada, tenantId: null });
  await driver.start(id, { passes: 1 });
  const { passes } = await driver.finished(id);
  expect(passes).toBe(1);
  core.failsAt.clear();
  if (ordered === 'new sessions') {
    core.addSession(ada);
    await watchFor(driver, id, 'report');
    await driver.finished(id);
  }
  const batchesBefore = audit.of('batch.intended').length;
  return {
    ...{ core, driver, id, open },
    order: (by) => (ordered === 'new sessions' ? by.endUnplanned(id, 'new', 1) : by.endRemaining(id)),
    passes: () => [
      ...new Set(
        audit
          .of('batch.intended')
          .slice(batchesBefore)
          .map(({ details }) => details.pass),
      ),
    ],
  };
}

/** Gives the order, which the end of the console cuts off, and takes it up in the console that is opened again. */
async function resumeAfterCut({ core, driver, id, open, order }: Ended): Promise<RevocationDriver> {
  await order(driver).catch(() => undefined);
  await driver.close();
  core.fault = (_call, perform) => perform();
  const again = await open();
  await again.resume(id);
  return again;
}

describe.each([
  'the remaining sessions',
  'new sessions',
] as const)('ending %s behind the report', (ordered) => {
  it('is a pass with a number of its own', async () => {
    const { core, driver, id, order, passes } = await endWithOneLeft(ordered);
    await order(driver);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', passes: 2 });
    expect(passes()).toEqual([2]);
    expect(core.sessions.size).toBe(0);
    expect(driver.audit.of('run.finished').at(-1)?.details).toMatchObject({ passes: 2 });
  });

  it('is in no pass before its first batch, and then in its own', async () => {
    const { core, driver, id, order } = await endWithOneLeft(ordered);
    const [before, during] = [createGate(), createGate()];
    core.fault = async (call, perform) => {
      if (call.name === 'identity') await before.pass();
      if (call.name === 'revokeHandles') await during.pass();
      return perform();
    };
    const ordering = order(driver);
    await before.reached;
    let pass: number | null | undefined;
    const settled = driver.settled(id, (item) => {
      if (item.type === 'progress') pass = item.progress.pass;
    });
    await eventually(() => expect(pass).toBeNull());
    before.open();
    await during.reached;
    await eventually(() => expect(pass).toBe(2));
    during.open();
    await Promise.all([ordering, settled]);
  });

  it('has one number when the end of the console cuts it off before its batch, and it is resumed', async () => {
    const ended = await endWithOneLeft(ordered);
    const { core, driver } = ended;
    core.fault = (call, perform) => {
      if (call.name === 'identity') void driver.close();
      return perform();
    };
    const again = await resumeAfterCut(ended);
    expect(await again.finished(ended.id)).toMatchObject({ outcome: 'complete', passes: 2, resumed: 1 });
    expect(ended.passes()).toEqual([2]);
  });

  it('has one number when the end of the console cuts it off while its batch is under way, and it is resumed', async () => {
    const ended = await endWithOneLeft(ordered);
    const { core, driver } = ended;
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      void driver.close();
      throw new Error('The console ends.');
    };
    const again = await resumeAfterCut(ended);
    expect(await again.finished(ended.id)).toMatchObject({ outcome: 'complete', passes: 2, resumed: 1 });
    expect(ended.passes()).toEqual([2]);
  });
});

it('ending the remaining sessions begins no pass where reading again shows that they are gone', async () => {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port });
  core.fault = (call, perform) => {
    const answer = perform();
    if (call.name === 'revokeHandles' || call.name === 'session')
      throw failure('core-error', { retryable: false });
    return answer;
  };
  const { id } = await driver.end({ type: 'handles', handles: [core.addSession('u')] }, { passes: 1 });
  core.fault = (_call, perform) => perform();
  const before = driver.audit.of('batch.intended').length;
  expect(await driver.endRemaining(id)).toMatchObject({ outcome: 'complete', passes: 1 });
  expect(driver.audit.of('batch.intended')).toHaveLength(before);
});
