import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import {
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore, spawnStoreWorker } from '../../../../test/unit/support/store/test-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { failure } from '../../../contract/failure.ts';
import type { Store } from '../../store/interface.ts';

const full = failure('disk-full');

/** A revocation of so many sessions over a store whose calls can go wrong. */
async function prepare(sessions: number, faults: StoreFaults, open = openTestStore) {
  const core = new FakeCore();
  const handles = [...Array(sessions)].map(() => core.addSession('u'));
  const dataDirectory = temporaryFolder();
  const real: Store = await open(dataDirectory);
  const driver = await openRevocations({
    core: () => core.port,
    dataDirectory,
    store: withFaults(real, faults),
    closesWithTest: true,
  });
  const { id } = await driver.plan({ type: 'handles', handles });
  return { core, driver, id };
}

const pausedByStore = { progress: { run: { state: 'paused', reason: { type: 'store' } } } };

describe('a disk that is full', () => {
  it('before the order is on it begins nothing, and the plan can be started when there is room', async () => {
    const faults: StoreFaults = {};
    const { core, driver, id } = await prepare(3, faults);
    faults.before = ({ method }) => {
      if (method === 'commit') throw full;
    };
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full' });
    expect(core.callsOf('revokeHandles')).toEqual([]);
    faults.before = () => undefined;
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 3 } });
  });

  it('in the middle of a run sends no more than was on it as sent and loses nothing that was answered, and the run is resumed to its end', async () => {
    const faults: StoreFaults = {};
    const { core, driver, id } = await prepare(5_000, faults);
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles')
        faults.before = () => {
          throw full;
        };
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByStore);
    const sent = core.callsOf('revokeHandles').length;
    // Four at a time, and four that are made ready beside them.
    expect(sent).toBeLessThanOrEqual(8);
    core.fault = (_call, perform) => perform();
    faults.before = () => undefined;
    await driver.resume(id);
    const done = await driver.finished(id);
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 5_000 } });
  });

  it('leaves a revocation that is stopped then as it is on the disk; abandoned later, it says what it knows', async () => {
    const faults: StoreFaults = {};
    const { core, driver, id } = await prepare(3, faults);
    faults.before = ({ changes }) => {
      if (changes.some(({ type }) => type === 'event')) throw full;
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByStore);
    faults.before = () => {
      throw full;
    };
    await driver.stop(id);
    await eventually(async () =>
      // It is not at work any more.
      expect(await errorOf(driver.pause(id))).toMatchObject({ code: 'not-found' }),
    );
    faults.before = () => undefined;
    expect((await driver.history()).entries).toMatchObject([
      { type: 'open', progress: { run: { state: 'interrupted' } } },
    ]);
    await driver.revocations.handlers['revocation.abandon']({ id }, callContext());
    expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 3 } });
    expect(core.sessions.size).toBe(3);
  });

  it('by the limit of SQLite is reported when the run is started, and nothing is ended', async () => {
    const { core, driver, id } = await prepare(3_000, {}, (folder) =>
      openTestStore(folder, { limits: { pages: 100 } }),
    );
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full' });
    expect(core.sessions.size).toBe(3_000);
  });
});

describe('an error at a commit', () => {
  it('that was written all the same is found there: nothing is recorded twice', async () => {
    const faults: StoreFaults = {};
    const { driver, id } = await prepare(2_000, faults);
    let commits = 0;
    faults.after = ({ changes, method }) => {
      if (method !== 'commit') return;
      const isOrder = changes.some((change) => change.type === 'state' && change.state === 'running');
      if (isOrder || commits > 0) commits += 1;
      // The order, and some commits after it: each costs a number of batches that were prepared in vain.
      if ([1, 3, 6, 12, 20, 30].includes(commits)) throw failure('store-unavailable');
    };
    await driver.start(id);
    for (;;) {
      const last = await driver.settled(id);
      if (last.type === 'report') break;
      expect(last).toMatchObject(pausedByStore);
      await driver.resume(id);
    }
    expect(await driver.report(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 2_000 } });
  });

  it('of the order that leaves open whether it was written is answered as a failure; started again, it runs', async () => {
    const faults: StoreFaults = {};
    const { core, driver, id } = await prepare(3, faults);
    let isLost = false;
    faults.after = ({ changes }) => {
      if (!changes.some((change) => change.type === 'state' && change.state === 'running')) return;
      isLost = true;
      throw failure('store-unavailable');
    };
    faults.before = ({ method }) => {
      if (isLost && method === 'entry') throw failure('store-unavailable');
    };
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'store-unavailable' });
    expect(core.callsOf('revokeHandles')).toEqual([]);
    faults.after = () => undefined;
    faults.before = () => undefined;
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 3 } });
  });
});

describe('a revocation with damaged rows', () => {
  it('pauses, because it must not work on what may be wrong; stopped, it comes to its end', async () => {
    const faults: StoreFaults = {};
    const { core, driver, id } = await prepare(3, faults);
    faults.before = ({ method }) => {
      if (method === 'targetsToEnd') throw failure('store-damaged');
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByStore);
    expect(await driver.stopped(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 3 } });
    expect(core.sessions.size).toBe(3);
  });
});

describe('a thread of the store that dies in the middle', () => {
  it.each([
    'write',
    'read',
  ] as const)('(%s) pauses the revocation at most; resumed, it comes to its end', async (role) => {
    const workers = new Map<string, Worker>();
    const { core, driver, id } = await prepare(3_000, {}, (folder) =>
      openTestStore(folder, {
        spawn: (data) => {
          const worker = spawnStoreWorker(data);
          workers.set(data.role, worker);
          return worker;
        },
      }),
    );
    let killed = 0;
    core.fault = async (call, perform) => {
      if (
        (call.name === 'revokeHandles' && killed === 0) ||
        (call.name === 'sessionHandles' && killed === 1)
      ) {
        killed += 1;
        await workers.get(role)?.terminate();
      }
      return perform();
    };
    await driver.start(id);
    for (;;) {
      const last = await driver.settled(id);
      if (last.type === 'report') break;
      expect(last).toMatchObject(pausedByStore);
      await driver.resume(id);
    }
    expect(killed).toBe(2);
    const report = await driver.report(id);
    expect(report.outcome).toBe('complete');
    expect(core.sessions.size).toBe(0);
  });
});
