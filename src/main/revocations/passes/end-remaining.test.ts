import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createMemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';
import type { Change } from '../../store/changes.ts';

const shared = sharedStore();

/** A revocation of so many sessions that is stopped while its second batch is under way. */
async function stopEarly(core: FakeCore, driver: RevocationDriver, sessions: number): Promise<string> {
  const handles = [...Array(sessions)].map(() => core.addSession('u'));
  const { id, targets } = await driver.plan({ type: 'handles', handles });
  let calls = 0;
  core.fault = (call, perform) => {
    if (call.name === 'revokeHandles' && ++calls === 2) void driver.stop(id);
    return perform();
  };
  await driver.start(id, {}, targets);
  expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped' });
  core.fault = (_call, perform) => perform();
  return id;
}

/** The console ends while it ends what is left over. */
async function cutOff(core: FakeCore, driver: RevocationDriver, id: string): Promise<void> {
  core.fault = (call, perform) => {
    if (call.name === 'revokeHandles') void driver.close();
    return perform();
  };
  await errorOf(driver.endRemaining(id));
  await driver.close();
  core.fault = (_call, perform) => perform();
}

describe('what a stopped revocation left over', () => {
  it('is ended by the same revocation, whose report then counts all of it', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const id = await stopEarly(core, driver, 5_000);
    expect(core.sessions.size).toBeGreaterThan(0);
    const report = await driver.endRemaining(id);
    expect(report).toMatchObject({ outcome: 'complete', counts: { revoked: 5_000, planned: 0 } });
    expect(core.sessions.size).toBe(0);
    expect((await driver.history({ outcomes: ['stopped'] })).entries.map((entry) => entry.id)).not.toContain(
      id,
    );
  });

  it('can be stopped again', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const id = await stopEarly(core, driver, 5_000);
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') void driver.stop(id);
      return perform();
    };
    const report = await driver.endRemaining(id);
    expect(report).toMatchObject({ outcome: 'stopped', counts: { planned: core.sessions.size } });
    expect(core.sessions.size).toBeGreaterThan(0);
  });

  it('is interrupted by the end of the console, and resumed', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const driver = await openRevocations({ core: () => core.port, dataDirectory });
    const id = await stopEarly(core, driver, 3_000);
    await cutOff(core, driver, id);
    const again = await openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({ outcome: 'complete', counts: { planned: 0 } });
    expect(core.sessions.size).toBe(0);
  });

  it('is counted once by the records of the audit log that say how many sessions were ended', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const audit = createMemoryAudit();
    const driver = await openRevocations({ core: () => core.port, dataDirectory, audit });
    const id = await stopEarly(core, driver, 3_000);
    const countEnded = () =>
      audit.of('run.finished').reduce((sum, { details }) => sum + Number(details.ended), 0);
    expect(countEnded()).toBe(3_000 - core.sessions.size);
    await cutOff(core, driver, id);
    const again = await openRevocations({
      core: () => core.port,
      dataDirectory,
      audit,
      closesWithTest: true,
    });
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(countEnded()).toBe(3_000);
  });

  it('is resumed without the watch of the plan, which was over when that was ordered', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const open = () =>
      openRevocations({
        core: () => core.port,
        clock: createTestClock('automatic'),
        dataDirectory,
        closesWithTest: true,
      });
    const first = await open();
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handles = [core.addSession(ada), core.addSession(ada)];
    core.failsAt.add(handles[0] ?? '');
    const { id } = await first.plan({ type: 'handles', handles });
    await first.start(id, { watchMinutes: 1, watchThen: 'end' });
    const { watch } = await first.finished(id);
    expect(watch?.endedAt).not.toBeNull();
    const later = core.addSession(ada);
    core.failsAt.clear();
    await cutOff(core, first, id);
    const again = await open();
    await again.resume(id);
    expect(await again.finished(id)).toMatchObject({ outcome: 'complete', resumed: 1, watch });
    expect([...core.sessions.keys()]).toEqual([later]);
  });

  it('is ended on production only when its number was typed', async () => {
    const core = new FakeCore();
    const settings = () => ({
      ...defaultConnectionSettings,
      ...{ name: 'Production', address: 'http://core.example', environment: 'production' as const },
    });
    const driver = await openRevocations({ core: () => core.port, settings, ...shared.forDriver() });
    const id = await stopEarly(core, driver, 3_000);
    const left = core.sessions.size;
    for (const typedCount of [null, 3_000])
      expect(await errorOf(driver.endRemaining(id, { typedCount }))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.size).toBe(left);
    expect(await driver.endRemaining(id, { typedCount: left })).toMatchObject({ outcome: 'complete' });
  });
});

describe('what failed', () => {
  it('is tried again, and ended when the core does not refuse it any more', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const [good, bad] = [core.addSession('u'), core.addSession('v')];
    core.fault = (call, perform) => {
      const { handles } = (call.input ?? {}) as { readonly handles?: readonly string[] };
      if (call.name === 'revokeHandles' && handles?.includes(bad)) throw failure('core-error');
      return perform();
    };
    const first = await driver.end({ type: 'handles', handles: [good, bad] });
    expect(first).toMatchObject({ outcome: 'incomplete', counts: { failed: 1 } });
    expect(await driver.endRemaining(first.id)).toMatchObject({
      outcome: 'incomplete',
      counts: { failed: 1 },
    });
    core.fault = (_call, perform) => perform();
    const report = await driver.endRemaining(first.id);
    expect(report).toMatchObject({ outcome: 'complete', counts: { failed: 0 }, errors: [] });
    expect(core.sessions.size).toBe(0);
  });

  it('has the reason that it had, when the next attempt is stopped before it was sent again', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const bad = core.addSession('v');
    core.fault = (call, perform) => {
      const { handles } = (call.input ?? {}) as { readonly handles?: readonly string[] };
      if (call.name === 'revokeHandles' && handles?.includes(bad)) throw failure('core-error');
      return perform();
    };
    const { id, ...first } = await driver.end({ type: 'handles', handles: [core.addSession('u'), bad] });
    expect(first).toMatchObject({ counts: { failed: 1 }, errors: [{ code: 'core-error' }] });
    core.fault = (call, perform) => {
      if (call.name === 'identity') void driver.stop(id);
      return perform();
    };
    expect(await driver.endRemaining(id)).toMatchObject({
      outcome: 'stopped',
      counts: { failed: 1 },
      errors: [{ code: 'core-error' }],
    });
    expect((await driver.targets(id)).find(({ handle }) => handle === bad)?.error?.code).toBe('core-error');
  });

  describe('and is tried again, is sent', () => {
    /** A session that failed; and what happens at the moment when it is noted as sent. */
    async function openFailed() {
      const core = new FakeCore();
      const { store, ...folder } = shared.forDriver();
      const world = { onSent: (): void => undefined };
      const isSent = (change: Change) => change.type === 'event' && change.event.type === 'sent';
      const driver = await openRevocations({
        core: () => core.port,
        store: withFaults(store, {
          before: ({ changes }) => {
            if (changes.some(isSent)) world.onSent();
          },
        }),
        ...folder,
      });
      const bad = core.addSession('v');
      core.fault = (call, perform) => {
        if (call.name === 'revokeHandles') throw failure('core-error');
        return perform();
      };
      const { counts, id } = await driver.end({ type: 'handles', handles: [bad] });
      expect(counts).toMatchObject({ failed: 1 });
      core.fault = (_call, perform) => perform();
      return { core, driver, id, world };
    }

    it('also when the operator pauses before its call leaves', async () => {
      const { driver, id, world } = await openFailed();
      world.onSent = () => {
        world.onSent = () => undefined;
        void driver.pause(id);
      };
      await errorOf(driver.endRemaining(id));
      await driver.resume(id);
      expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { failed: 0 } });
    });

    it('and keeps its reason when the operator stops before its call leaves', async () => {
      const { core, driver, id, world } = await openFailed();
      world.onSent = () => void driver.stop(id);
      const batches = core.callsOf('revokeHandles').length;
      expect(await driver.endRemaining(id)).toMatchObject({
        outcome: 'stopped',
        counts: { failed: 1 },
        errors: [{ code: 'core-error' }],
      });
      expect((await driver.targets(id)).map(({ error }) => error?.code)).toEqual(['core-error']);
      expect(core.callsOf('revokeHandles')).toHaveLength(batches);
    });

    it('and has no reason while its call is under way', async () => {
      const { core, driver, id } = await openFailed();
      const reasons: unknown[] = [];
      core.fault = async (call, perform) => {
        if (call.name === 'revokeHandles')
          for (const { error, state } of await driver.targets(id)) reasons.push([state, error]);
        return perform();
      };
      await driver.endRemaining(id);
      expect(reasons).toEqual([['sent', undefined]]);
    });

    it('also when the core is away at its first call', async () => {
      const { core, driver, id } = await openFailed();
      core.fault = (call, perform) => {
        if (call.name !== 'revokeHandles') return perform();
        core.fault = (_call, performNext) => performNext();
        throw failure('unreachable', { sent: false });
      };
      expect(await driver.endRemaining(id)).toMatchObject({ outcome: 'complete', counts: { failed: 0 } });
    });
  });

  it('is nothing when every session is known to be gone', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession('u')] });
    expect(await errorOf(driver.endRemaining(id))).toMatchObject({ code: 'bad-input' });
  });
});
