import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();
const everyone: Rule = { all: [] };

function user(core: FakeCore, name: string, tenantIds: readonly string[] = ['public']): string {
  return core.addUser({ email: `${name}@alpha.example`, tenantIds })[0] as string;
}

interface World {
  readonly rule?: Rule;
  readonly tenants?: readonly string[];
  readonly watchThen?: 'report' | 'end';
  /** Who is there, and has sessions, before the rule is scanned. */
  readonly before: (core: FakeCore) => void;
  /** After the end of the revocation, before the watch. */
  readonly ended?: (core: FakeCore) => void;
}

/** A revocation that has ended, and a watch for 10 minutes whose time the test makes pass. */
async function openWatch({ rule = everyone, tenants, watchThen = 'report', before, ended }: World) {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  before(core);
  const { id } = await driver.planRule(rule, tenants ?? null);
  await driver.start(id);
  expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
  ended?.(core);
  await watchFor(driver, id, watchThen, 10);
  return { ...{ core, clock, driver, id }, ...followWatch(driver, id, clock) };
}

/** An error that is not tried again. */
const refused = () => failure('core-error', { reason: 'user-id-not-storable', retryable: false });

const isListOf = ({ input, name }: FakeCall, id: string): boolean =>
  name === 'sessionHandles' && (input as { readonly userId?: string }).userId === id;

describe('a watch after a revocation of everyone', () => {
  it('finds sessions of users who had none, and of users who signed up since, and lets them be ended', async () => {
    const users: string[] = [];
    const { core, driver, id, looked, nextLook, progress } = await openWatch({
      before: (made) => {
        made.addSession(user(made, 'ada'));
        users.push(...Array.from({ length: 10 }, (_, n) => user(made, `quiet-${n}`)));
      },
    });
    await looked();
    for (const one of users) core.addSession(one);
    for (let n = 0; n < 10; n += 1) core.addSession(user(core, `new-${n}`));
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 0, left: 20, unknown: 0 });
    await driver.endUnplanned(id, 'new', 20);
    await eventually(() => expect(progress().newSessions).toEqual({ ended: 20, left: 0, unknown: 0 }));
    // A second session of the same user is new, too.
    core.addSession(users[0] as string);
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 20, left: 1, unknown: 0 });
    const stopped = await driver.stopped(id);
    expect(stopped).toMatchObject({ outcome: 'incomplete', newSessions: { ended: 20, left: 1 } });
    const found = await driver.targets(id, { show: 'new-sessions' });
    expect(found.map(({ name }) => name)).toContain('new-9@alpha.example');
    await driver.endUnplanned(id, 'new', 1);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
    expect(core.sessions.size).toBe(0);
  });

  it('finds at its first look what began since the second scan', async () => {
    const { driver, id, looked, progress } = await openWatch({
      before: (core) => {
        core.addSession(user(core, 'ada'));
      },
      ended: (core) => {
        core.addSession(user(core, 'new'));
      },
    });
    await looked();
    expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
    const { secondScan, watch } = await driver.stopped(id);
    expect(watch?.everyone).toEqual({ from: secondScan?.startedAt, to: secondScan?.endedAt });
    expect(watch?.lastLook).toMatchObject({ users: 2, everyone: { notSeen: 0, error: null } });
    expect(watch?.lastLook?.everyone?.completeFrom).toBeGreaterThanOrEqual(watch?.startedAt ?? Infinity);
  });

  it('of everyone in tenants finds what began there, and nothing elsewhere', async () => {
    const ids: string[] = [];
    const { core, driver, id, looked, nextLook, progress } = await openWatch({
      tenants: ['t1', 't2'],
      before: (made) => {
        made.tenants.add('t3');
        made.addSession(user(made, 'ada', ['t1']), 't1');
        ids.push(user(made, 'bob', ['t2', 't3']), user(made, 'carl', ['t3']));
      },
    });
    await looked();
    const [bob = '', carl = ''] = ids;
    const there = core.addSession(bob, 't2');
    core.addSession(bob, 't3');
    core.addSession(carl, 't3');
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
    await driver.stopped(id);
    expect((await driver.targets(id, { show: 'new-sessions' })).map(({ handle }) => handle)).toEqual([there]);
  });

  it('of everyone in tenants tells what users of the plan begin there, once for each user, and nothing elsewhere', async () => {
    let ada = '';
    const { core, driver, id, looked, nextLook, progress } = await openWatch({
      tenants: ['t1', 't2'],
      before: (made) => {
        made.tenants.add('t2');
        ada = user(made, 'ada', ['t1', 't3']);
        made.addSession(ada, 't1');
      },
    });
    await looked();
    const there = core.addSession(ada, 't1');
    core.addSession(ada, 't3');
    await nextLook();
    expect(progress()).toMatchObject({ newSessions: { ended: 0, left: 1 }, lastLook: { users: 1 } });
    expect(await driver.stopped(id)).toMatchObject({ outcome: 'incomplete', remaining: 1 });
    expect((await driver.targets(id, { show: 'new-sessions' })).map(({ handle }) => handle)).toEqual([there]);
  });

  it('of everyone in tenants ends nothing that users of the plan begin elsewhere', async () => {
    let ada = '';
    let elsewhere = '';
    const { core, driver, id, looked } = await openWatch({
      tenants: ['t1', 't2'],
      watchThen: 'end',
      before: (made) => {
        made.tenants.add('t2');
        ada = user(made, 'ada', ['t1', 't3']);
        made.addSession(ada, 't1');
      },
      ended: (made) => {
        made.addSession(ada, 't1');
        elsewhere = made.addSession(ada, 't3');
      },
    });
    await looked();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
    });
    expect([...core.sessions.keys()]).toEqual([elsewhere]);
  });

  it('ends what it finds where that was ordered, before the look has ended', async () => {
    const gate = createGate();
    const ids: string[] = [];
    const { core, driver, id, looked } = await openWatch({
      watchThen: 'end',
      before: (made) => {
        ids.push(...Array.from({ length: 120 }, (_, n) => user(made, `u${n}`)).reverse());
        made.addSession(ids[0] as string);
      },
      ended: (made) => {
        made.addSession(ids[10] as string);
        made.fault = async (call, perform) => {
          if (isListOf(call, ids[119] as string)) await gate.pass();
          return perform();
        };
      },
    });
    await gate.reached;
    await eventually(() => expect(core.sessions.size).toBe(0));
    gate.open();
    await looked();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
    });
  });

  it('does not end what began for a user whose session was excluded, unless the operator orders it', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession(user(core, 'ada'));
    const bob = user(core, 'bob');
    const excluded = core.addSession(bob);
    const draft = await driver.draftRule(everyone);
    const row = (await driver.rows(draft.id)).find((one) => 'handle' in one && one.handle === excluded)?.row;
    await driver.exclude(draft.id, [row ?? -1]);
    const { id } = await driver.freeze(draft.id);
    let during = '';
    core.fault = (call, perform) => {
      const answer = perform();
      // Before the second scan, which leaves it.
      if (call.name === 'revokeHandles' && during === '') during = core.addSession(bob);
      return answer;
    };
    await driver.start(id, { watchMinutes: 1, watchThen: 'end' });
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 0, left: 1 },
    });
    expect([...core.sessions.keys()].sort()).toEqual([excluded, during].sort());
    await driver.endUnplanned(id, 'new', 1);
    expect(await driver.finished(id)).toMatchObject({ newSessions: { ended: 1, left: 0 } });
    expect([...core.sessions.keys()]).toEqual([excluded]);
  });

  it('writes nothing when it finds nothing new, also of sessions that it found before', async () => {
    const { core, driver, id, looked, nextLook } = await openWatch({
      before: (made) => {
        made.addSession(user(made, 'ada'));
      },
    });
    await looked();
    core.addSession(user(core, 'new'));
    await nextLook();
    await nextLook();
    const { commit } = await driver.store.read.counts({ id });
    for (let look = 0; look < 3; look += 1) await nextLook();
    expect((await driver.store.read.counts({ id })).commit).toBe(commit);
    await driver.stopped(id);
  });

  it('shows how far a look is, and is stopped at once', async () => {
    const gate = createGate();
    const ids: string[] = [];
    const { driver, id, progress } = await openWatch({
      before: (core) => {
        ids.push(...Array.from({ length: 700 }, (_, n) => user(core, `u${n}`)).reverse());
        core.addSession(ids[0] as string);
      },
      ended: (core) => {
        core.fault = async (call, perform) => {
          if (isListOf(call, ids[600] as string)) await gate.pass();
          return perform();
        };
      },
    });
    await gate.reached;
    await eventually(() =>
      expect(progress()).toMatchObject({ phase: 'watching-everyone', step: { done: 600, of: 700 } }),
    );
    const stopping = driver.stopped(id);
    gate.open();
    const report = await stopping;
    // No look at all users has ended: nobody knows what began.
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      coverage: { 'users-not-watched': null },
      watch: { lastLook: null },
    });
  });
});

describe('a look at everyone that does not see all users', () => {
  it('because a page fails is a gap that says why, until a look sees all of them', async () => {
    const { core, driver, id, looked, nextLook, progress } = await openWatch({
      before: (made) => {
        made.addSession(user(made, 'ada'));
        for (let n = 0; n < 600; n += 1) user(made, `u${n}`);
      },
    });
    await looked();
    const completeFrom = progress().lastLook?.everyone?.completeFrom;
    core.fault = (call, perform) => {
      const { pageToken } = (call.input ?? {}) as { readonly pageToken?: string };
      if (call.name === 'users' && pageToken !== undefined) throw refused();
      return perform();
    };
    await nextLook();
    expect(progress().lastLook?.everyone).toMatchObject({
      completeFrom,
      notSeen: 101,
      error: { code: 'core-error' },
    });
    const report = await driver.stopped(id);
    expect(report).toMatchObject({ outcome: 'complete-with-gaps', coverage: { 'users-not-watched': 101 } });
    core.fault = (_call, perform) => perform();
    await watchFor(driver, id, 'report', 10);
    const again = driver.settled(id, (item) => {
      if (item.type === 'progress' && item.progress.lastLook) void driver.stop(id).catch(() => undefined);
    });
    expect(await again).toMatchObject({
      report: { outcome: 'complete', coverage: { 'users-not-watched': 0 } },
    });
  });

  it('because a page fails is a gap without the number of users that another core gave meanwhile', async () => {
    const { clock, core, driver, id, following, looked, beginLook } = await openWatch({
      before: (made) => {
        made.addSession(user(made, 'ada'));
        for (let n = 0; n < 600; n += 1) user(made, `u${n}`);
      },
    });
    await looked();
    core.fault = (call, perform) => {
      if (call.name !== 'userCount') return perform();
      core.keys.push({ kid: 's-of-another-core' });
      return 9_000;
    };
    await beginLook();
    expect(await following).toMatchObject({ progress: { run: { state: 'paused' } } });
    core.keys.length = 0;
    core.fault = (call, perform) => {
      const { pageToken } = (call.input ?? {}) as { readonly pageToken?: string };
      if (call.name === 'users' && pageToken !== undefined) throw refused();
      return perform();
    };
    await driver.resume(id);
    await followWatch(driver, id, clock).looked();
    expect(await driver.stopped(id)).toMatchObject({ coverage: { 'users-not-watched': 101 } });
  });

  it('because a user cannot be read has a gap of one user', async () => {
    let bob = '';
    const { core, driver, id, looked, nextLook } = await openWatch({
      before: (made) => {
        made.addSession(user(made, 'ada'));
        bob = user(made, 'bob');
      },
    });
    await looked();
    core.fault = (call, perform) => {
      if (isListOf(call, bob)) throw refused();
      return perform();
    };
    await nextLook();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      coverage: { 'users-not-watched': 1 },
    });
  });

  it('because a user of the plan cannot be listed has a gap of one user', async () => {
    let ada = '';
    const { core, driver, id, looked, nextLook, progress } = await openWatch({
      before: (made) => {
        ada = user(made, 'ada');
        made.addSession(ada);
        user(made, 'bob');
      },
    });
    await looked();
    const completeFrom = progress().lastLook?.everyone?.completeFrom;
    core.fault = (call, perform) => {
      if (isListOf(call, ada)) throw refused();
      return perform();
    };
    core.addSession(ada);
    await nextLook();
    expect(progress().lastLook?.everyone).toMatchObject({ completeFrom, notSeen: 1, error: null });
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { left: 0 },
      coverage: { 'users-not-watched': 1 },
    });
  });

  it('is not begun where the second scan did not come to its end, which the report says', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession(user(core, 'ada'));
    const bob = user(core, 'bob');
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'revokeHandles') await gate.pass();
      return perform();
    };
    const { id } = await driver.planRule(everyone);
    await driver.start(id);
    await gate.reached;
    await driver.revocations.handlers['revocation.stopSecondScan']({ id }, callContext());
    gate.open();
    await driver.finished(id);
    core.addSession(bob);
    await watchFor(driver, id, 'report', 10);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { left: 0 },
      watch: { everyone: null },
      secondScan: { complete: false },
    });
  });
});
