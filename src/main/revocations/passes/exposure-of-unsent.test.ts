import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

const shared = sharedStore();
const lifetimeMs = 3_600_000;

async function openWorld() {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  return { clock, core, driver };
}

it('a session that was never sent, and is gone hours later, can have been active until then', async () => {
  const { clock, core, driver } = await openWorld();
  const handle = core.addSession('ada');
  const { id } = await driver.plan({ type: 'handles', handles: [handle] });
  core.fault = (call, perform) => {
    if (call.name === 'identity') void driver.stop(id);
    return perform();
  };
  await driver.start(id);
  expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 1 } });
  core.fault = (_call, perform) => perform();
  core.sessions.delete(handle);
  clock.advance(5 * lifetimeMs);
  const report = await driver.verifyAgain(id);
  expect(report).toMatchObject({
    counts: { 'already-gone': 1 },
    exposureUntil: clock.now() + lifetimeMs,
  });
  const [row] = await driver.targets(id);
  expect(row).toMatchObject({ exposureUntil: report.exposureUntil });
});

it('a new session that nobody ended, and that is gone at a later look, can have been active until then', async () => {
  const { clock, core, driver } = await openWorld();
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  core.addSession(ada);
  const { id } = await driver.end({ type: 'user', userId: ada, tenantId: null });
  await watchFor(driver, id, 'report', 10);
  const { looked, nextLook, progress } = followWatch(driver, id, clock);
  await looked();
  const began = core.addSession(ada);
  await nextLook();
  expect(progress().newSessions).toEqual({ ended: 0, left: 1, unknown: 0 });
  core.sessions.delete(began);
  await nextLook();
  expect(await driver.stopped(id)).toMatchObject({
    newSessions: { ended: 1, left: 0 },
    exposureUntil: clock.now() + lifetimeMs,
  });
});

it('a session whose batch was sent hours after the start, and is not answered, can be active until evidence is read', async () => {
  const core = new FakeCore();
  const clock = createTestClock();
  const asKilled = temporaryFolder();
  const driver = await openRevocations({ core: () => core.port, clock });
  core.fault = (call, perform) => {
    if (call.name !== 'revokeHandles' || existsSync(join(asKilled, 'revocations'))) return perform();
    clock.advance(4 * lifetimeMs);
    cpSync(driver.dataDirectory, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
    return perform();
  };
  const { id } = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
  clock.advance(lifetimeMs);
  const again = await openRevocations({
    core: () => core.port,
    ...{ clock, dataDirectory: asKilled, closesWithTest: true },
  });
  expect((await again.revocations.evidence(id, {})).report).toMatchObject({
    state: 'interrupted',
    by_state: { sent: 1 },
    exposure_until: new Date(clock.now() + lifetimeMs).toISOString(),
  });
});
