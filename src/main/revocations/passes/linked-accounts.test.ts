import { describe, expect, it } from 'vitest';
import { afterFirstBatch } from '../../../../test/unit/support/cores/after-first-batch.ts';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

const shared = sharedStore();

interface World {
  readonly core: FakeCore;
  readonly driver: RevocationDriver;
  /** Everything of this user is ordered. */
  readonly ada: string;
  /** The other account, with two sessions. */
  readonly other: string;
  readonly othersSessions: readonly string[];
}

async function openWorld(): Promise<World> {
  const core = new FakeCore();
  const clock = createTestClock('automatic');
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const [other = ''] = core.addUser({ email: 'other@alpha.example' });
  core.addSession(ada);
  return { core, driver, ada, other, othersSessions: [core.addSession(other), core.addSession(other)] };
}

const everythingOf = (userId: string) => ({ type: 'user', userId, tenantId: null }) as const;

describe('accounts that are linked during a run', () => {
  it('leave their older sessions, which are reported under their own heading', async () => {
    const { ada, core, driver, other, othersSessions } = await openWorld();
    afterFirstBatch(core, () => core.link(other, ada));
    const report = await driver.end(everythingOf(ada));
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      counts: { revoked: 1 },
      newSessions: { ended: 0, left: 0 },
      linkedSessions: { ended: 0, left: 2 },
    });
    expect([...core.sessions.keys()]).toEqual(othersSessions);
    const rows = await driver.targets(report.id, { show: 'linked-sessions' });
    expect(rows.map(({ handle }) => handle).sort()).toEqual([...othersSessions].sort());
    expect(rows[0]).toMatchObject({ linked: true, newSession: false, selectedBy: null, state: 'planned' });
    expect(await driver.targets(report.id, { show: 'new-sessions' })).toEqual([]);
  });

  it('have their sessions ended when that is ordered afterwards', async () => {
    const { ada, core, driver, other } = await openWorld();
    const bystander = core.addSession('bystander');
    afterFirstBatch(core, () => core.link(other, ada));
    const { id } = await driver.end(everythingOf(ada));
    expect(await errorOf(driver.endUnplanned(id, 'linked', 3))).toMatchObject({ code: 'bad-input' });
    await driver.endUnplanned(id, 'linked', 2);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      linkedSessions: { ended: 2, left: 0 },
      counts: { revoked: 1 },
    });
    expect([...core.sessions.keys()]).toEqual([bystander]);
  });

  it('are not closed by user id, and sessions that begin under their id afterwards are the user’s', async () => {
    const { ada, core, driver, other, othersSessions } = await openWorld();
    let batches = 0;
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name !== 'revokeHandles') return answer;
      batches += 1;
      if (batches === 1) core.link(other, ada);
      if (batches === 2) core.addSession(other);
      core.addSession(ada);
      return answer;
    };
    const report = await driver.end(everythingOf(ada));
    expect(report).toMatchObject({
      closedByUserId: true,
      newSessions: { left: 0 },
      linkedSessions: { left: 2 },
    });
    expect(core.callsOf('revokeUser').map(({ input }) => input)).toEqual([{ userId: ada, tenantId: null }]);
    expect([...core.sessions.keys()]).toEqual(othersSessions);
    const rows = await driver.targets(report.id, { show: 'linked-sessions' });
    expect(rows.map(({ state }) => state)).toEqual(['planned', 'planned']);
  });

  it('are ended where everything of both accounts was ordered', async () => {
    const { ada, core, driver, other } = await openWorld();
    const { id } = await driver.planRule({ all: [] });
    afterFirstBatch(core, () => {
      core.link(other, ada);
      core.addSession(other);
    });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('of a user of whom only some sessions were ordered are not known to be new', async () => {
    const { ada, core, driver, other, othersSessions } = await openWorld();
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession(ada)] });
    let lists = 0;
    core.fault = (call, perform) => {
      const answer = perform();
      const { userId } = (call.input ?? {}) as { readonly userId?: string };
      if (call.name === 'sessionHandles' && userId === ada && ++lists === 1) core.link(other, ada);
      return answer;
    };
    await driver.revocations.handlers['revocation.watchFor'](
      { planId: id, minutes: 1, watchThen: 'end' },
      callContext(),
    );
    expect(await driver.finished(id)).toMatchObject({
      newSessions: { ended: 0, left: 0 },
      linkedSessions: { left: 0 },
      notKnownToBeNew: 3,
    });
    for (const handle of othersSessions) expect(core.sessions.has(handle)).toBe(true);
  });
});

describe('an account with a session in the plan that is linked with a user of whom everything is ordered', () => {
  /** The session of `other` comes first in the list, or the user does. */
  async function planBoth(first: 'the session' | 'the user') {
    const { ada, core, driver, other, othersSessions } = await openWorld();
    const lines = [othersSessions[0] ?? '', 'ada@alpha.example'];
    const { id } = await driver.planList(first === 'the session' ? lines : lines.reverse());
    // The core ends the sessions of the account that is linked.
    const link = () => core.link(ada, other);
    return { ada, core, driver, id, link };
  }

  it.each([
    'the session',
    'the user',
  ] as const)('during the run leaves no new session of that user, where the list has %s first', async (first) => {
    const { ada, core, driver, id, link } = await planBoth(first);
    afterFirstBatch(core, () => {
      link();
      core.addSession(ada);
    });
    await driver.start(id);
    const report = await driver.finished(id);
    expect([...core.sessions.keys()]).toEqual([]);
    expect(report).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
  });

  it.each([
    'the session',
    'the user',
  ] as const)('before the run leaves no session that began since the plan was frozen, where the list has %s first', async (first) => {
    const { ada, core, driver, id, link } = await planBoth(first);
    link();
    core.addSession(ada);
    await driver.start(id);
    const report = await driver.finished(id);
    expect([...core.sessions.keys()]).toEqual([]);
    expect(report).toMatchObject({
      ...{ outcome: 'complete', notKnownToBeNew: 0 },
      newSessions: { ended: 1, left: 0 },
    });
    const rows = await driver.targets(id, { show: 'all' });
    expect(rows.filter(({ name }) => name === 'ada@alpha.example')).toHaveLength(2);
  });

  it('before a watch leaves no complete report while a session is active that began since the verification', async () => {
    const { ada, core, driver, other, othersSessions } = await openWorld();
    const strangers = Array.from({ length: 22 }, (_, n) => core.addSession(`user-${n}`));
    const { id } = await driver.planList([othersSessions[0] ?? '', 'ada@alpha.example', ...strangers]);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    core.link(ada, other);
    core.addSession(ada);
    await watchFor(driver, id, 'report');
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'incomplete',
      newSessions: { ended: 0, left: 1 },
    });
    expect(core.sessions.size).toBe(1);
  });
});

describe('an external id that is given during a run', () => {
  it('is of the same account: what begins under it is ended', async () => {
    const { ada, core, driver, othersSessions } = await openWorld();
    afterFirstBatch(core, () => {
      core.map(ada, 'emp-1');
      core.addSession('emp-1');
    });
    expect(await driver.end(everythingOf(ada))).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect([...core.sessions.keys()]).toEqual(othersSessions);
  });

  it('is watched too where only some sessions of the user were ordered', async () => {
    const { ada, core, driver } = await openWorld();
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession(ada)] });
    let lists = 0;
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'sessionHandles' && ++lists === 1) {
        core.map(ada, 'emp-1');
        core.addSession('emp-1');
      }
      return answer;
    };
    await driver.revocations.handlers['revocation.watchFor'](
      { planId: id, minutes: 1, watchThen: 'report' },
      callContext(),
    );
    expect(await driver.finished(id)).toMatchObject({ newSessions: { ended: 0, left: 1 } });
  });
});

describe('an external id that is given to another account during a run', () => {
  it.each([
    ['that account', 'emp-1', 0],
    ['another login method of the user', 'emp-2', 1],
  ])('does not make its sessions those of the user, where it was the id of %s', async (_, moved, method) => {
    const { core, driver, other, othersSessions } = await openWorld();
    const methods = core.addUser(
      { email: 'eve@alpha.example', external: 'emp-1' },
      { email: 'eve@work.example', external: 'emp-2' },
    );
    for (const id of ['emp-1', 'emp-2', ...methods]) core.addSession(id);
    let began = '';
    afterFirstBatch(core, () => {
      core.map(methods[method] ?? '', 'emp-9');
      core.map(other, moved);
      began = core.addSession(moved);
    });
    const report = await driver.end(everythingOf('emp-1'));
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      counts: { revoked: 4 },
      newSessions: { ended: 0, left: 0 },
    });
    for (const handle of [began, ...othersSessions]) expect(core.sessions.has(handle)).toBe(true);
    // The sessions that the other account began under it afterwards are reported with those that it had.
    await watchFor(driver, report.id, 'end');
    const again = core.addSession(moved);
    await driver.finished(report.id);
    for (const handle of [again, began, ...othersSessions]) expect(core.sessions.has(handle)).toBe(true);
  });

  it('is not closed by it, although the user keeps signing in', async () => {
    const { core, driver, other } = await openWorld();
    const [eve = ''] = core.addUser({ email: 'eve@alpha.example', external: 'emp-1' });
    core.addSession('emp-1');
    let began = '';
    let again = '';
    afterFirstBatch(core, () => {
      core.map(eve, 'emp-9');
      core.map(other, 'emp-1');
      began = core.addSession('emp-1');
      again = core.addSession(eve);
    });
    const report = await driver.end(everythingOf('emp-1'), { passes: 1 });
    expect(report).toMatchObject({
      closedByUserId: true,
      newSessions: { ended: 1 },
      linkedSessions: { left: 3 },
    });
    expect([core.sessions.has(began), core.sessions.has(again)]).toEqual([true, false]);
  });
});
