import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

interface CutOff {
  readonly core: FakeCore;
  readonly id: string;
  readonly folder: string;
}

/**
 * Two users of a complete revocation are watched. The first one has a new session, and `afterFound` is called when that is on
 * disk. The list of the second one never comes.
 */
async function watchTwo(
  afterFound: (driver: RevocationDriver, method: string, folder: string) => void,
): Promise<CutOff> {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const store = await openTestStore(folder);
  let isFound = false;
  const driver: RevocationDriver = await openRevocations({
    core: () => core.port,
    clock: createTestClock('automatic'),
    dataDirectory: folder,
    store: withFaults(store, {
      after: ({ method }) => {
        isFound ||= core.fault !== noFault && method === 'compareWithList';
        if (isFound) afterFound(driver, method, folder);
      },
    }),
  });
  core.fault = noFault;
  const names = ['ada@alpha.example', 'bob@alpha.example'];
  const [ada = '', bob = ''] = names.map((email) => core.addUser({ email })[0] ?? '');
  for (const user of [ada, bob]) core.addSession(user);
  const { id } = await driver.planList(names);
  await driver.start(id);
  expect((await driver.finished(id)).outcome).toBe('complete');
  core.addSession(ada);
  core.fault = (call, perform) => {
    const isOfBob = call.name === 'sessionHandles' && JSON.stringify(call.input).includes(bob);
    if (!isOfBob) return perform();
    return new Promise((_, reject) => call.signal?.addEventListener('abort', reject));
  };
  await watchFor(driver, id, 'report');
  await driver.settled(id);
  await driver.close();
  await store.close();
  return { core, id, folder };
}

const noFault: FakeCore['fault'] = (_call, perform) => perform();

async function afterRestart({ core, folder, id }: CutOff) {
  const driver = await openRevocations({ core: () => core.port, dataDirectory: folder });
  const [report, history] = [await driver.report(id), await driver.history()];
  const foundAs = async (outcome: 'complete' | 'incomplete') =>
    (await driver.history({ outcomes: [outcome] })).entries.map((entry) => entry.id);
  const found = { complete: await foundAs('complete'), incomplete: await foundAs('incomplete') };
  await driver.close();
  return { report, found, entry: history.entries[0] };
}

it('a watch that the end of the console cuts off leaves what it had found in report and history', async () => {
  const cutOff = await watchTwo((driver) => void driver.close());
  const { entry, report } = await afterRestart(cutOff);
  expect(report).toMatchObject({ outcome: 'incomplete', newSessions: { ended: 0, left: 1 } });
  expect(report.watch?.endedAt).not.toBeNull();
  expect(entry).toMatchObject({ type: 'ended', outcome: 'incomplete', newSessions: 1 });
});

it('a watch that is killed leaves no complete report while a session that it had found is active', async () => {
  const copies: { readonly folder: string; readonly method: string }[] = [];
  const cutOff = await watchTwo((driver, method, from) => {
    if (copies.some((copy) => copy.method === method)) return;
    const folder = temporaryFolder();
    cpSync(from, folder, { recursive: true, filter: (path) => !path.includes('lock') });
    copies.push({ folder, method });
    if (method === 'commit') void driver.close();
  });
  expect(copies.map(({ method }) => method)).toEqual(expect.arrayContaining(['compareWithList', 'commit']));
  for (const { folder, method } of copies) {
    const { entry, report } = await afterRestart({ ...cutOff, folder });
    expect(report).toMatchObject({ outcome: 'incomplete', newSessions: { ended: 0, left: 1 } });
    // With the first commit after it was found.
    if (method === 'commit') expect(entry).toMatchObject({ outcome: 'incomplete', newSessions: 1 });
  }
});

it('a watch that is killed leaves a revocation that the history finds as what it shows', async () => {
  const asKilled = temporaryFolder();
  const cutOff = await watchTwo((driver, method, from) => {
    if (method === 'compareWithList' && !existsSync(join(asKilled, 'revocations')))
      cpSync(from, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
    if (method === 'commit') void driver.close();
  });
  const { entry, found } = await afterRestart({ ...cutOff, folder: asKilled });
  expect(entry).toMatchObject({ type: 'ended', outcome: 'incomplete' });
  expect(found).toEqual({ complete: [], incomplete: [cutOff.id] });
});

it('a watch of everyone that is killed leaves a gap of users who were not seen in report, history and evidence', async () => {
  const core = new FakeCore();
  const clock = createTestClock();
  const first = await openRevocations({ core: () => core.port, clock });
  core.addSession(core.addUser({ email: 'ada@alpha.example' })[0] ?? '');
  const { id } = await first.planRule({ all: [] });
  await first.start(id);
  expect(await first.finished(id)).toMatchObject({ outcome: 'complete' });
  await watchFor(first, id, 'report');
  const { looked } = followWatch(first, id, clock);
  await looked();
  expect(await first.report(id)).toMatchObject({
    outcome: 'complete',
    watch: { endedAt: null, isCutOff: false },
  });
  const folder = temporaryFolder();
  cpSync(first.dataDirectory, folder, { recursive: true, filter: (path) => !path.includes('lock') });
  await first.stopped(id);

  const again = await openRevocations({ core: () => core.port, dataDirectory: folder, closesWithTest: true });
  const gap = { outcome: 'complete-with-gaps', coverage: { 'users-not-watched': null } };
  const watch = { endedAt: null, isCutOff: true, lastLook: null };
  expect(await again.report(id)).toMatchObject({ ...gap, watch });
  expect((await again.history()).entries).toMatchObject([{ type: 'ended', ...gap }]);
  expect((await again.revocations.evidence(id, {})).report).toMatchObject(gap);
  expect(await again.verifyAgain(id)).toMatchObject(gap);
});

it('a reading again that is killed has the same outcome in report and history', async () => {
  const core = new FakeCore();
  const [folder, asKilled] = [temporaryFolder(), temporaryFolder()];
  const clock = createTestClock('automatic');
  const first = await openRevocations({ core: () => core.port, clock, dataDirectory: folder });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const { id } = await first.end({ type: 'handles', handles: [core.addSession(ada)] });
  core.fault = (call, perform) => {
    // After the first list, so that it is new, and nothing says that it is to be ended.
    if (call.name === 'sessionHandles' && core.sessions.size === 0 && clock.now() > startedAt)
      core.addSession(ada);
    return perform();
  };
  const startedAt = clock.now();
  await watchFor(first, id, 'report');
  expect(await first.finished(id)).toMatchObject({ outcome: 'complete', newSessions: { left: 1 } });
  core.fault = (_call, perform) => {
    if (!existsSync(join(asKilled, 'revocations')))
      cpSync(folder, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
    return perform();
  };
  expect(await first.verifyAgain(id)).toMatchObject({ outcome: 'complete' });
  await first.close();
  const { entry, report } = await afterRestart({ core, folder: asKilled, id });
  expect(report).toMatchObject({ outcome: 'incomplete', verifiedAt: null });
  expect(entry).toMatchObject({ type: 'ended', outcome: 'incomplete' });
});

it('a reading again that is killed at any commit has the same numbers in report and history', async () => {
  const core = new FakeCore();
  const [folder, copies] = [temporaryFolder(), temporaryFolder()];
  const moments: string[] = [];
  let isReading = false;
  const store = await openTestStore(folder);
  const first = await openRevocations({
    core: () => core.port,
    dataDirectory: folder,
    store: withFaults(store, {
      after: ({ method }) => {
        if (method !== 'commit' || !isReading) return;
        const copy = join(copies, String(moments.length));
        cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes('lock') });
        moments.push(copy);
      },
    }),
  });
  const handles = Array.from({ length: 4 }, () => core.addSession('u'));
  for (const handle of handles.slice(2)) core.failsAt.add(handle);
  const { id } = await first.end({ type: 'handles', handles });
  const [odd = ''] = handles.slice(3);
  core.failsAt.delete(odd);
  core.sessions.delete(odd);
  isReading = true;
  expect((await first.verifyAgain(id)).counts).toMatchObject({ revoked: 2, 'revoked-unconfirmed': 1 });
  isReading = false;
  await first.close();
  await store.close();
  const numbers: number[] = [];
  for (const copy of moments) {
    const { entry, report } = await afterRestart({ core, folder: copy, id });
    const gone = report.counts.revoked + report.counts['revoked-unconfirmed'];
    expect(entry).toMatchObject({ type: 'ended', outcome: report.outcome, ended: gone });
    numbers.push(gone);
  }
  expect(numbers).toEqual(expect.arrayContaining([2, 3]));
});

it('a watch that the operator stops while the disk is full is found as what it shows as soon as there is room', async () => {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const store = await openTestStore(folder);
  let isFull = false;
  const driver = await openRevocations({
    core: () => core.port,
    clock: createTestClock('automatic'),
    dataDirectory: folder,
    closesWithTest: true,
    store: withFaults(store, {
      before: ({ method }) => {
        if (isFull && method === 'commit') throw failure('disk-full');
      },
      after: ({ method }) => {
        isFull ||= core.fault !== noFault && method === 'compareWithList';
      },
    }),
  });
  core.fault = noFault;
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  core.addSession(ada);
  const { id } = await driver.planList(['ada@alpha.example']);
  await driver.start(id);
  expect((await driver.finished(id)).outcome).toBe('complete');
  const foundAs = async (outcome: 'complete' | 'incomplete') =>
    (await driver.history({ outcomes: [outcome] })).entries.map((entry) => entry.id);
  expect(await foundAs('complete')).toEqual([id]);
  core.addSession(ada);
  core.fault = (_call, perform) => perform();
  await watchFor(driver, id, 'report');
  expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'paused' } } });
  await driver.stop(id);
  await eventually(async () => expect((await driver.history()).entries[0]?.type).toBe('ended'));
  isFull = false;
  expect(await driver.report(id)).toMatchObject({ outcome: 'incomplete', newSessions: { left: 1 } });
  expect([await foundAs('complete'), await foundAs('incomplete')]).toEqual([[], [id]]);
});
