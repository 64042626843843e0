import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  core.addSession(ada);
  return { ada, core, driver };
}

/** Calls back when the core has carried out a batch, with its number from 1. */
function onBatch(core: FakeCore, happen: (batch: number) => void): void {
  let batches = 0;
  core.fault = (call, perform) => {
    const answer = perform();
    if (call.name === 'revokeHandles') happen(++batches);
    return answer;
  };
}

/** A complete revocation of everything of a user, but for a session of an account that was linked meanwhile. */
async function endAllButLinked() {
  const { ada, core, driver } = await openWorld();
  const [other = ''] = core.addUser({ email: 'other@alpha.example' });
  core.addSession(other);
  onBatch(core, (batch) => {
    if (batch === 1) core.link(other, ada);
  });
  const { id, outcome } = await driver.end({ type: 'user', userId: ada, tenantId: null });
  expect(outcome).toBe('complete-with-gaps');
  return { core, driver, id };
}

describe('what was ended behind the verification, and not read again', () => {
  it('leaves no complete report where it could not be read', async () => {
    const { core, driver, id } = await endAllButLinked();
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error', { retryable: false });
      return perform();
    };
    await driver.endUnplanned(id, 'linked', 1);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'incomplete', verifiedAt: null });
    core.fault = (_call, perform) => perform();
    expect(await driver.verifyAgain(id)).toMatchObject({ outcome: 'complete', linkedSessions: { ended: 1 } });
  });

  it('leaves no complete report where the operator stopped before', async () => {
    const { core, driver, id } = await endAllButLinked();
    onBatch(core, () => void driver.stop(id));
    await driver.endUnplanned(id, 'linked', 1);
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'incomplete', verifiedAt: null },
      linkedSessions: { ended: 1, left: 0 },
    });
    core.fault = (_call, perform) => perform();
    expect(await driver.verifyAgain(id)).toMatchObject({ outcome: 'complete' });
  });

  it('is not said to be verified by the pass before the one that was stopped', async () => {
    const { ada, core, driver } = await openWorld();
    const { id } = await driver.plan({ type: 'user', userId: ada, tenantId: null });
    onBatch(core, (batch) => {
      if (batch === 1) core.addSession(ada);
      else void driver.stop(id);
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'stopped', passes: 2, verifiedAt: null },
      newSessions: { ended: 1, left: 0 },
    });
    const finished = driver.audit.of('run.finished').at(-1);
    expect(finished?.details).toMatchObject({ result: 'stopped', verified: false });
  });

  it('leaves a stopped report where the second scan had found it', async () => {
    const { core, driver } = await openWorld();
    const [bob = ''] = core.addUser({ email: 'bob@alpha.example' });
    const { id } = await driver.planRule({ all: [] });
    onBatch(core, (batch) => {
      if (batch === 1) core.addSession(bob);
      else void driver.stop(id);
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'stopped', verifiedAt: null },
      newSessions: { ended: 1, left: 0 },
    });
  });
});
