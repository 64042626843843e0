import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** Two accounts, each with a session in a tenant, of which only some sessions are ordered. */
async function openWorld(clock: ReturnType<typeof createTestClock>) {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  core.tenants.add('t2');
  const [ada = '', bob = ''] = ['ada', 'bob'].flatMap((name) =>
    core.addUser({ email: `${name}@alpha.example`, tenantIds: ['t1'] }),
  );
  return { ada, bob, core, driver, sessions: [ada, bob].map((userId) => core.addSession(userId, 't1')) };
}

describe('a session that cannot be ended, of a user whom another user of the plan is linked with since', () => {
  it.each([
    'read again',
    'watched',
  ] as const)('is not taken for gone when everyone in tenants is %s', async (how) => {
    const { ada, bob, core, driver, sessions } = await openWorld(createTestClock('automatic'));
    const [, ofBob = ''] = sessions;
    const { id } = await driver.planRule({ all: [] }, ['t1', 't2']);
    let isLinked = false;
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      const { handles } = call.input as { readonly handles: readonly string[] };
      if (handles.includes(ofBob)) throw failure('core-error');
      const answer = perform();
      // The second scan sees both as one user.
      if (!isLinked) core.link(bob, ada);
      isLinked = true;
      return answer;
    };
    await driver.start(id);
    const report = { outcome: 'incomplete', counts: { revoked: 1, failed: 1 }, remaining: 1 };
    expect(await driver.finished(id)).toMatchObject(report);
    if (how === 'watched') await watchFor(driver, id, 'report');
    else await driver.verifyAgain(id);
    expect(await driver.finished(id)).toMatchObject(report);
    expect([...core.sessions.keys()]).toEqual([ofBob]);
  });
});

describe('what begins for users who were linked with one another since the plan was made', () => {
  it.each([
    ['before the run', 0],
    // Of so many users none is listed before the run.
    ['before the run', 22],
    ['before the watch', 22],
  ] as const)('%s is found by a watch, with %i other users in the plan', async (when, others) => {
    const clock = createTestClock();
    const { ada, bob, core, driver, sessions } = await openWorld(clock);
    const more = Array.from({ length: others }, (_, n) => core.addSession(`user-${n}`));
    const { id } = await driver.planList([...sessions, ...more]);
    if (when === 'before the run') core.link(ada, bob);
    await driver.start(id);
    await driver.finished(id);
    if (when === 'before the watch') core.link(ada, bob);
    await watchFor(driver, id, 'report', 10);
    const { looked, nextLook, progress } = followWatch(driver, id, clock);
    await looked();
    for (const userId of [bob, ada]) {
      core.addSession(userId, 't1');
      await nextLook();
    }
    expect(progress().lastLook).toMatchObject({ users: others + 1, notListed: 0 });
    expect(await driver.stopped(id)).toMatchObject({
      newSessions: { ended: 0, left: 2 },
      notKnownToBeNew: 0,
    });
  });
});

describe('a new session of a user who was linked with another user of the plan since it was found', () => {
  it('is gone at a later look of the watch, when it is', async () => {
    const clock = createTestClock();
    const { ada, bob, core, driver } = await openWorld(clock);
    const { id } = await driver.planRule({ all: [] }, ['t1', 't2']);
    await driver.start(id);
    await driver.finished(id);
    await watchFor(driver, id, 'report', 10);
    const { looked, nextLook, progress } = followWatch(driver, id, clock);
    await looked();
    core.addSession(bob, 't1');
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
    core.fault = (call, perform) => {
      if (call.name === 'users') {
        core.fault = (_call, performNext) => performNext();
        // The lists of this look were read. The core ends the session with the link.
        core.link(ada, bob);
        core.addSession(ada, 't1');
      }
      return perform();
    };
    await nextLook();
    core.fault = (_call, perform) => perform();
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({ newSessions: { ended: 1, left: 1, unknown: 0 } });
  });
});

describe('a session that begins between the lists of two users who were linked with one another during the run', () => {
  it('is not taken for gone where everything of one of them is ordered, whose list was read first', async () => {
    const core = new FakeCore();
    const gate = createGate();
    const { store, ...folder } = shared.forDriver();
    let isLinked = false;
    const driver = await openRevocations({
      core: () => core.port,
      ...folder,
      store: withFaults(store, {
        after: ({ method }) => {
          if (isLinked && method === 'compareWithList') gate.open();
        },
      }),
    });
    const [ada = '', bob = ''] = ['ada', 'bob'].flatMap((name) =>
      core.addUser({ email: `${name}@alpha.example` }),
    );
    core.addSession(ada);
    const { id } = await driver.planList([core.addSession(bob), 'ada@alpha.example']);
    const lists: string[] = [];
    core.fault = async (call, perform) => {
      const { userId = '' } = (call.input ?? {}) as { readonly userId?: string };
      if (isLinked && call.name === 'sessionHandles') {
        const isSecond = lists.includes(userId);
        lists.push(userId);
        // The second list of this id is that of the other user.
        if (isSecond && userId === ada && lists.length <= 4) core.addSession(ada);
        // The lists of `ada` are compared when those of `bob` were.
        if (isSecond && userId === bob) await gate.pass();
      }
      const answer = perform();
      if (call.name === 'revokeHandles' && !isLinked) core.link(ada, bob);
      isLinked ||= call.name === 'revokeHandles';
      return answer;
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
  });
});
