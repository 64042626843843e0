import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore, type Fault } from '../../../../test/unit/support/cores/fake-core.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { gapsOf } from '../../../contract/domain/coverage.ts';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();
const everyone: Rule = { all: [] };

async function openWorld(more: Partial<Parameters<typeof openRevocations>[0]> = {}) {
  const core = new FakeCore();
  const folder = more.dataDirectory === undefined ? shared.forDriver() : {};
  const driver = await openRevocations({ core: () => core.port, ...folder, ...more });
  return { core, driver };
}

function user(core: FakeCore, name: string, tenantIds: readonly string[] = ['public']): string {
  return core.addUser({ email: `${name}@alpha.example`, tenantIds })[0] as string;
}

/** In the order in which the core lists them: the newest first. */
function users(core: FakeCore, count: number): string[] {
  return Array.from({ length: count }, (_, index) => user(core, `u${index}`)).reverse();
}

/** Once the core ended the first batch, this happens: after the scan of the rule, and before the second one. */
function whenEnding(core: FakeCore, happen: () => void, next: Fault = (_call, perform) => perform()): void {
  core.fault = (call, perform) => {
    if (call.name === 'revokeHandles') {
      happen();
      core.fault = next;
    }
    return perform();
  };
}

const isOfUser = ({ input }: FakeCall, id: string | undefined): boolean =>
  (input as { readonly userId?: string } | null)?.userId === id;

/** Holds the first such call until it is released. */
function holdFirst(wanted: (call: FakeCall) => boolean): {
  readonly fault: Fault;
  readonly reached: Promise<void>;
  readonly release: () => void;
} {
  const arrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let isHeld = false;
  return {
    reached: arrival.promise,
    release: () => release.resolve(),
    fault: async (call, perform) => {
      if (!isHeld && wanted(call)) {
        isHeld = true;
        arrival.resolve();
        await release.promise;
      }
      return perform();
    },
  };
}

const isPage = (input: unknown, pageToken: string): boolean =>
  (input as { readonly pageToken?: string }).pageToken === pageToken;

/** Four users on three pages, one with a session. Between the first page and the second one, a user of both is linked. */
function linkBetweenPages(core: FakeCore): (before: Fault) => Fault {
  const [oldest, ada, bob, newest] = ['oldest', 'ada', 'bob', 'newest'].map((name) => user(core, name));
  core.addSession(newest as string);
  let isLinked = false;
  const page = async (ids: readonly (string | undefined)[], next: object) => ({
    users: await Promise.all(ids.map((userId) => core.port.user({ userId: userId ?? '' }))),
    ...next,
  });
  return (before) => (call, perform) =>
    before(call, async () => {
      if (call.name !== 'users') return perform();
      if (isPage(call.input, 'last')) return page([oldest], {});
      if (!isPage(call.input, 'second')) return page([newest, bob], { nextPageToken: 'second' });
      // The older one is the primary user, so that both come where that one is.
      if (!isLinked) core.link(ada ?? '', bob ?? '');
      isLinked = true;
      return page([ada], { nextPageToken: 'last' });
    });
}

function endSecondScan({ revocations }: RevocationDriver, id: string): Promise<null> {
  return revocations.handlers['revocation.stopSecondScan']({ id }, callContext());
}

async function run(driver: RevocationDriver, rule: Rule, tenants: readonly string[] | null = null) {
  const plan = await driver.planRule(rule, tenants);
  await driver.start(plan.id);
  return driver.finished(plan.id);
}

describe('the second scan of a revocation of everyone', () => {
  it('ends sessions of users who had none when they were scanned, and of users who signed up since', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    const bob = user(core, 'bob');
    whenEnding(core, () => {
      core.addSession(bob);
      core.addSession(user(core, 'new'));
    });
    const report = await run(driver, everyone);
    expect([...core.sessions]).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'complete',
      counts: { revoked: 1 },
      newSessions: { ended: 2, left: 0 },
      secondScan: { complete: true, users: 3, found: 2 },
      passes: 2,
    });
    const found = await driver.targets(report.id, { show: 'new-sessions' });
    expect(found.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['bob@alpha.example', 'revoked'],
      ['new@alpha.example', 'revoked'],
    ]);
  });

  it('ends sessions of an account that is linked with a user of several tenants who was visited before', async () => {
    const { core, driver } = await openWorld();
    const [ada, bob] = [user(core, 'ada', ['acme', 'beta']), user(core, 'bob')];
    core.addSession(user(core, 'carl'));
    let isLinked = false;
    whenEnding(
      core,
      () => undefined,
      ({ input, name }, perform) => {
        if (name === 'users' && JSON.stringify(input).includes('public') && !isLinked) {
          isLinked = true;
          core.link(ada, bob);
          core.addSession(bob);
        }
        return perform();
      },
    );
    const report = await run(driver, everyone);
    expect([...core.sessions]).toEqual([]);
    expect(report).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
  });

  it('counts a user once of whom an account was visited as another user before', async () => {
    const { core, driver } = await openWorld();
    const linking = linkBetweenPages(core);
    const { id } = await driver.planRule(everyone);
    const last = holdFirst(({ input, name }) => name === 'users' && isPage(input, 'last'));
    whenEnding(core, () => undefined, linking(last.fault));
    await driver.start(id);
    await last.reached;
    const steps: RunProgress['step'][] = [];
    const finished = driver.settled(id, (item) => {
      if (item.type === 'progress' && item.progress.phase === 'second-scan') {
        steps.push(item.progress.step);
        last.release();
      }
    });
    await finished;
    expect(steps[0]).toEqual({ done: 2, of: 3 });
    expect((await driver.report(id)).secondScan).toMatchObject({ complete: true, users: 3 });
  });

  it('does not count a user among those it left out of whom an account was visited as another user before', async () => {
    const { core, driver } = await openWorld();
    const linking = linkBetweenPages(core);
    const { id } = await driver.planRule(everyone);
    const last = holdFirst(({ input, name }) => name === 'users' && isPage(input, 'last'));
    whenEnding(core, () => undefined, linking(last.fault));
    await driver.start(id);
    await last.reached;
    await endSecondScan(driver, id);
    last.release();
    expect(await driver.finished(id)).toMatchObject({
      coverage: { 'users-not-scanned-again': 1 },
      secondScan: { complete: false, users: 2 },
    });
  });

  it('counts such a user once, also when the console ended between both pages', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const first = await openRevocations({ core: () => core.port, dataDirectory });
    const linking = linkBetweenPages(core);
    const { id } = await first.planRule(everyone);
    const second = holdFirst(({ input, name }) => name === 'users' && isPage(input, 'second'));
    whenEnding(core, () => undefined, linking(second.fault));
    await first.start(id);
    await second.reached;
    const closing = first.close();
    second.release();
    await closing;
    core.fault = linking((_call, perform) => perform());
    const again = await openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
    await again.resume(id);
    expect((await again.finished(id)).secondScan).toMatchObject({ complete: true, users: 3 });
  });

  it('finds a session under an external id that its user got meanwhile', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    whenEnding(core, () => {
      core.addUser({ email: 'bob@alpha.example', external: 'bob-1' });
      core.addSession('bob-1');
    });
    expect(await run(driver, everyone)).toMatchObject({ outcome: 'complete', newSessions: { ended: 1 } });
    expect(core.sessions.size).toBe(0);
  });

  it('does not find a session that begins behind the users whom it has visited, which every plan for everyone says', async () => {
    const { core, driver } = await openWorld();
    const before = users(core, 60);
    const last = before.at(-1) as string;
    core.addSession(last);
    whenEnding(
      core,
      () => undefined,
      (call, perform) => {
        // The last user of the second scan: the first ones were visited by then.
        const isScanning = core.callsOf('users').length > 1;
        if (call.name === 'sessionHandles' && isOfUser(call, last) && isScanning)
          core.addSession(before[0] as string);
        return perform();
      },
    );
    const report = await run(driver, everyone);
    expect(report).toMatchObject({
      outcome: 'complete',
      secondScan: { complete: true, users: 60, found: 0 },
    });
    expect(core.sessions.size).toBe(1);
    expect(report.plan.secondScan).not.toBeNull();
  });

  it('finds nothing where nobody began a session, and needs no further pass', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    expect(await run(driver, everyone)).toMatchObject({
      outcome: 'complete',
      passes: 1,
      secondScan: { complete: true, users: 1, found: 0 },
    });
    expect(core.callsOf('revokeHandles')).toHaveLength(1);
  });

  it('of everyone in tenants ends what began there, and nothing elsewhere', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada', ['t1', 't2', 't3']), 't1');
    const bob = user(core, 'bob', ['t2', 't3']);
    const later: string[] = [];
    whenEnding(core, () => {
      later.push(core.addSession(bob, 't2'), core.addSession(bob, 't3'));
    });
    const report = await run(driver, everyone, ['t1', 't2']);
    expect(report).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      // Who is in several tenants is visited and counted once.
      secondScan: { complete: true, users: 2, found: 1 },
    });
    expect([...core.sessions.keys()]).toEqual(later.slice(1));
  });

  it('of a rule that asks for tenants alone ends what began in these', async () => {
    const { core, driver } = await openWorld();
    core.tenants.add('acme');
    core.addSession(user(core, 'ada', ['acme']), 'acme');
    const bob = user(core, 'bob', ['public', 'acme']);
    let left = '';
    whenEnding(core, () => {
      core.addSession(bob, 'acme');
      left = core.addSession(bob);
    });
    const report = await run(driver, { all: [{ field: 'tenant', tenantId: 'acme' }] });
    expect(report).toMatchObject({ outcome: 'complete', secondScan: { found: 1 } });
    expect([...core.sessions.keys()]).toEqual([left]);
  });

  it('does not take place for a rule that asks for something else too', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    const bob = user(core, 'bob');
    whenEnding(core, () => core.addSession(bob));
    const plan = await driver.planRule({ field: 'email-domain', domain: 'alpha.example' });
    expect(plan.secondScan).toBeNull();
    await driver.start(plan.id);
    expect(await driver.finished(plan.id)).toMatchObject({ outcome: 'complete', secondScan: null });
    expect(core.sessions.size).toBe(1);
  });

  it('shows its cost before', async () => {
    const { core, driver } = await openWorld();
    for (const id of users(core, 1_200)) if (core.sessions.size === 0) core.addSession(id);
    const { secondScan } = await driver.planRule(everyone);
    expect(secondScan).toEqual({ users: 1_200, calls: 2_403, ms: 4_800 });
  });

  it('shows its phase, and how many users it has visited', async () => {
    const { core, driver } = await openWorld();
    const ids = users(core, 1_100);
    core.addSession(ids[0] as string);
    const phases: RunProgress[] = [];
    const held = holdFirst(
      ({ name, input }) => name === 'users' && (input as { pageToken?: string }).pageToken === '1000',
    );
    whenEnding(core, () => undefined, held.fault);
    const { id } = await driver.planRule(everyone);
    await driver.start(id);
    const ended = driver.settled(id, (item) => {
      if (item.type === 'progress' && item.progress.phase === 'second-scan') {
        phases.push(item.progress);
        if (item.progress.step.done === 1_000) held.release();
      }
    });
    await ended;
    expect(phases.at(-1)?.step.of).toBe(1_100);
  });
});

describe('a second scan that the operator ends', () => {
  async function endedInTheMiddle(more: Parameters<typeof openWorld>[0] = {}) {
    const world = await openWorld(more);
    const { core, driver } = world;
    const ids = users(core, 700);
    const planned = ids[0] as string;
    core.addSession(planned);
    const held = holdFirst((call) => call.name === 'sessionHandles' && isOfUser(call, ids[600]));
    const begun = [ids[1], ids[650]].map((id) => id as string);
    whenEnding(core, () => begun.map((id) => core.addSession(id)), held.fault);
    const { id } = await driver.planRule(everyone);
    await driver.start(id);
    await held.reached;
    return { ...world, id, held, begun, planned };
  }

  it('loses nothing of what it found: that is ended, and the rest is a gap', async () => {
    const { core, driver, held, id, begun } = await endedInTheMiddle();
    await endSecondScan(driver, id);
    held.release();
    const report = await driver.finished(id);
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 1, left: 0 },
      secondScan: { complete: false, found: 1 },
    });
    const left = report.coverage['users-not-scanned-again'];
    expect(left).toBe(700 - (report.secondScan?.users ?? 0));
    expect(left).toBeGreaterThanOrEqual(100);
    expect([...core.sessions.values()].map(({ underId }) => underId)).toEqual(begun.slice(1));
    const { entries } = await driver.history({ outcomes: ['complete-with-gaps'] });
    expect(entries.find((entry) => entry.id === id)).toMatchObject({ coverage: report.coverage });
    expect((await driver.verifyAgain(id)).outcome).toBe('complete-with-gaps');
  });

  it('can be continued from the report, and ends what it finds then', async () => {
    const { core, driver, held, id } = await endedInTheMiddle();
    await endSecondScan(driver, id);
    held.release();
    await driver.finished(id);
    core.fault = (_call, perform) => perform();
    const before = core.calls.length;
    await driver.revocations.handlers['revocation.continueSecondScan']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 2, left: 0 },
      secondScan: { complete: true, users: 700, found: 2 },
    });
    expect(core.sessions.size).toBe(0);
    // The first page was visited before.
    const pages = core.calls.slice(before).filter(({ name }) => name === 'users');
    expect(pages.map(({ input }) => (input as { pageToken?: string }).pageToken)).toEqual(['500']);
    const again = driver.revocations.handlers['revocation.continueSecondScan'];
    await expect(again({ planId: id }, callContext())).rejects.toMatchObject({
      error: { code: 'bad-input' },
    });
  });

  it('is not continued while sessions of the plan are left: ending these, after a question, continues it', async () => {
    const { core, driver } = await openWorld();
    const [first = ''] = users(core, 2);
    for (let session = 0; session < 3_000; session += 1) core.addSession(first);
    const plan = await driver.planRule(everyone);
    const held = holdFirst(({ name }) => name === 'revokeHandles');
    core.fault = held.fault;
    await driver.start(plan.id);
    await held.reached;
    const stopping = driver.stopped(plan.id);
    held.release();
    const { remaining } = await stopping;
    expect(remaining).toBe(core.sessions.size);
    expect(remaining).toBeGreaterThan(0);
    const { 'revocation.continueSecondScan': again } = driver.revocations.handlers;
    await expect(again({ planId: plan.id }, callContext())).rejects.toMatchObject({
      error: { reason: 'sessions-left', params: { count: remaining } },
    });
    expect(core.sessions.size).toBe(remaining);
    expect(await driver.endRemaining(plan.id)).toMatchObject({
      ...{ outcome: 'complete', remaining: 0 },
      secondScan: { complete: true, users: 2 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('continued, does not count as its own what the passes before it find', async () => {
    const { core, driver, held, id, planned } = await endedInTheMiddle();
    await endSecondScan(driver, id);
    held.release();
    expect((await driver.finished(id)).secondScan?.found).toBe(1);
    core.fault = (_call, perform) => perform();
    // Everything of this user was planned, so the verification of the passes lists it.
    core.addSession(planned);
    await driver.revocations.handlers['revocation.continueSecondScan']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({
      newSessions: { ended: 3, left: 0 },
      secondScan: { complete: true, found: 2 },
    });
  });

  /** The second scan was stopped, and is continued in a console that is killed: as it was then, it is taken up by another one. */
  async function stoppedInTheMiddle() {
    const [dataDirectory, asKilled] = [temporaryFolder(), temporaryFolder()];
    const { core, driver, held, id, planned } = await endedInTheMiddle({ dataDirectory });
    await endSecondScan(driver, id);
    held.release();
    await driver.finished(id);
    function kill(): void {
      cpSync(dataDirectory, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
      void driver.close();
    }
    async function finishedAgain() {
      await driver.revocations.handlers['revocation.continueSecondScan']({ planId: id }, callContext());
      await driver.settled(id);
      await driver.close();
      core.fault = (_call, perform) => perform();
      const again = await openRevocations({
        core: () => core.port,
        dataDirectory: asKilled,
        closesWithTest: true,
      });
      await again.resume(id);
      return again.finished(id);
    }
    return { core, finishedAgain, kill, planned };
  }

  it('continued, does not count as its own what they found before the console was killed', async () => {
    const { core, finishedAgain, kill, planned } = await stoppedInTheMiddle();
    core.addSession(planned);
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      // The verification has found that session.
      kill();
      throw failure('timeout');
    };
    expect(await finishedAgain()).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 3, left: 0 },
      secondScan: { complete: true, found: 2 },
    });
  });

  it('continued, reads again what the passes before it ended when the console was killed', async () => {
    const { core, finishedAgain, kill, planned } = await stoppedInTheMiddle();
    // So that the scan finds nothing more.
    core.sessions.clear();
    // The verification of the passes finds it, and the next pass ends it.
    core.addSession(planned);
    let isEnded = false;
    core.fault = (call, perform) => {
      if (isEnded && call.name === 'identity') {
        isEnded = false;
        kill();
      }
      isEnded ||= call.name === 'revokeHandles';
      return perform();
    };
    expect(await finishedAgain()).toMatchObject({
      outcome: 'complete',
      errors: [],
      newSessions: { ended: 2, left: 0 },
      secondScan: { complete: true, found: 1 },
    });
  });

  it('before it begins visits nobody', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    const { id } = await driver.planRule(everyone);
    const held = holdFirst(({ name }) => name === 'revokeHandles');
    core.fault = held.fault;
    await driver.start(id);
    await held.reached;
    await endSecondScan(driver, id);
    held.release();
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      coverage: { 'users-not-scanned-again': 1 },
      secondScan: { complete: false, users: 0, found: 0 },
    });
  });

  it('by stopping the whole revocation sends nothing more, and the report is no complete one', async () => {
    const { core, driver, held, id } = await endedInTheMiddle();
    const batches = core.callsOf('revokeHandles').length;
    const stopping = driver.stopped(id);
    held.release();
    const report = await stopping;
    expect(core.callsOf('revokeHandles')).toHaveLength(batches);
    expect(report).toMatchObject({
      outcome: 'stopped',
      newSessions: { left: 1 },
      secondScan: { complete: false },
    });
    expect(gapsOf(report.coverage)).toMatchObject([{ gap: 'users-not-scanned-again' }]);
  });
});

describe('users whom the second scan cannot read', () => {
  it('are a gap, are listed, and can be tried again', async () => {
    const { core, driver } = await openWorld();
    core.addSession(user(core, 'ada'));
    const bob = user(core, 'bob');
    whenEnding(
      core,
      () => core.addSession(bob),
      (call, perform) => {
        if (call.name === 'sessionHandles' && isOfUser(call, bob)) throw failure('core-error');
        return perform();
      },
    );
    const report = await run(driver, everyone);
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      secondScan: { complete: true, users: 2, found: 0 },
    });
    expect(gapsOf(report.coverage)).toEqual([{ gap: 'unread-users', count: 1 }]);
    expect((await driver.gaps(report.id)).rows).toEqual([{ type: 'user', userId: bob }]);
    core.fault = (_call, perform) => perform();
    const again = await driver.tryAgain(report.id);
    const plan = await driver.freeze(again.id);
    // Just these: no scan of everyone follows.
    expect(plan).toMatchObject({ targets: 1, secondScan: null });
  });

  it('do not take the gap of a session that nobody can ask for along, when a watch lists its user', async () => {
    const { core, driver } = await openWorld({ clock: createTestClock('automatic') });
    const ada = user(core, 'ada');
    const bob = user(core, 'bob');
    core.addSession(ada);
    const odd = core.addSession(ada, 'odd\0tenant');
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles' && isOfUser(call, bob)) throw failure('core-error');
      return perform();
    };
    const gaps = { 'unread-users': 1, 'unread-sessions': 1 };
    const { id, ...report } = await run(driver, everyone);
    expect(report.coverage).toMatchObject(gaps);
    await watchFor(driver, id, 'report');
    expect((await driver.finished(id)).coverage).toMatchObject(gaps);
    expect(core.sessions.has(odd)).toBe(true);
  });

  it('are no gap when they could not be read for the plan, and can be read by then', async () => {
    const { core, driver } = await openWorld();
    const [ada, bob] = [user(core, 'ada'), user(core, 'bob')];
    core.addSession(ada);
    core.addSession(bob);
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles' && isOfUser(call, ada)) throw failure('core-error');
      return perform();
    };
    const plan = await driver.planRule(everyone);
    expect(gapsOf(plan.coverage)).toEqual([{ gap: 'unread-users', count: 1 }]);
    core.fault = (_call, perform) => perform();
    await driver.start(plan.id);
    expect(await driver.finished(plan.id)).toMatchObject({ outcome: 'complete', newSessions: { ended: 1 } });
    expect(core.sessions.size).toBe(0);
  });
});

describe('nothing that was not ordered is ended by the second scan', () => {
  it('sessions of the own users stay, where these are excluded', async () => {
    const core = new FakeCore();
    const me = user(core, 'me');
    const driver = await openRevocations({
      core: () => core.port,
      ownUserIds: () => [me],
      ...shared.forDriver(),
    });
    core.addSession(user(core, 'ada'));
    const draft = await driver.draftRule(everyone);
    await driver.exclude(draft.id, 'own');
    const plan = await driver.freeze(draft.id);
    whenEnding(core, () => core.addSession(me));
    await driver.start(plan.id);
    expect(await driver.finished(plan.id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 0, left: 0 },
    });
    expect(core.sessions.size).toBe(1);
  });

  it('of a user of whom a session was excluded, a later session is reported and not ended', async () => {
    const { core, driver } = await openWorld();
    const ada = user(core, 'ada');
    const left = core.addSession(ada);
    core.addSession(ada);
    const draft = await driver.draftRule(everyone);
    const rows = await driver.rows(draft.id);
    const row = rows.find((one) => 'handle' in one && one.handle === left);
    await driver.exclude(draft.id, [row?.row ?? -1]);
    const plan = await driver.freeze(draft.id);
    let later = '';
    whenEnding(core, () => {
      later = core.addSession(ada);
    });
    await driver.start(plan.id);
    const report = await driver.finished(plan.id);
    expect(report).toMatchObject({ outcome: 'complete', newSessions: { ended: 0, left: 1 } });
    expect([...core.sessions.keys()].sort()).toEqual([left, later].sort());
  });

  it('who stopped the scan of the rule gets no second one', async () => {
    const { core, driver } = await openWorld();
    const ids = users(core, 30);
    for (const id of ids) core.addSession(id);
    const held = holdFirst((call) => call.name === 'sessionHandles' && isOfUser(call, ids[20]));
    core.fault = held.fault;
    const stopped = driver.stopRule(everyone, held.reached);
    held.release();
    const { secondScan, coverage } = await driver.freeze((await stopped).id);
    expect(secondScan).toBeNull();
    expect(coverage['users-not-scanned']).not.toBe(0);
  });
});

describe('the second scan goes on', () => {
  it('after the end of the console, at the page where it was, without the passes before', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const first = await openRevocations({ core: () => core.port, dataDirectory });
    const ids = users(core, 1_600);
    const planned = ids[0] as string;
    core.addSession(planned);
    const held = holdFirst(
      ({ name, input }) => name === 'users' && (input as { pageToken?: string }).pageToken === '1000',
    );
    whenEnding(core, () => [ids[1], ids[1_500]].map((id) => core.addSession(id as string)), held.fault);
    const { id } = await first.planRule(everyone);
    await first.start(id);
    await held.reached;
    const closing = first.close();
    held.release();
    await closing;
    core.fault = (_call, perform) => perform();
    const before = core.calls.length;
    const again = await openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({
      outcome: 'complete',
      resumed: 1,
      newSessions: { ended: 2, left: 0 },
      secondScan: { complete: true, users: 1_600, found: 2 },
    });
    expect(core.sessions.size).toBe(0);
    const pages = core.calls.slice(before).filter(({ name }) => name === 'users');
    expect(pages.map(({ input }) => (input as { pageToken?: string }).pageToken)).toEqual(['1000', '1500']);
  });

  it('through a core that goes away and comes back', async () => {
    // However long a busy machine takes for these few attempts, it does not pause.
    const backoff = { firstMs: 1, mostMs: 8, pauseAfterMs: Number.POSITIVE_INFINITY };
    const { core, driver } = await openWorld({ backoff });
    const ids = users(core, 40);
    core.addSession(ids[0] as string);
    let away = 12;
    whenEnding(
      core,
      () => core.addSession(ids[30] as string),
      (call, perform) => {
        if (call.name === 'sessionHandles' && isOfUser(call, ids[20])) away -= 1;
        if (away < 12 && away > 0) {
          away -= 1;
          throw failure('unreachable');
        }
        return perform();
      },
    );
    expect(await run(driver, everyone)).toMatchObject({
      outcome: 'complete',
      secondScan: { complete: true, users: 40, found: 1 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('pauses when another core answers, and believes nothing that this one said', async () => {
    const core = new FakeCore();
    const other = new FakeCore();
    let isReplaced = false;
    const driver = await openRevocations({
      core: () => (isReplaced ? other.port : core.port),
      ...shared.forDriver(),
    });
    const ids = users(core, 40);
    core.addSession(ids[0] as string);
    whenEnding(
      core,
      () => core.addSession(ids[30] as string),
      (call, perform) => {
        if (call.name === 'sessionHandles' && isOfUser(call, ids[3]) && isScanning()) isReplaced = true;
        return perform();
      },
    );
    const isScanning = (): boolean => core.callsOf('users').length > 1;
    const { id } = await driver.planRule(everyone);
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'other-core' } } } },
    });
    isReplaced = false;
    core.fault = (_call, perform) => perform();
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      secondScan: { complete: true, users: 40, found: 1 },
    });
    expect([core.sessions.size, other.callsOf('revokeHandles').length]).toEqual([0, 0]);
  });

  it('counts the users of the core of the plan, and not those of another core that answered meanwhile', async () => {
    const { core, driver } = await openWorld();
    core.addSession(users(core, 40)[0] as string);
    const { id } = await driver.planRule(everyone);
    core.fault = (call, perform) => {
      if (call.name !== 'userCount') return perform();
      core.keys.push({ kid: 's-of-another-core' });
      return 900;
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'other-core' } } } },
    });
    core.keys.length = 0;
    const held = holdFirst(({ name }) => name === 'users');
    core.fault = held.fault;
    await driver.resume(id);
    await held.reached;
    await endSecondScan(driver, id);
    held.release();
    expect(await driver.finished(id)).toMatchObject({
      secondScan: { complete: false, users: 0 },
      coverage: { 'users-not-scanned-again': 40 },
    });
  });
});
