import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const [bob = ''] = core.addUser({ email: 'bob@alpha.example' });
  core.addSession(ada);
  return { core, clock, driver, ada, bob, excluded: core.addSession(bob) };
}

/** The draft as a plan, without this session. */
async function freezeWithout(driver: RevocationDriver, draftId: string, handle: string): Promise<string> {
  const rows = await driver.rows(draftId);
  const row = rows.find(
    (one) => ('handle' in one && one.handle === handle) || ('text' in one && one.text === handle),
  );
  await driver.exclude(draftId, [row?.row ?? -1]);
  return (await driver.freeze(draftId)).id;
}

/** Lets something happen once, when the second scan begins. */
function atSecondScan(core: FakeCore, happens: () => void): void {
  let [hasEnded, hasBegun] = [false, false];
  core.fault = (call, perform) => {
    hasEnded ||= call.name === 'revokeHandles';
    if (hasEnded && call.name === 'tenants' && !hasBegun) {
      hasBegun = true;
      happens();
    }
    return perform();
  };
}

const oneLeft = { newSessions: { ended: 0, left: 0 }, linkedSessions: { ended: 0, left: 1 } };

describe('what begins for a user of whom a session was excluded, under an account that is linked meanwhile', () => {
  it('is reported and not ended by the second scan', async () => {
    const { ada, bob, core, driver, excluded } = await openWorld();
    const id = await freezeWithout(driver, (await driver.draftRule({ all: [] })).id, excluded);
    let began = '';
    atSecondScan(core, () => {
      core.link(ada, bob);
      began = core.addSession(bob);
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      ...oneLeft,
      outcome: 'complete-with-gaps',
      counts: { revoked: 1 },
    });
    expect([...core.sessions.keys()]).toEqual([began]);
    const [row] = await driver.targets(id, { show: 'linked-sessions' });
    expect(row).toMatchObject({ handle: began, state: 'planned', linked: true });
    await driver.endUnplanned(id, 'linked', 1);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(core.sessions.size).toBe(0);
  });

  it('is reported and not ended by a watch after all sessions of users were ordered', async () => {
    const { ada, bob, clock, core, driver } = await openWorld();
    const draft = await driver.planList(['ada@alpha.example', 'bob@alpha.example']);
    const id = await freezeWithout(driver, draft.id, 'bob@alpha.example');
    await driver.start(id);
    await driver.finished(id);
    await watchFor(driver, id, 'end', 10);
    const { looked, nextLook } = followWatch(driver, id, clock);
    await looked();
    core.link(ada, bob);
    await nextLook();
    const began = core.addSession(bob);
    const ofAda = core.addSession(ada);
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 1 },
    });
    expect([core.sessions.has(began), core.sessions.has(ofAda)]).toEqual([true, false]);
  });

  it('is reported and not ended by a watch after chosen sessions of more users than are listed before', async () => {
    const { ada, bob, clock, core, driver, excluded } = await openWorld();
    const [ofAda = ''] = [...core.sessions.keys()];
    const others = Array.from({ length: 22 }, (_, n) => core.addSession(`user-${n}`));
    const draft = await driver.planList([ofAda, excluded, ...others]);
    const id = await freezeWithout(driver, draft.id, excluded);
    await driver.start(id);
    await driver.finished(id);
    core.link(ada, bob);
    await watchFor(driver, id, 'end', 10);
    const { looked, nextLook } = followWatch(driver, id, clock);
    await looked();
    const began = core.addSession(bob);
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({ ...oneLeft, outcome: 'complete-with-gaps' });
    expect([...core.sessions.keys()]).toEqual([began]);
  });
});

describe('what begins for a user without a session in the plan, with whom such a user is linked meanwhile', () => {
  it('is ended by the second scan of everyone', async () => {
    const { bob, core, driver, excluded } = await openWorld();
    const [carl = ''] = core.addUser({ email: 'carl@alpha.example' });
    const id = await freezeWithout(driver, (await driver.draftRule({ all: [] })).id, excluded);
    atSecondScan(core, () => {
      core.link(carl, bob);
      core.addSession(carl);
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
    // The excluded session stays one of its own user.
    const names = (await driver.targets(id)).map(({ name }) => name);
    expect(names).toEqual(['ada@alpha.example', 'carl@alpha.example']);
  });
});

describe('what begins for such a user under an external id that was given meanwhile', () => {
  it('is reported and not ended by the second scan, without another account', async () => {
    const { bob, core, driver, excluded } = await openWorld();
    const id = await freezeWithout(driver, (await driver.draftRule({ all: [] })).id, excluded);
    let began = '';
    atSecondScan(core, () => {
      core.map(bob, 'bob-outside');
      began = core.addSession('bob-outside');
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ newSessions: { ended: 0, left: 1 }, remaining: 0 });
    expect([...core.sessions.keys()]).toEqual([excluded, began]);
  });

  it('is reported and not ended by the second scan', async () => {
    const { ada, bob, core, driver, excluded } = await openWorld();
    const id = await freezeWithout(driver, (await driver.draftRule({ all: [] })).id, excluded);
    let began = '';
    atSecondScan(core, () => {
      core.link(ada, bob);
      core.map(bob, 'bob-outside');
      began = core.addSession('bob-outside');
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ ...oneLeft, outcome: 'complete-with-gaps' });
    expect([...core.sessions.keys()]).toEqual([began]);
  });

  it('is reported and not ended by later passes', async () => {
    const { ada, bob, core, driver } = await openWorld();
    const draft = await driver.planList(['ada@alpha.example', 'bob@alpha.example']);
    const id = await freezeWithout(driver, draft.id, 'bob@alpha.example');
    const began: string[] = [];
    let batches = 0;
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name !== 'revokeHandles') return answer;
      batches += 1;
      if (batches > 2) return answer;
      if (batches === 1) {
        core.link(ada, bob);
        core.map(bob, 'bob-outside');
      }
      // The pass that follows lists what is under the id, the one behind it what began since.
      core.addSession(ada);
      began.push(core.addSession('bob-outside'));
      return answer;
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 2, left: 0 },
      linkedSessions: { ended: 0, left: 2 },
    });
    expect([...core.sessions.keys()]).toEqual(began);
  });
});

describe('a session under an external id of an account that was linked before the run', () => {
  it('is ended where everything of both accounts was ordered', async () => {
    const { ada, bob, core, driver } = await openWorld();
    const { id } = await driver.planList(['ada@alpha.example', 'bob@alpha.example']);
    core.link(ada, bob);
    core.map(bob, 'bob-outside');
    core.addSession('bob-outside');
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('is ended where everything of this account was ordered, and a session of the other one', async () => {
    const { ada, bob, core, driver } = await openWorld();
    const [ofAda = ''] = [...core.sessions.keys()];
    const { id } = await driver.planList([ofAda, 'bob@alpha.example']);
    core.link(ada, bob);
    let began: string | undefined;
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name !== 'revokeHandles' || began !== undefined) return answer;
      core.map(bob, 'bob-outside');
      began = core.addSession('bob-outside');
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
