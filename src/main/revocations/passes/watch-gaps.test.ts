import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** An error that is not tried again. */
const refused = () => failure('core-error', { reason: 'user-id-not-storable', retryable: false });

const isListOf = ({ input, name }: FakeCall, id: string): boolean =>
  name === 'sessionHandles' && (input as { readonly userId?: string }).userId === id;

function refuseListsOf(core: FakeCore, id: string): void {
  core.fault = (call, perform) => {
    if (isListOf(call, id)) throw refused();
    return perform();
  };
}

const kinds = {
  'all sessions of a user': (core: FakeCore, driver: RevocationDriver) => {
    core.addSession('u');
    return driver.plan({ type: 'user', userId: 'u', tenantId: null });
  },
  'chosen sessions': (core: FakeCore, driver: RevocationDriver) =>
    driver.plan({ type: 'handles', handles: [core.addSession('u')] }),
} as const;

async function openEnded(kind: keyof typeof kinds, open: object = shared.forDriver()) {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...open });
  const { id } = await kinds[kind](core, driver);
  await driver.start(id);
  expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
  return { clock, core, driver, id };
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('a watch after ending %s', (kind) => {
  it('has a gap where its last look did not see the user, until a look sees the user', async () => {
    const { clock, core, driver, id } = await openEnded(kind);
    await watchFor(driver, id, 'report', 10);
    const { looked, nextLook, progress } = followWatch(driver, id, clock);
    await looked();
    refuseListsOf(core, 'u');
    core.addSession('u');
    await nextLook();
    expect(progress().lastLook).toMatchObject({ users: 0, notListed: 1, error: { code: 'core-error' } });
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { left: 0 },
      coverage: { 'users-not-watched': 1 },
      watch: { lastLook: { notListed: 1, error: { code: 'core-error' } } },
    });
    const entry = (await driver.history()).entries.find((one) => one.id === id);
    expect(entry).toMatchObject({ outcome: 'complete-with-gaps' });
    core.fault = (_call, perform) => perform();
    core.sessions.clear();
    await watchFor(driver, id, 'report', 10);
    const again = followWatch(driver, id, clock);
    await again.looked();
    expect(await driver.stopped(id)).toMatchObject({
      outcome: 'complete',
      coverage: { 'users-not-watched': 0 },
      errors: [],
    });
  });

  it('has a gap of an unknown number of users where no look ended', async () => {
    const { core, driver, id } = await openEnded(kind);
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (isListOf(call, 'u')) await gate.pass();
      return perform();
    };
    await watchFor(driver, id, 'report', 10);
    await gate.reached;
    const stopping = driver.stopped(id);
    gate.open();
    expect(await stopping).toMatchObject({
      outcome: 'complete-with-gaps',
      coverage: { 'users-not-watched': null },
      watch: { lastLook: null },
    });
  });

  it('has such a gap where it was killed', async () => {
    const { clock, core, driver, id } = await openEnded(kind, { closesWithTest: true });
    await watchFor(driver, id, 'report', 10);
    await followWatch(driver, id, clock).looked();
    expect(await driver.report(id)).toMatchObject({ outcome: 'complete' });
    const folder = temporaryFolder();
    cpSync(driver.dataDirectory, folder, { recursive: true, filter: (path) => !path.includes('lock') });
    await driver.stopped(id);
    const again = await openRevocations({
      core: () => core.port,
      dataDirectory: folder,
      closesWithTest: true,
    });
    const gap = { outcome: 'complete-with-gaps', coverage: { 'users-not-watched': null } };
    expect(await again.report(id)).toMatchObject({ ...gap, watch: { isCutOff: true } });
    expect((await again.history()).entries).toMatchObject([{ type: 'ended', ...gap }]);
  });
});

it.each([
  'killed',
  'closed',
] as const)('a watch that was ordered with the plan is a gap where the console is %s at the end before it', async (how) => {
  const core = new FakeCore();
  const [folder, asKilled] = [temporaryFolder(), temporaryFolder()];
  const store = await openTestStore(folder);
  const driver: RevocationDriver = await openRevocations({
    core: () => core.port,
    clock: createTestClock('automatic'),
    dataDirectory: folder,
    store: withFaults(store, {
      after: ({ changes }) => {
        if (!changes.some((change) => change.type === 'state' && change.state === 'ended')) return;
        if (how === 'closed') void driver.close();
        else if (!existsSync(join(asKilled, 'revocations')))
          cpSync(folder, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
      },
    }),
  });
  const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
  await driver.start(id, { watchMinutes: 1 });
  await driver.settled(id);
  await driver.close();
  await store.close();
  const dataDirectory = how === 'killed' ? asKilled : folder;
  const again = await openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
  const gap = { outcome: 'complete-with-gaps', coverage: { 'users-not-watched': null } };
  const watch = { isCutOff: how === 'killed', watchThen: 'report', lastLook: null };
  expect(await again.report(id)).toMatchObject({ ...gap, watch });
  expect((await again.history()).entries).toMatchObject([{ type: 'ended', ...gap }]);
});

it('a user whose first list cannot be read is a gap of a watch', async () => {
  const core = new FakeCore();
  const clock = createTestClock('automatic');
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  // So many users are not listed before a run.
  const handles = Array.from({ length: 22 }, (_, n) => core.addSession(`user-${n}`));
  const { id } = await driver.end({ type: 'handles', handles });
  refuseListsOf(core, 'user-3');
  await watchFor(driver, id, 'report');
  expect(await driver.finished(id)).toMatchObject({
    outcome: 'complete-with-gaps',
    newSessionsLookedForIn: 21,
    coverage: { 'users-not-watched': 1 },
  });
});
