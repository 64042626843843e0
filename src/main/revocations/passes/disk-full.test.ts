import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { createDisk } from '../../../../test/unit/support/store/faults/full-disk.ts';
import {
  type StoreCall,
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { RunOptions } from '../../../contract/domain/revocation/run.ts';
import { failure } from '../../../contract/failure.ts';

const disk = createDisk();
const shared = sharedStore(disk.spawn);

interface World {
  /** Of so many users one session each is ordered, beside all sessions of one user. */
  readonly others: number;
  /** What the core does to sessions that are to be ended. */
  readonly core?: 'ends-none-at-first' | 'loses-answers-at-first' | 'refuses-one';
  readonly options?: Partial<RunOptions>;
}

/** A revocation of a list, over a disk that can become full, beside another one that was interrupted. */
async function openWorld({ others, core: oddity, options = {} }: World) {
  const core = new FakeCore();
  const [whole = ''] = core.addUser({ email: 'whole@example.com' });
  const ofWhole = [1, 2, 3].map(() => core.addSession(whole));
  const single = Array.from({ length: others }, (_, n) => core.addSession(`user-${n}`));
  const refused = single.at(-1) ?? '';
  const faults: StoreFaults = {};
  const { store, ...folder } = shared.forDriver();
  const driver = await openRevocations({
    ...{ core: () => core.port, clock: createTestClock('automatic'), ...folder },
    store: withFaults(store, faults),
  });
  const { id } = await driver.planList([whole, ...single]);
  const seen = { full: false, closed: false, ended: false, calls: 0, unwritten: [] as string[] };

  /** Handles that are sent although it is not on disk that they are. */
  async function noteUnwritten(handles: readonly string[]): Promise<void> {
    const targets = await store.read.findTargets({ id, handles });
    const unwritten = targets.filter(({ state }) => state === 'planned' || state === 'still-active');
    seen.unwritten.push(...unwritten.map(({ handle }) => handle));
  }

  core.fault = async (call, perform) => {
    if (call.name === 'revokeUser') {
      seen.closed = true;
      await noteUnwritten(ofWhole);
      return perform();
    }
    if (call.name !== 'revokeHandles') return perform();
    const { handles } = call.input as { readonly handles: readonly string[] };
    await noteUnwritten(handles);
    seen.calls += 1;
    if (oddity === 'ends-none-at-first' && handles.some((handle) => ofWhole.includes(handle))) return handles;
    if (oddity === 'refuses-one' && handles.includes(refused)) throw failure('core-error');
    const answer = perform();
    if (oddity === 'loses-answers-at-first' && seen.calls === 1) throw failure('timeout');
    return answer;
  };

  return {
    core,
    driver,
    faults,
    id,
    seen,
    start: () => driver.start(id, { passes: 2, ...options }),
    /** What is the same with and without a full disk. */
    result: async () => {
      const { closedByUserId, counts, newSessions, outcome, watch } = await driver.finished(id);
      return {
        closedByUserId,
        counts,
        newSessions,
        outcome,
        isWatched: watch !== null,
        alive: core.sessions.size,
      };
    },
  };
}

/** Another revocation that the end of the console cut off, and a way to resume it. */
async function interruptedBeside(): Promise<{ readonly driver: RevocationDriver; readonly id: string }> {
  const core = new FakeCore();
  const handles = [1, 2, 3].map(() => core.addSession('beside'));
  const open = () =>
    openRevocations({ core: () => core.port, connectionId: 'beside', ...shared.forDriver() });
  const first = await open();
  const { id } = await first.plan({ type: 'handles', handles });
  core.fault = (call, perform) => {
    if (call.name === 'revokeHandles') void first.close();
    return perform();
  };
  await first.start(id);
  await first.close();
  core.fault = (_call, perform) => perform();
  return { driver: await open(), id };
}

function changes(type: string): (call: StoreCall) => boolean {
  return (call) =>
    call.changes.some((change) => (change.type === 'event' ? change.event.type : change.type) === type);
}

function asks(method: StoreCall['method']): (call: StoreCall) => boolean {
  return (call) => call.method === method;
}

function ends(call: StoreCall): boolean {
  return call.changes.some((change) => change.type === 'state' && change.state === 'ended');
}

interface Phase {
  readonly phase: string;
  readonly world: World;
  /** The call of the store before which the disk becomes full. */
  readonly at: (call: StoreCall, seen: { readonly closed: boolean; readonly ended: boolean }) => boolean;
}

const few: World = { others: 4 };
/** So many users are not listed before: their targets are read one by one. */
const many: World = { others: 25 };
const closing: World = { ...few, core: 'ends-none-at-first' };
const watching: World = { ...many, options: { watchMinutes: 1 } };

const phases: readonly Phase[] = [
  { phase: 'before users are listed the first time', world: few, at: asks('rememberList') },
  { phase: 'before a batch is sent', world: few, at: changes('sent') },
  { phase: 'after a batch was answered', world: few, at: changes('confirmed') },
  {
    phase: 'after a batch got lost',
    world: { ...few, core: 'loses-answers-at-first' },
    at: changes('lost'),
  },
  { phase: 'while users are listed again', world: few, at: asks('compareWithList') },
  { phase: 'while targets are read again', world: many, at: changes('read-absent') },
  { phase: 'before users are closed by their ids', world: closing, at: asks('openTargetsOf') },
  {
    phase: 'after users were closed by their ids',
    world: closing,
    at: (call, { closed }) => closed && changes('confirmed')(call),
  },
  {
    phase: 'while the rest is given up',
    world: { ...few, core: 'refuses-one' },
    at: asks('recordWhere'),
  },
  { phase: 'at its end', world: few, at: ends },
  {
    phase: 'before it watches',
    world: watching,
    at: (call, { ended }) => ended && asks('rememberLists')(call),
  },
  {
    phase: 'while it watches',
    world: watching,
    at: (call, { ended }) => ended && asks('compareWithList')(call),
  },
];

type Result = Awaited<ReturnType<Awaited<ReturnType<typeof openWorld>>['result']>>;
const untroubled = new Map<World, Result>();

/** How it ends without a full disk. */
async function expectedOf(world: World): Promise<Result> {
  const known = untroubled.get(world);
  if (known) return known;
  const { result, start } = await openWorld(world);
  await start();
  const expected = await result();
  untroubled.set(world, expected);
  return expected;
}

const pausedByDisk = {
  type: 'progress',
  progress: { run: { state: 'paused', reason: { type: 'store', error: { code: 'disk-full' } } } },
};

describe('a disk that is full', () => {
  it.each(
    phases,
  )('$phase pauses the revocation, which goes on when there is room; others are listed and resumed meanwhile', async ({
    at,
    world,
  }) => {
    const expected = await expectedOf(world);
    const { core, driver, faults, id, result, seen, start } = await openWorld(world);
    const beside = await interruptedBeside();
    onTestFinished(disk.makeRoom);
    faults.before = (call) => {
      if (seen.full || !at(call, seen)) return;
      seen.full = true;
      disk.fill();
    };
    faults.after = (call) => {
      seen.ended ||= ends(call);
    };
    await start();
    expect(await driver.settled(id)).toMatchObject(pausedByDisk);
    expect(seen.full).toBe(true);

    // Tried again on the full disk, it says the same, and nothing is sent.
    const ending = () => core.callsOf('revokeHandles').length + core.callsOf('revokeUser').length;
    const before = ending();
    await driver.resume(id);
    expect(await driver.settled(id)).toMatchObject(pausedByDisk);
    expect(ending()).toBe(before);

    const listed = await beside.driver.history({ connectionId: 'beside' });
    expect(listed.entries).toContainEqual(expect.objectContaining({ type: 'open', id: beside.id }));
    expect(await errorOf(beside.driver.report(beside.id))).toMatchObject({ code: 'not-found' });
    disk.fill(id);
    await beside.driver.resume(beside.id);
    expect(await beside.driver.finished(beside.id)).toMatchObject({ outcome: 'complete' });

    disk.makeRoom();
    await driver.resume(id);
    expect(await result()).toEqual(expected);
    expect(seen.unwritten).toEqual([]);
  });

  it('when a plan of chosen sessions is started begins nothing; it can be started when there is room', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
    onTestFinished(disk.makeRoom);
    disk.fill();
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full' });
    expect((await driver.history()).entries.filter((entry) => entry.id === id)).toEqual([]);
    disk.makeRoom();
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });

  it('when a frozen draft is started begins nothing; it can be started when there is room', async () => {
    const { core, driver, id, result, start } = await openWorld(few);
    onTestFinished(disk.makeRoom);
    disk.fill();
    expect(await errorOf(start())).toMatchObject({ code: 'disk-full' });
    expect(core.callsOf('revokeHandles')).toEqual([]);
    disk.makeRoom();
    await start();
    expect(await result()).toEqual(await expectedOf(few));
    expect((await driver.history()).entries).toContainEqual(expect.objectContaining({ id }));
  });

  it('and a stop leave what was under way unknown; when there is room, it is verified again', async () => {
    const { core, driver, faults, id, start } = await openWorld(few);
    onTestFinished(disk.makeRoom);
    faults.before = (call) => {
      if (changes('confirmed')(call)) disk.fill();
    };
    await start();
    expect(await driver.settled(id)).toMatchObject(pausedByDisk);
    await driver.stop(id);
    // Its end cannot be written: it is left as it is on disk.
    await driver.settled(id);
    const isHere = expect.objectContaining({ type: 'open', id });
    expect((await driver.history()).entries).toContainEqual(isHere);
    expect(core.sessions.size).toBe(0);

    disk.makeRoom();
    faults.before = () => undefined;
    core.fault = () => {
      throw failure('unreachable');
    };
    await driver.revocations.handlers['revocation.abandon']({ id }, callContext());
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'stopped',
      verifiedAt: null,
      counts: { unknown: 7, revoked: 0 },
    });
    core.fault = (_call, perform) => perform();
    expect(await driver.verifyAgain(id)).toMatchObject({
      counts: { unknown: 0, 'revoked-unconfirmed': 7 },
      errors: [],
    });
  });

  it.each<[string, Phase['at']]>([
    ['begins', asks('verifyAgain')],
    ['reads', changes('read-active')],
    ['ends', ends],
  ])('while a verification %s pauses it, and loses nothing', async (_, at) => {
    const { driver, faults, id, seen, start } = await openWorld({ ...many, core: 'refuses-one' });
    await start();
    const report = await driver.finished(id);
    onTestFinished(disk.makeRoom);
    faults.before = (call) => {
      if (!at(call, seen)) return;
      faults.before = () => undefined;
      disk.fill();
    };
    await driver.revocations.handlers['revocation.verifyAgain']({ id }, callContext());
    expect(await driver.settled(id)).toMatchObject(pausedByDisk);
    disk.makeRoom();
    await driver.resume(id);
    const { counts, outcome } = await driver.finished(id);
    expect({ counts, outcome }).toEqual({ counts: report.counts, outcome: report.outcome });
  });

  it('before what remained is ended pauses that, and nothing is sent', async () => {
    const { core, driver, id, start } = await openWorld({ ...few, core: 'refuses-one' });
    await start();
    expect(await driver.finished(id)).toMatchObject({ outcome: 'incomplete', counts: { failed: 1 } });
    core.fault = (_call, perform) => perform();
    const sent = core.callsOf('revokeHandles').length;
    onTestFinished(disk.makeRoom);
    disk.fill();
    await driver.revocations.handlers['revocation.endRemaining'](
      { planId: id, count: 1, typedCount: null },
      callContext(),
    );
    expect(await driver.settled(id)).toMatchObject(pausedByDisk);
    expect(core.callsOf('revokeHandles')).toHaveLength(sent);
    disk.makeRoom();
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { failed: 0 } });
  });

  it('is the answer to a report that is to be sorted; the report itself is still shown', async () => {
    const { driver, id, start } = await openWorld(few);
    await start();
    await driver.finished(id);
    onTestFinished(disk.makeRoom);
    disk.fill();
    const sorted = { sort: { column: 'handle', direction: 'ascending' } } as const;
    expect(await errorOf(driver.targets(id, sorted))).toMatchObject({ code: 'disk-full' });
    expect(await driver.report(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 7 } });
    expect(await driver.targets(id)).toHaveLength(7);
    disk.makeRoom();
    expect(await driver.targets(id, sorted)).toHaveLength(7);
  });
});
