import { describe, expect, it, vi } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { openRevocations, type RevocationDriver } from '../../../../test/unit/support/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { RunItem } from '../../../contract/domain/revocation.ts';

const shared = sharedStore();

function watchFor(driver: RevocationDriver, planId: string, watchThen: 'tell' | 'end', minutes = 1) {
  return driver.revocations.handlers['revocation.watchFor']({ planId, minutes, watchThen }, callContext());
}

describe('watching after a revocation', () => {
  it('tells new sessions of whole users, and ends none of them', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    core.addSession('u');
    const { id } = await driver.end({ type: 'user', userId: 'u', tenantId: null });
    const late = core.addSession('u');
    await watchFor(driver, id, 'tell');
    const report = await driver.finished(id);
    expect(report).toMatchObject({ outcome: 'incomplete', newSessions: { ended: 0, left: 1 } });
    expect(report.watch).toMatchObject({ watchThen: 'tell', until: (report.watch?.startedAt ?? 0) + 60_000 });
    expect(report.watch?.endedAt).toBeGreaterThanOrEqual(report.watch?.until ?? 0);
    expect([...core.sessions.keys()]).toEqual([late]);
  });

  it('ends new sessions where that was ordered, also of users of whom only some sessions were', async () => {
    const core = new FakeCore();
    const clock = createTestClock('automatic');
    const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
    const before = core.addSession('u');
    const { id } = await driver.end({ type: 'handles', handles: [core.addSession('u')] });
    let late: string | undefined;
    core.fault = (call, perform) => {
      const answer = perform();
      // The first look is over: the sessions of this moment are remembered.
      if (call.name === 'sessionHandles') late ??= core.addSession('u');
      return answer;
    };
    await watchFor(driver, id, 'end');
    const report = await driver.finished(id);
    expect(report).toMatchObject({ newSessions: { ended: 1, left: 0 }, newSessionsLookedForIn: 1 });
    expect(late).toBeDefined();
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
    await vi.waitFor(() => {
      expect(items.at(-1)).toMatchObject({ type: 'progress', progress: { run: { state: 'watching' } } });
    });
    expect(items.find(({ type }) => type === 'report')).toMatchObject({ report: { outcome: 'complete' } });
    await driver.stop(id);
    expect(await following).toMatchObject({ type: 'report', report: { outcome: 'complete' } });
  });

  it('is refused where no user is known', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const { id } = await driver.end({ type: 'handles', handles: ['there-is-no-such-session'] });
    expect(await errorOf(watchFor(driver, id, 'tell'))).toMatchObject({ code: 'bad-input' });
  });
});
