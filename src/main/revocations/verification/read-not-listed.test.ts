import { describe, expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../../test/unit/support/cores/fake-core.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** Plans a revocation that does not order everything of this user. */
type Plan = (core: FakeCore, driver: RevocationDriver, ada: string) => Promise<string>;

async function someSessions(core: FakeCore, driver: RevocationDriver, ada: string): Promise<string> {
  core.addSession(ada);
  return (await driver.plan({ type: 'handles', handles: [core.addSession(ada)] })).id;
}

const plans: Readonly<Record<string, Plan>> = {
  'some sessions of the user': someSessions,
  'all sessions of the user but one that is excluded': async (core, driver, ada) => {
    const excluded = core.addSession(ada);
    core.addSession(ada);
    const draft = await driver.draftRule({ all: [] });
    const row = (await driver.rows(draft.id)).find((one) => 'handle' in one && one.handle === excluded)?.row;
    await driver.exclude(draft.id, [row ?? -1]);
    return (await driver.freeze(draft.id)).id;
  },
  'everything of everyone, when the user had nothing': async (core, driver) => {
    core.addSession(core.addUser({ email: 'bob@alpha.example' })[0] ?? '');
    return (await driver.planRule({ all: [] })).id;
  },
};

/** A watch that has found a new session of a user under an external id. */
async function findNewSession(plan: Plan) {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  core.addUser({ email: 'ada@alpha.example', external: 'emp-1' });
  const id = await plan(core, driver, 'emp-1');
  await driver.start(id);
  await driver.finished(id);
  await watchFor(driver, id, 'report', 10);
  const watch = followWatch(driver, id, clock);
  await watch.looked();
  const found = core.addSession('emp-1');
  await watch.nextLook();
  expect(watch.progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
  return { ...{ core, driver, found, id }, ...watch };
}

const none: Fault = (call, perform) => (call.name === 'sessionHandles' ? [] : perform());

describe.each(Object.entries(plans))('where a plan has %s, a new session', (_, plan) => {
  it('that goes by itself is gone at the next look of the watch', async () => {
    const { core, driver, found, id, nextLook } = await findNewSession(plan);
    core.sessions.delete(found);
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({ newSessions: { ended: 1, left: 0, unknown: 0 } });
    const [row] = await driver.targets(id, { show: 'new-sessions' });
    expect(row).toMatchObject({ handle: found, state: 'already-gone' });
  });

  it('that no list has any more, because its id was taken away, is active as long as it is there', async () => {
    const { core, driver, id, nextLook, progress } = await findNewSession(plan);
    core.fault = none;
    await nextLook();
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
    expect(await driver.stopped(id)).toMatchObject({ newSessions: { ended: 0, left: 1, unknown: 0 } });
  });

  it('that no list has any more, and that cannot be read, is not known to be gone', async () => {
    const { core, driver, found, id, nextLook } = await findNewSession(plan);
    core.sessions.delete(found);
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error', { retryable: false });
      return perform();
    };
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({ newSessions: { ended: 0, left: 1 } });
  });
});

it('a new session that was seen before is read again only when no list has it', async () => {
  const { core, driver, id, nextLook } = await findNewSession(someSessions);
  const before = core.callsOf('session').length;
  await nextLook();
  expect(core.callsOf('session')).toHaveLength(before);
  const { commit } = await driver.store.read.counts({ id });
  core.fault = none;
  await nextLook();
  await nextLook();
  expect(core.callsOf('session')).toHaveLength(before + 2);
  // What is known already is not written again.
  expect((await driver.store.read.counts({ id })).commit).toBe(commit);
  await driver.stopped(id);
});
