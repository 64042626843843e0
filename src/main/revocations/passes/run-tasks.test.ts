import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import type { RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { RunItem } from '../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

describe('watching after a revocation', () => {
  it('reports new sessions of whole users, and ends none of them', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession('u');
    const { id } = await driver.end({ type: 'user', userId: 'u', tenantId: null });
    const newSession = core.addSession('u');
    await watchFor(driver, id, 'report');
    const report = await driver.finished(id);
    expect(report).toMatchObject({ outcome: 'incomplete', newSessions: { ended: 0, left: 1 } });
    expect(report.watch).toMatchObject({
      watchThen: 'report',
      until: (report.watch?.startedAt ?? 0) + 60_000,
    });
    expect(report.watch?.endedAt).toBeGreaterThanOrEqual(report.watch?.until ?? 0);
    expect([...core.sessions.keys()]).toEqual([newSession]);
  });

  it('ends new sessions where that was ordered, also of users of whom only some sessions were', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    const before = core.addSession('u');
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession('u')] });
    let newSession: string | undefined;
    core.fault = (call, perform) => {
      const answer = perform();
      // The first look is over: the sessions of this moment are remembered.
      if (call.name === 'sessionHandles') newSession ??= core.addSession('u');
      return answer;
    };
    await watchFor(driver, id, 'end');
    const report = await driver.finished(id);
    expect(report).toMatchObject({ newSessions: { ended: 1, left: 0 }, newSessionsLookedForIn: 1 });
    expect(newSession).toBeDefined();
    expect([...core.sessions.keys()]).toEqual([before]);
  });

  it('follows at once where the order says so, shows the report meanwhile, and can be stopped', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    core.addSession('u');
    const { id } = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    await driver.start(id, { watchMinutes: 10 });
    const items: RunItem[] = [];
    const following = driver.settled(id, (item) => items.push(item));
    await eventually(() => {
      const progress = { run: { state: 'watching' }, lastLook: { users: 1 } };
      expect(items.at(-1)).toMatchObject({ type: 'progress', progress });
    });
    expect(items.find(({ type }) => type === 'report')).toMatchObject({ report: { outcome: 'complete' } });
    await driver.stop(id);
    expect(await following).toMatchObject({ type: 'report', report: { outcome: 'complete' } });
  });

  it('is refused where no user is known', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const { id } = await driver.end({ type: 'handles', handles: ['there-is-no-such-session'] });
    expect(await errorOf(watchFor(driver, id, 'report'))).toMatchObject({ code: 'bad-input' });
  });
});

/** So many users are not listed before a run: see `remember-lists.ts`. */
const many = 20;

function ofMany(core: FakeCore): string[] {
  return [...Array(many)].map((_, n) => core.addSession(`user-${n}`));
}

describe('from when a user is watched', () => {
  it('sessions that were there at the first list are not known to be new, however late the watch begins', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession('u');
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession('u'), ...ofMany(core)] });
    core.addSession('u');
    clock.advance(30_000);
    await watchFor(driver, id, 'end');
    const report = await driver.finished(id);
    expect(report).toMatchObject({ newSessions: { ended: 0, left: 0 }, notKnownToBeNew: 2 });
    expect(core.sessions.size).toBe(2);
  });

  it('is the moment of the first list of this user', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    const { id } = await driver.end({
      type: 'handles',
      handles: [core.addSession('quick'), core.addSession('slow'), ...ofMany(core)],
    });
    let isFirst = true;
    core.fault = async (call, perform) => {
      const { userId } = (call.input ?? {}) as { readonly userId?: string };
      if (call.name === 'sessionHandles' && userId === 'slow' && isFirst) {
        isFirst = false;
        await new Promise<void>((resolve) => void clock.after(30_000, resolve));
      }
      return perform();
    };
    await watchFor(driver, id, 'report');
    const { watch, watched } = await driver.finished(id);
    expect(watched?.users).toBe(2 + many);
    expect(watched?.from).toBeGreaterThanOrEqual(watch?.startedAt ?? 0);
    expect((watched?.to ?? 0) - (watched?.from ?? 0)).toBeGreaterThanOrEqual(30_000);
  });

  it('is the verification of the run where everything of the user was ordered', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession('u');
    const done = await driver.end({ type: 'user', userId: 'u', tenantId: null });
    clock.advance(30_000);
    await watchFor(driver, done.id, 'report');
    const { watch, watched } = await driver.finished(done.id);
    expect(watched).toEqual(done.watched);
    expect(watched).toMatchObject({ users: 1 });
    expect(watched?.to).toBeLessThan(watch?.startedAt ?? 0);
  });

  it('does not begin for a user whose list cannot be read; the others are watched', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    const { id } = await driver.end({
      type: 'handles',
      handles: [core.addSession('u'), core.addSession('v'), ...ofMany(core)],
    });
    core.fault = (call, perform) => {
      const { userId } = (call.input ?? {}) as { readonly userId?: string };
      if (call.name === 'sessionHandles' && userId === 'v') throw failure('core-error');
      return perform();
    };
    await watchFor(driver, id, 'report');
    expect(await driver.finished(id)).toMatchObject({
      watched: { users: 1 + many },
      newSessionsLookedForIn: 1 + many,
    });
  });
});

/** A watch for 10 minutes whose time the test makes pass. */
async function openWatch(plan: (core: FakeCore, driver: RevocationDriver) => Promise<RevocationPlan>) {
  const core = new FakeCore();
  const clock = createTestClock();
  const dataDirectory = temporaryFolder();
  const driver = await openRevocations({ core: () => core.port, clock, dataDirectory, closesWithTest: true });
  const { id } = await plan(core, driver);
  await driver.start(id);
  await driver.finished(id);
  await watchFor(driver, id, 'report', 10);
  const watch = followWatch(driver, id, clock);
  await watch.looked();
  return { ...{ core, clock, driver, dataDirectory, id }, ...watch };
}

const kinds = {
  'chosen sessions': (core: FakeCore, driver: RevocationDriver) => {
    core.addSession('other');
    return driver.plan({ type: 'handles', handles: [core.addSession('u')] });
  },
  'one user': (core: FakeCore, driver: RevocationDriver) => {
    core.addSession('u');
    return driver.plan({ type: 'user', userId: 'u', tenantId: null });
  },
  'a list': (core: FakeCore, driver: RevocationDriver) => driver.planList([core.addSession('u')]),
  'a rule': (core: FakeCore, driver: RevocationDriver) => {
    const [id = ''] = core.addUser({ email: 'u@alpha.example' });
    core.addSession(id);
    return driver.planRule({ all: [] });
  },
} as const;

/** Of the user whose sessions `kinds` order. */
function userOf(core: FakeCore, kind: string): string {
  const { userId } = (core.callsOf('sessionHandles').at(-1)?.input ?? {}) as { readonly userId?: string };
  return kind === 'a rule' ? (userId ?? '') : 'u';
}

describe('a look of a watch', () => {
  it('that finds nothing new writes nothing to disk', async () => {
    const { core, dataDirectory, driver, id, nextLook } = await openWatch(async (made, opened) => {
      made.addSession('u');
      return opened.plan({ type: 'user', userId: 'u', tenantId: null });
    });
    core.addSession('u');
    await nextLook();
    await driver.store.read.counts({ id });
    const before = contentOf(dataDirectory);
    for (let look = 0; look < 3; look += 1) await nextLook();
    expect(contentOf(dataDirectory)).toEqual(before);
    expect((await driver.store.read.counts({ id })).newSessions.planned).toBe(1);
    await driver.stopped(id);
  });

  it('publishes the report only when it changed', async () => {
    const { core, driver, id, nextLook, progress, published } = await openWatch(kinds['one user']);
    await nextLook();
    const before = published('report');
    const progressBefore = published('progress');
    for (let look = 0; look < 3; look += 1) await nextLook();
    // How far each look is was published meanwhile.
    expect(published('progress')).toBeGreaterThan(progressBefore);
    expect(published('report')).toBe(before);
    core.addSession('u');
    await nextLook();
    expect(progress().newSessions.left).toBe(1);
    expect(published('report')).toBeGreaterThan(before);
    await driver.stopped(id);
  });

  it('says how long it took and when it ended, while it watches and in the report', async () => {
    const { beginLook, clock, core, driver, id, nextLook, progress } = await openWatch(kinds['one user']);
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles') clock.advance(15_000);
      return perform();
    };
    await beginLook();
    await eventually(() => expect(progress().lastLook).toMatchObject({ tookMs: 15_000, users: 1 }));
    core.fault = (_call, perform) => perform();
    await nextLook();
    const report = await driver.stopped(id);
    const seen = { users: 1, notListed: 0, error: null, everyone: null };
    expect(report.watch?.lastLook).toEqual({ endedAt: clock.now(), tookMs: 0, ...seen });
  });

  it('has the lists of few users in memory, however many there are', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    const handles = [...Array(300)].map((_, n) => core.addSession(`user-${n}`));
    const { id } = await driver.end({ type: 'handles', handles });
    let underWay = 0;
    let most = 0;
    core.fault = async (call, perform) => {
      if (call.name !== 'sessionHandles') return perform();
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return perform();
    };
    await watchFor(driver, id, 'report');
    expect(await driver.finished(id)).toMatchObject({ watched: { users: 300 }, newSessionsLookedForIn: 300 });
    expect(most).toBeLessThanOrEqual(10);
  });
});

describe('the first lists of a watch', () => {
  it('are a step of their own with how far it is, and reach the disk many at a time', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const open = shared.forDriver();
    const writes: string[] = [];
    const store = withFaults(open.store, { before: ({ method }) => void writes.push(method) });
    const driver = await openRevocations({ core: () => core.port, clock, ...open, store });
    const { id } = await driver.planList([...Array(1_200)].map((_, n) => core.addSession(`user-${n}`)));
    await driver.start(id);
    await driver.finished(id);
    const gate = createGate();
    let listed = 0;
    core.fault = async (call, perform) => {
      if (call.name === 'sessionHandles' && ++listed > 1_000) await gate.pass();
      return perform();
    };
    await watchFor(driver, id, 'report');
    const steps: RunProgress[] = [];
    const looks = new Set<number>();
    const finishing = driver.settled(id, (item) => {
      if (item.type !== 'progress') return;
      const { lastLook, phase } = item.progress;
      if (phase === 'first-lists') steps.push(item.progress);
      if (lastLook) looks.add(lastLook.endedAt);
      // Minutes of more of the same looks would show no more.
      if (looks.size === 3) void driver.stop(id);
    });
    await eventually(() => expect(steps.at(-1)?.step).toEqual({ done: 1_000, of: 1_200 }));
    gate.open();
    await finishing;
    expect(looks.size).toBeGreaterThanOrEqual(3);
    expect(await driver.finished(id)).toMatchObject({ watched: { users: 1_200 } });
    // None of these users has another session: a thousand of them in a call.
    expect(writes.filter((method) => method === 'rememberLists')).toHaveLength(2);
    // From the second look on there is no such step.
    expect(steps.at(-1)?.step.of).toBe(1_200);
  });
});

describe.each(Object.entries(kinds))('what a watch finds after ending %s', (kind, plan) => {
  it('is ended by the watch that goes on', async () => {
    const { core, driver, id, nextLook, progress } = await openWatch(async (made, opened) =>
      plan(made, opened),
    );
    const others = [...core.sessions.keys()];
    core.addSession(userOf(core, kind));
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
    await driver.endUnplanned(id, 'new', 1);
    await eventually(() => {
      expect(progress().newSessions).toEqual({ ended: 1, left: 0, unknown: 0 });
      expect(progress().run.state).toBe('watching');
    });
    expect([...core.sessions.keys()]).toEqual(others);
    // A look that follows on the order may have listed the user already.
    await nextLook();
    core.addSession(userOf(core, kind));
    await nextLook();
    expect(progress().newSessions).toEqual({ ended: 1, left: 1, unknown: 0 });
    expect(await driver.stopped(id)).toMatchObject({
      newSessions: { ended: 1, left: 1 },
      counts: { revoked: 1 },
    });
  });

  it('is ended from the report, and nothing else is', async () => {
    const { core, driver, id, nextLook } = await openWatch(async (made, opened) => plan(made, opened));
    const others = [...core.sessions.keys()];
    core.addSession(userOf(core, kind));
    await nextLook();
    await driver.stopped(id);
    await driver.endUnplanned(id, 'new', 1);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      counts: { revoked: 1 },
    });
    expect([...core.sessions.keys()]).toEqual(others);
  });
});

describe('ending what a watch found', () => {
  it('does not wait for a long look, which is begun anew', async () => {
    const { beginLook, core, driver, id, nextLook, progress } = await openWatch(async (made, opened) =>
      opened.plan({
        type: 'handles',
        handles: [...Array(60)].map((_, n) => made.addSession(`user-${n}`)),
      }),
    );
    core.addSession('user-0');
    await nextLook();
    const held = createGate();
    let lists = 0;
    let listsBefore = 0;
    core.fault = async (call, perform) => {
      if (call.name === 'revokeHandles') listsBefore = lists;
      if (call.name === 'sessionHandles' && listsBefore === 0) {
        lists += 1;
        await held.pass();
      }
      return perform();
    };
    await beginLook();
    await held.reached;
    const ended = driver.endUnplanned(id, 'new', 1);
    held.open();
    await ended;
    await eventually(() => expect(progress().newSessions).toEqual({ ended: 1, left: 0, unknown: 0 }));
    expect(listsBefore).toBeGreaterThan(0);
    expect(listsBefore).toBeLessThan(60);
    await driver.stopped(id);
  });

  it('is refused when another number is there than the question named, or nothing', async () => {
    const { core, driver, id, nextLook } = await openWatch(kinds['one user']);
    expect(await errorOf(driver.endUnplanned(id, 'new', 1))).toMatchObject({ code: 'bad-input' });
    const newSession = core.addSession('u');
    await nextLook();
    expect(await errorOf(driver.endUnplanned(id, 'new', 2))).toMatchObject({ code: 'bad-input' });
    await driver.stopped(id);
    expect(await errorOf(driver.endUnplanned(id, 'new', 2))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.has(newSession)).toBe(true);
  });

  it('needs the typed number on production', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const settings = () => ({
      ...defaultConnectionSettings,
      ...{ name: 'Production', address: 'http://core.example', environment: 'production' as const },
    });
    const driver = await openRevocations({ core: () => core.port, clock, settings, ...shared.forDriver() });
    core.addSession('u');
    const plan = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    await driver.start(plan.id, {}, plan.targets);
    await driver.finished(plan.id);
    core.addSession('u');
    await watchFor(driver, plan.id, 'report');
    await driver.finished(plan.id);
    for (const typed of [null, 2])
      expect(await errorOf(driver.endUnplanned(plan.id, 'new', 1, typed))).toMatchObject({
        code: 'bad-input',
      });
    expect(core.sessions.size).toBe(1);
    await driver.endUnplanned(plan.id, 'new', 1, 1);
    expect(await driver.finished(plan.id)).toMatchObject({ outcome: 'complete' });
  });

  it('is resumed after the end of the console, and leaves alone what a stopped plan has left', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const open = (more: { closesWithTest?: true } = {}) =>
      openRevocations({ core: () => core.port, clock: createTestClock('automatic'), dataDirectory, ...more });
    const driver = await open();
    core.addSession('u');
    core.addSession('u');
    const { id } = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    core.fault = (call, perform) => {
      if (call.name === 'identity') void driver.stop(id).catch(() => undefined);
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 2 } });
    core.fault = (_call, perform) => perform();
    const newSession = core.addSession('u');
    await watchFor(driver, id, 'report');
    await driver.finished(id);
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') void driver.close();
      return perform();
    };
    await driver.endUnplanned(id, 'new', 1);
    await driver.settled(id).catch(() => undefined);
    await driver.close();
    core.fault = (_call, perform) => perform();
    const again = await open({ closesWithTest: true });
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({
      outcome: 'stopped',
      counts: { planned: 2, revoked: 0 },
      newSessions: { ended: 1, left: 0 },
    });
    expect(core.sessions.has(newSession)).toBe(false);
    expect(core.sessions.size).toBe(2);
  });
});

/** What is in the files of revocations: the last pages of a file are in the file beside it. */
function contentOf(dataDirectory: string): Record<string, string> {
  const folder = join(dataDirectory, 'revocations');
  const names = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
