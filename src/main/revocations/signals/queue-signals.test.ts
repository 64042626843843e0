import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import {
  createMemorySignals,
  deliveredAt,
  type MemorySignals,
  receiver,
} from '../../../../test/unit/support/ports/memory-signals.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import {
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext, recordStream } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { RevocationSignals } from '../../../contract/domain/signals.ts';
import { failure } from '../../../contract/failure.ts';
import type { Store } from '../../store/interface.ts';

const shared = sharedStore();
const gateway = receiver('a0000000-0000-4000-8000-00000000000a');
const siem = receiver('a0000000-0000-4000-8000-00000000000b', { protectsAllServices: false });
let core: FakeCore;
let signals: MemorySignals;
let driver: RevocationDriver;

beforeEach(async () => {
  core = new FakeCore();
  signals = createMemorySignals(gateway, siem);
  driver = await openRevocations({ core: () => core.port, signals, ...shared.forDriver() });
});

function addSessions(count: number, userId = 'u'): string[] {
  return Array.from({ length: count }, () => core.addSession(userId));
}

function sorted(handles: readonly string[]): string[] {
  return [...handles].sort();
}

const full = failure('disk-full').error;

describe('a revocation on a connection with signal receivers', () => {
  it('gives each receiver the event of each session that is gone, whoever ended it, once', async () => {
    const handles = addSessions(2_300);
    for (const gone of handles.slice(0, 20)) core.sessions.delete(gone);
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({
      outcome: 'complete',
      counts: { revoked: 2_280, 'already-gone': 20 },
      signals: {
        receivers: [
          { id: gateway.id, past: null, notQueued: 0, waiting: 2_300, delivered: 0, error: null },
          { id: siem.id, past: null, notQueued: 0, waiting: 2_300, delivered: 0, error: null },
        ],
        exposure: { type: 'waiting', until: done.exposureUntil, confirmed: 0, of: 1 },
      },
    });
    for (const { id } of [gateway, siem]) expect(sorted(signals.handles(id))).toEqual(sorted(handles));
    // Nobody knows when these ended.
    const unknown = signals.queued(siem.id).filter(({ endedAt }) => endedAt === null);
    expect(sorted(unknown.map(({ handle }) => handle))).toEqual(sorted(handles.slice(0, 20)));
    // No call for a second time: three pages for each.
    expect(signals.calls()).toBe(6);
  });

  it('says of whom the sessions were, why, and when they ended', async () => {
    const [id = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(id);
    const { id: revocationId } = await driver.end({ type: 'user', userId: id, tenantId: null });
    const [row] = await driver.targets(revocationId);
    expect(signals.queued(gateway.id)).toEqual([
      {
        ...{ handle: row?.handle, userId: id, email: 'ada@alpha.example', endedAt: row?.endedAt },
        ...{ revocationId, reason: 'stolen laptop', outcome: 'waiting', goneSince: row?.endedAt },
      },
    ]);
  });

  // control: events-of-gone-sessions
  it('gives none for a session that is still active', async () => {
    const [active = '', ...others] = addSessions(5);
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      const { handles } = call.input as { handles: string[] };
      for (const handle of handles) if (handle !== active) core.sessions.delete(handle);
      return handles;
    };
    const done = await driver.end({ type: 'handles', handles: [active, ...others] });
    expect(sorted(signals.handles(gateway.id))).toEqual(sorted(others));
    signals.settle(gateway.id, 'delivered');
    expect(await driver.report(done.id)).toMatchObject({
      signals: { exposure: { type: 'open', why: 'not-all-gone' }, receivers: [{ notQueued: 0 }, {}] },
    });
  });

  // control: events-of-gone-sessions
  it('gives none for a session that could not be read again', async () => {
    // Of users with so few of them, each session is read by itself.
    const [unread = '', ...others] = ['a', 'b', 'c', 'd'].map((userId) => core.addSession(userId));
    core.fault = (call, perform) => {
      const isRead = call.name === 'session' && JSON.stringify(call.input).includes(unread);
      if (isRead) throw failure('core-error', { sent: true });
      return perform();
    };
    const { id } = await driver.end({ type: 'handles', handles: [unread, ...others] });
    expect(sorted(signals.handles(gateway.id))).toEqual(sorted(others));
    signals.settle(gateway.id, 'delivered');
    expect(await driver.report(id)).toMatchObject({
      outcome: 'incomplete',
      counts: { revoked: 4 },
      signals: { exposure: { type: 'open', why: 'not-all-gone' } },
    });
    core.fault = (_call, perform) => perform();
    await driver.verifyAgain(id);
    expect(signals.handles(gateway.id)).toHaveLength(4);
  });

  // control: events-of-gone-sessions
  it('gives none for sessions that another core says it has ended', async () => {
    const handles = addSessions(6);
    const other = new FakeCore();
    let isOther = false;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') isOther = true;
      if (isOther && call.name === 'identity') return other.port.identity();
      // The other core has no such session, and names none.
      if (isOther && call.name === 'revokeHandles') return [];
      return perform();
    };
    const { id } = await driver.plan({ type: 'handles', handles });
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'paused' } } });
    const stopped = await driver.stopped(id);
    expect(stopped.counts).toMatchObject({ revoked: 0, 'already-gone': 0 });
    expect([signals.handles(gateway.id), core.sessions.size]).toEqual([[], 6]);
  });

  it('gives those of new sessions and of linked accounts, when they are gone', async () => {
    const clock = createTestClock('automatic');
    driver = await openRevocations({ core: () => core.port, clock, signals, ...shared.forDriver() });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [other = ''] = core.addUser({ email: 'other@alpha.example' });
    core.addSession(ada);
    const linked = [core.addSession(other), core.addSession(other)];
    let isDone = false;
    const fresh: string[] = [];
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'revokeHandles' && !isDone) {
        isDone = true;
        core.link(other, ada);
        fresh.push(core.addSession(ada));
      }
      return answer;
    };
    const done = await driver.end({ type: 'user', userId: ada, tenantId: null });
    expect(done).toMatchObject({ newSessions: { ended: 1 }, linkedSessions: { left: 2 } });
    expect(signals.handles(gateway.id)).toHaveLength(2);
    expect(signals.handles(gateway.id)).toEqual(expect.arrayContaining(fresh));
    await driver.endUnplanned(done.id, 'linked', 2);
    await driver.finished(done.id);
    expect(signals.handles(gateway.id)).toHaveLength(4);
    expect(signals.handles(gateway.id)).toEqual(expect.arrayContaining(linked));
  });

  it('closes its exposure when each receiver that protects all services took everything', async () => {
    const handles = addSessions(3);
    const { id } = await driver.end({ type: 'handles', handles });
    const seen: RevocationSignals[] = [];
    const stream = recordStream<RevocationSignals>((items) => void seen.push(...items));
    const following = driver.revocations.handlers['signals.ofRevocation']({ id }, stream.context);
    const exposures = () => seen.map(({ exposure }) => exposure.type);
    signals.settle(gateway.id, 'delivered', (handle) => handle !== handles[0]);
    await eventually(() => expect(seen.at(-1)?.receivers[0]?.delivered).toBe(2));
    expect(exposures()).not.toContain('closed');
    signals.settle(gateway.id, 'delivered');
    await eventually(() => expect(exposures().at(-1)).toBe('closed'));
    // It goes on until the page leaves, and says nothing twice.
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(seen.length);
    stream.abort();
    await following.catch(() => undefined);
    expect((await driver.report(id)).signals.exposure).toMatchObject({ type: 'closed', of: 1 });
  });

  it('counts what could not be queued, says why, and sends it later from its report', async () => {
    const handles = addSessions(4);
    signals.fails = (id) => (id === gateway.id ? full : null);
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({
      outcome: 'complete',
      signals: {
        receivers: [
          { id: gateway.id, notQueued: 4, waiting: 0, error: { code: 'disk-full' } },
          { id: siem.id, notQueued: 0, waiting: 4, error: null },
        ],
        exposure: { type: 'waiting', confirmed: 0, of: 1 },
      },
    });
    signals.fails = () => null;
    const after = await driver.sendSignals(done.id);
    expect(after).toMatchObject({
      outcome: 'complete',
      signals: { receivers: [{ notQueued: 0, waiting: 4, error: null }, { waiting: 4 }] },
    });
    expect(
      driver.audit.of('signals.queued').map(({ details, outcome }) => ({ ...details, outcome })),
    ).toEqual([
      { sessions: 4, receivers: siem.name, failed: gateway.name, outcome: 'failed' },
      { sessions: 4, receivers: `${gateway.name}, ${siem.name}`, outcome: 'done' },
    ]);
  });

  it('tells a receiver that came later when that is ordered, and nobody twice', async () => {
    signals.receivers = [siem];
    const handles = addSessions(5);
    const { id } = await driver.end({ type: 'handles', handles });
    signals.receivers = [siem, gateway];
    expect(await driver.report(id)).toMatchObject({
      signals: { receivers: [{ notQueued: 0 }, { id: gateway.id, notQueued: 5 }] },
    });
    expect(signals.handles(gateway.id)).toEqual([]);
    await driver.sendSignals(id);
    for (const one of [gateway, siem]) expect(sorted(signals.handles(one.id))).toEqual(sorted(handles));
  });

  it('says what a receiver had taken that was removed, which is what the exposure depends on', async () => {
    const [first = '', second = ''] = addSessions(2);
    const { exposureUntil, id } = await driver.end({ type: 'handles', handles: [first, second] });
    signals.settle(gateway.id, 'delivered', (handle) => handle === first);
    signals.receivers = [siem];
    signals.past = [{ ...gateway, because: 'removed', at: 7 }];
    const removed = { id: gateway.id, past: { because: 'removed', at: 7 }, waiting: 0 };
    expect((await driver.report(id)).signals).toMatchObject({
      receivers: [
        { id: siem.id, past: null },
        { ...removed, delivered: 1, notQueued: 1 },
      ],
      exposure: { type: 'waiting', confirmed: 0, of: 1 },
    });
    // It took the other one just before.
    signals.settle(gateway.id, 'delivered');
    expect(deliveredAt).toBeLessThan(exposureUntil);
    expect((await driver.report(id)).signals).toMatchObject({
      receivers: [{ id: siem.id }, { ...removed, delivered: 2, notQueued: 0 }],
      exposure: { type: 'closed', at: deliveredAt, of: 1 },
    });
  });

  it('names a receiver that an earlier version removed, of which nobody knows what it took', async () => {
    const { id } = await driver.end({ type: 'handles', handles: addSessions(2) });
    signals.receivers = [siem];
    signals.outcomes = async () => [];
    expect((await driver.report(id)).signals).toMatchObject({
      receivers: [{ id: siem.id }, { id: gateway.id, past: { because: 'removed', at: null }, delivered: 0 }],
      exposure: { type: 'waiting', confirmed: 0, of: 1 },
    });
  });

  it('does not name a receiver that was removed before it began', async () => {
    signals.receivers = [siem];
    signals.past = [{ ...gateway, because: 'removed', at: 7 }];
    const { id } = await driver.end({ type: 'handles', handles: addSessions(1) });
    expect((await driver.report(id)).signals.receivers).toMatchObject([{ id: siem.id }]);
  });

  it('tells the new address of a receiver everything again, and names what the earlier one took', async () => {
    const handles = addSessions(3);
    const { id } = await driver.end({ type: 'handles', handles });
    const earlier = 'a0000000-0000-4000-8000-00000000000c';
    signals.receivers = [{ ...gateway, since: Date.now() }, siem];
    signals.past = [{ ...gateway, id: earlier, because: 'moved', at: Date.now() }];
    const took = { waiting: 0, delivered: 3, refused: 0, damaged: 0, deliveredAt, error: null };
    signals.outcomes = async () => [{ receiver: earlier, ...took }];
    expect((await driver.report(id)).signals).toMatchObject({
      receivers: [
        { id: gateway.id, past: null, notQueued: 3, delivered: 0 },
        { id: siem.id },
        { id: earlier, past: { because: 'moved' }, delivered: 3, notQueued: 0 },
      ],
      exposure: { type: 'waiting', confirmed: 0, of: 1 },
    });
  });

  it('gives another event when a session came back and ended again, and waits for that', async () => {
    const clock = createTestClock('automatic');
    driver = await openRevocations({ core: () => core.port, clock, signals, ...shared.forDriver() });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handle = core.addSession(ada);
    const session = core.sessions.get(handle);
    if (session === undefined) throw new Error('It is not there.');
    const { id } = await driver.end({ type: 'user', userId: ada, tenantId: null });
    signals.settle(gateway.id, 'delivered');
    signals.settle(siem.id, 'delivered');
    expect((await driver.report(id)).signals.exposure).toMatchObject({ type: 'closed' });
    // The core was restored from a backup.
    core.sessions.set(handle, session);
    const watching = { planId: id, minutes: 1, watchThen: 'report' } as const;
    await driver.revocations.handlers['revocation.watchFor'](watching, callContext());
    await driver.finished(id);
    expect((await driver.report(id)).signals.exposure).toMatchObject({ why: 'not-all-gone' });
    await driver.endRemaining(id);
    const events = signals.queued(gateway.id);
    expect(events.map((event) => event.handle)).toEqual([handle, handle]);
    expect(events[1]?.goneSince).toBeGreaterThan(events[0]?.goneSince ?? 0);
    expect((await driver.report(id)).signals).toMatchObject({
      receivers: [{ waiting: 1, delivered: 0 }, { waiting: 1 }],
      exposure: { type: 'waiting', confirmed: 0, of: 1 },
    });
    // To queue all of it again is nothing new.
    await driver.sendSignals(id);
    expect(signals.queued(gateway.id)).toHaveLength(2);
  });

  it('says the exposure alone, for which nothing else of the report is read', async () => {
    const { id } = await driver.end({ type: 'handles', handles: addSessions(2) });
    const asked: string[] = [];
    const { store } = driver;
    const read = new Proxy(store.read, {
      get: (target, name: keyof Store['read']) => {
        asked.push(name);
        return target[name];
      },
    });
    const next = await openRevocations({
      ...{ core: () => core.port, signals, ...shared.forDriver() },
      store: { ...store, read },
    });
    asked.length = 0;
    const ask = next.revocations.handlers['signals.exposure'];
    expect(await ask({ id }, callContext())).toMatchObject({ type: 'waiting', confirmed: 0, of: 1 });
    expect(asked).not.toContain('targetErrors');
    expect(asked).not.toContain('damagedTargets');
    // A row that was scrolled out of sight costs nothing.
    asked.length = 0;
    const left = { ...callContext(), signal: AbortSignal.abort() };
    await expect(ask({ id }, left)).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(asked).toEqual([]);
  });

  it('watched on, finds the few that are new among many without going through all', async () => {
    const clock = createTestClock('automatic');
    const indexed: string[] = [];
    const { store, ...rest } = shared.forDriver();
    const write = new Proxy(store.write, {
      get: (target, name: keyof Store['write']) => {
        if (name === 'indexToSignal') indexed.push(name);
        return target[name];
      },
    });
    driver = await openRevocations({
      ...{ core: () => core.port, clock, signals, ...rest },
      store: { ...store, write },
    });
    const handles = addSessions(5_000);
    let isAdded = false;
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles' && signals.calls() > 0 && !isAdded) {
        isAdded = true;
        expect(indexed).toEqual([]);
        handles.push(core.addSession('u'));
      }
      return perform();
    };
    const options = { watchMinutes: 1, watchThen: 'end' } as const;
    await driver.end({ type: 'user', userId: 'u', tenantId: null }, options);
    expect(indexed).not.toEqual([]);
    expect(sorted(signals.handles(gateway.id))).toEqual(sorted(handles));
  });

  it('cannot send events again where no receiver is left', async () => {
    const { id } = await driver.end({ type: 'handles', handles: addSessions(1) });
    signals.receivers = [];
    await expect(driver.sendSignals(id)).rejects.toMatchObject({
      error: { code: 'bad-input', reason: 'no-signal-receivers' },
    });
  });

  it('stopped while it is verified, tells what was verified by then', async () => {
    // Each of a user of its own: they are read one by one.
    const handles = Array.from({ length: 2_300 }, (_, at) => core.addSession(`user-${at}`));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = async (call, perform) => {
      // A page of 2,000 was verified before.
      if (call.name === 'session' && core.callsOf('session').length === 2_150) await driver.stop(id);
      return perform();
    };
    await driver.start(id);
    const report = await driver.finished(id);
    expect(report).toMatchObject({
      outcome: 'stopped',
      counts: { revoked: 2_300 },
      signals: { receivers: [{ notQueued: 0 }, { notQueued: 0 }], exposure: { why: 'not-all-gone' } },
    });
    const told = signals.handles(gateway.id).length;
    expect([told >= 2_000, told < 2_300, report.signals.receivers[0]?.waiting]).toEqual([true, true, told]);
  });

  it('taken up after the end of the console, queues what was not queued, and nothing twice', async () => {
    const handles = addSessions(1_500);
    const { id } = await driver.plan({ type: 'handles', handles });
    let reached: () => void = () => undefined;
    const inTheMiddle = new Promise<void>((resolve) => {
      reached = resolve;
    });
    signals.before = async () => {
      if (signals.calls() !== 3) return;
      reached();
      await new Promise(() => undefined);
    };
    await driver.start(id);
    await inTheMiddle;
    void driver.close();
    expect(signals.handles(gateway.id).length).toBeLessThan(1_500);
    signals.before = () => undefined;
    const next = await openRevocations({ core: () => core.port, signals, ...shared.forDriver() });
    await next.resume(id);
    const done = await next.finished(id);
    expect(done).toMatchObject({ outcome: 'complete', signals: { receivers: [{ waiting: 1_500 }, {}] } });
    for (const one of [gateway, siem]) expect(sorted(signals.handles(one.id))).toEqual(sorted(handles));
  });

  it('taken up after the end of the console while it queued a few more, queues these', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [other = ''] = core.addUser({ email: 'other@alpha.example' });
    core.addSession(ada);
    const linked = [core.addSession(other), core.addSession(other)];
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'revokeHandles' && core.callsOf('revokeHandles').length === 1) core.link(other, ada);
      return answer;
    };
    const { id } = await driver.end({ type: 'user', userId: ada, tenantId: null });
    expect(signals.handles(gateway.id)).toHaveLength(1);
    const inTheMiddle = new Promise<void>((resolve) => {
      signals.before = async () => {
        resolve();
        await new Promise(() => undefined);
      };
    });
    await driver.endUnplanned(id, 'linked', 2);
    await inTheMiddle;
    void driver.close();
    signals.before = () => undefined;
    const next = await openRevocations({ core: () => core.port, signals, ...shared.forDriver() });
    await next.resume(id);
    await next.finished(id);
    for (const one of [gateway, siem])
      expect(signals.handles(one.id)).toEqual(expect.arrayContaining(linked));
  });

  it('waits while it is paused, and tells nobody anything meanwhile', async () => {
    const { id } = await driver.plan({ type: 'handles', handles: addSessions(2_500) });
    signals.before = async () => {
      if (signals.calls() === 1) await driver.pause(id);
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'paused' } } });
    // The pages of a store that answers would have come by now.
    for (let asked = 0; asked < 20; asked += 1) await driver.store.read.counts({ id });
    expect(signals.calls()).toBe(2);
    await driver.resume(id);
    await driver.finished(id);
    expect(signals.handles(gateway.id)).toHaveLength(2_500);
  });

  it('watched on, tells of sessions that end meanwhile, and a receiver that is set up meanwhile of all', async () => {
    const clock = createTestClock('automatic');
    driver = await openRevocations({ core: () => core.port, clock, signals, ...shared.forDriver() });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    signals.receivers = [siem];
    let newSession = '';
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles' && signals.calls() > 0 && newSession === '') {
        newSession = core.addSession(ada);
        signals.receivers = [siem, gateway];
      }
      return perform();
    };
    const options = { watchMinutes: 1, watchThen: 'end' } as const;
    const done = await driver.end({ type: 'user', userId: ada, tenantId: null }, options);
    expect(done).toMatchObject({ newSessions: { ended: 1, left: 0 } });
    expect(signals.handles(gateway.id)).toHaveLength(2);
    expect(signals.handles(gateway.id)).toContain(newSession);
  });

  it('watched on, tells a receiver that is set up meanwhile at the next look', async () => {
    const clock = createTestClock('automatic');
    driver = await openRevocations({ core: () => core.port, clock, signals, ...shared.forDriver() });
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    signals.receivers = [siem];
    const told: number[] = [];
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles' && signals.calls() > 0) {
        signals.receivers = [siem, gateway];
        told.push(signals.handles(gateway.id).length);
      }
      return perform();
    };
    await driver.end({ type: 'user', userId: ada, tenantId: null }, { watchMinutes: 1 });
    expect([told[0], told.at(-1)]).toEqual([0, 1]);
  });

  it('watched on, tells of a session that a list shows to be gone when that is on disk', async () => {
    const clock = createTestClock('automatic');
    const { store, ...rest } = shared.forDriver();
    const done: string[] = [];
    const faults: StoreFaults = { after: ({ method }) => void done.push(method) };
    driver = await openRevocations({
      ...{ core: () => core.port, clock, signals, ...rest },
      store: withFaults(store, faults),
    });
    const [first = '', second = ''] = addSessions(2);
    let looks = 0;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') return core.sessions.delete(first) ? [first] : [];
      if (call.name === 'revokeUser') return [];
      // After the look in which the facts of the watch change.
      if (call.name === 'sessionHandles' && signals.calls() > 0) looks += 1;
      if (looks === 3) core.sessions.delete(second);
      return perform();
    };
    const before: string[] = [];
    signals.before = () => {
      if (looks >= 3) before.push(...done.slice(done.lastIndexOf('compareWithList')));
    };
    await driver.end({ type: 'user', userId: 'u', tenantId: null }, { watchMinutes: 1 });
    expect(signals.handles(gateway.id)).toEqual([first, second]);
    expect(before).toContain('commit');
  });

  it('is removed with the outcomes of its events', async () => {
    const { id } = await driver.end({ type: 'handles', handles: addSessions(1) });
    await driver.revocations.handlers['revocation.remove']({ id }, callContext());
    expect(signals.forgotten).toEqual([id]);
  });
});

describe('a revocation on a connection without signal receivers', () => {
  it('asks the store for nothing more, and says that nobody was told', async () => {
    signals.receivers = [];
    const asked: string[] = [];
    const { store, ...rest } = shared.forDriver();
    const read = new Proxy(store.read, {
      get: (target, name: keyof Store['read']) => {
        const method = target[name] as (input: { readonly where?: string }, call?: unknown) => unknown;
        return (input: { readonly where?: string }, call?: unknown) => {
          asked.push(`${name} ${input.where ?? ''}`);
          return method(input, call);
        };
      },
    });
    driver = await openRevocations({ core: () => core.port, signals, ...rest, store: { ...store, read } });
    const done = await driver.end({ type: 'handles', handles: addSessions(3) });
    expect(done.signals).toEqual({
      receivers: [],
      exposure: { type: 'open', until: done.exposureUntil, why: 'no-receiver' },
    });
    expect(asked.filter((call) => /gone|signal/.test(call) && !call.includes('ordered-not-gone'))).toEqual(
      [],
    );
    expect(asked).not.toEqual([]);
    expect(driver.audit.of('signals.queued')).toEqual([]);
  });
});
