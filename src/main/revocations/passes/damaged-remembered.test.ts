import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { changeFile } from '../../../../test/unit/support/store/faults/damage-file.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

/** One of two sessions of a user was ordered. A watch has remembered the other one, and that is damaged on disk. */
async function openDamaged(watchThen: 'report' | 'end') {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, closesWithTest: true });
  const before = core.addSession('u');
  const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
  await driver.start(id);
  await driver.finished(id);
  await watchFor(driver, id, watchThen, 10);
  const watch = followWatch(driver, id, clock);
  await watch.looked();
  expect(watch.progress().lastLook).toMatchObject({ users: 1, notListed: 0 });
  await watch.rests();
  const flip = `UPDATE remembered SET handle = 'x' || substr(handle, 2) WHERE handle = '${before}'`;
  changeFile(join(driver.dataDirectory, 'revocations', 'small.db'), flip);
  return { ...watch, before, core, driver, id };
}

describe('a session that a user had beside the targets, of which the row on disk is damaged', () => {
  it('is not ended as a new one by a watch, which does not say that it looked at the user', async () => {
    const { before, core, driver, id, nextLook, progress } = await openDamaged('end');
    await nextLook();
    expect(progress().lastLook).toMatchObject({ users: 0, notListed: 1 });
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 0, left: 0 },
      newSessionsLookedForIn: 0,
      coverage: { 'users-not-watched': 1 },
    });
    expect([...core.sessions.keys()]).toEqual([before]);
  });

  it('is listed again by the next look, and what begins then is new', async () => {
    const { before, core, driver, id, nextLook, progress } = await openDamaged('end');
    // It cannot be told from the one that was there before.
    const unknown = core.addSession('u');
    await nextLook();
    await nextLook();
    expect(progress().lastLook).toMatchObject({ users: 1, notListed: 0 });
    core.addSession('u');
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      notKnownToBeNew: 2,
    });
    expect([...core.sessions.keys()]).toEqual([before, unknown]);
  });

  it('is not among the new sessions that the operator orders to be ended', async () => {
    const { before, core, driver, id, nextLook } = await openDamaged('report');
    await nextLook();
    await nextLook();
    core.addSession('u');
    await nextLook();
    await driver.endUnplanned(id, 'new', 1);
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({ newSessions: { ended: 1, left: 0 } });
    expect([...core.sessions.keys()]).toEqual([before]);
  });
});
