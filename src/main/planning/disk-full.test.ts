import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { openListDesk, type TestList } from '../../../test/unit/support/planning/list-desk.ts';
import { createRuleDesk, freeze, handlesOf, until } from '../../../test/unit/support/planning/rule-desk.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createDisk } from '../../../test/unit/support/store/faults/full-disk.ts';
import {
  type StoreCall,
  type StoreFaults,
  withFaults,
} from '../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { isReading } from '../../contract/domain/planning/draft.ts';
import { restoredPlanning } from './list/read-chunks.ts';

const disk = createDisk();
const shared = sharedStore(disk.spawn);

/** A desk over a disk that becomes full before the first call of the store that is like this. */
async function openDesk() {
  onTestFinished(disk.makeRoom);
  const core = new FakeCore();
  const faults: StoreFaults = {};
  const { store, dataDirectory } = shared.forDriver();
  const desk = await openListDesk({
    core: () => core.port,
    store,
    dataDirectory,
    through: (real) => withFaults(real, faults),
  });
  return { core, desk, fillAt: (at: (call: StoreCall) => boolean) => fillOnce(faults, at) };
}

function fillOnce(faults: StoreFaults, at: (call: StoreCall) => boolean): void {
  faults.before = (call) => {
    if (!at(call)) return;
    faults.before = () => undefined;
    disk.fill();
  };
}

function changes(type: StoreCall['changes'][number]['type']): (call: StoreCall) => boolean {
  return (call) => call.changes.some((change) => change.type === type);
}

function asks(method: StoreCall['method']): (call: StoreCall) => boolean {
  return (call) => call.method === method;
}

function becomesReady({ changes: all }: StoreCall): boolean {
  return all.some((change) => {
    if (change.type !== 'documents') return false;
    const { planning } = change.documents;
    return planning !== undefined && restoredPlanning(planning).state.state === 'ready';
  });
}

/** A line of each kind; gives what they are to become. */
function linesOf(core: FakeCore): { readonly lines: string[]; readonly sessions: number } {
  const [ada = ''] = core.addUser({ email: 'ada@example.com' });
  core.addUser({ email: 'two@example.com' });
  core.addUser({ email: 'two@example.com', tenantIds: ['acme'] });
  const handles = Array.from({ length: 20 }, () => core.addSession(ada));
  const single = core.addSession('somebody');
  return { lines: [ada, ...handles, 'two@example.com', 'nobody@example.com', single], sessions: 21 };
}

async function candidatesOf(list: TestList): Promise<string[]> {
  return (await list.rows()).flatMap(({ result }) =>
    result.type === 'ambiguous' ? result.candidates.map(({ userId }) => userId) : [],
  );
}

describe('a disk that is full', () => {
  it('when a list is begun is the answer, and nothing is left of it', async () => {
    // The first test: there is no other draft.
    const { desk } = await openDesk();
    disk.fill();
    expect(await errorOf(desk.start())).toMatchObject({ code: 'disk-full' });
    disk.makeRoom();
    expect(await desk.restore()).toEqual([]);
    const list = await desk.start();
    await list.uploadLines(['nobody']);
    await list.finish();
    await list.until('ready');
  });

  it.each([
    ['is uploaded', changes('add-lines')],
    ['is looked up', changes('resolve-lines')],
    ['is settled', asks('settleList')],
  ] as const)('when a list %s pauses it; it goes on to the same when there is room', async (_, at) => {
    const { core, desk, fillAt } = await openDesk();
    const { lines, sessions } = linesOf(core);
    const list = await desk.start();
    fillAt(at);
    const uploaded = list.uploadLines(lines).then(() => list.finish());
    uploaded.catch(() => undefined);
    expect((await list.until('paused', 'failed')).state).toMatchObject({
      state: 'paused',
      by: 'store',
      error: { code: 'disk-full' },
    });
    // Tried again on the full disk, it says the same.
    await list.control('resume');
    expect((await list.until('paused', 'failed')).state).toMatchObject({ by: 'store' });
    disk.makeRoom();
    await list.control('resume');
    await uploaded;
    await list.until('ready', 'failed');
    expect(list.snapshot()).toMatchObject({ state: { state: 'ready' }, totals: { sessions } });
    expect(await list.results()).toEqual([
      ...['user', ...Array(20).fill('duplicate'), 'ambiguous', 'unknown', 'session'],
    ]);
    expect(await list.targets()).toHaveLength(sessions);
  });

  it('when a list is ready is told by what the operator does next; it can be read and frozen when there is room', async () => {
    const { core, desk, fillAt } = await openDesk();
    const list = await desk.start();
    fillAt(becomesReady);
    await list.uploadLines(linesOf(core).lines);
    await list.finish();
    await list.until('ready');
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'disk-full' });
    disk.makeRoom();
    await list.retry();
    expect((await list.freeze()).targets).toBe(21);
  });

  it.each<[string, number, (list: TestList) => Promise<unknown>]>([
    ['excludes', 20, (list) => list.draft.exclude([23], true)],
    ['chooses', 21, async (list) => list.choose(21, (await candidatesOf(list)).slice(0, 1))],
    ['chooses on all lines', 21, (list) => list.chooseForAll({ type: 'all' })],
    ['freezes', 21, (list) => list.freeze()],
  ])('when the operator %s is the answer, and the same works when there is room', async (_, targets, change) => {
    const { core, desk } = await openDesk();
    const { lines } = linesOf(core);
    const list = await desk.read(lines);
    disk.fill();
    expect(await errorOf(change(list))).toMatchObject({ code: 'disk-full' });
    disk.makeRoom();
    await change(list);
    expect((await list.freeze()).targets).toBe(targets);
  });

  it('when the plan of a draft is written leaves a draft, which can be frozen when there is room', async () => {
    const { core, desk, fillAt } = await openDesk();
    const list = await desk.read(linesOf(core).lines);
    fillAt(changes('state'));
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'disk-full' });
    expect(await desk.realStore.read.entry({ id: list.draft.id })).toMatchObject({ state: 'draft' });
    disk.makeRoom();
    expect(await list.freeze()).toMatchObject({ targets: 21, duplicates: 20 });
    expect(await desk.realStore.read.entry({ id: list.draft.id })).toMatchObject({ state: 'planned' });
  });

  it('when users are scanned pauses the rule; it finds each session once when there is room', async () => {
    onTestFinished(disk.makeRoom);
    const core = new FakeCore();
    const desk = await createRuleDesk(() => core.port, { spawn: disk.spawn });
    onTestFinished(desk.remove);
    const handles = Array.from({ length: 30 }, (_, n) => {
      const [id = ''] = core.addUser({ email: `user-${n}@example.com` });
      return [core.addSession(id), core.addSession(id)];
    }).flat();
    const faults: StoreFaults = {};
    fillOnce(faults, changes('scanned'));
    const draft = await desk.start({ rule: { all: [] } }, withFaults(desk.store, faults));
    const { state } = await until(draft, ({ state: now }) => !isReading(now));
    expect(state).toMatchObject({ state: 'paused', by: 'store', error: { code: 'disk-full' } });
    disk.makeRoom();
    await draft.control('resume');
    await until(draft, (now) => now.state.state === 'ready');
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(await freeze(draft)).toMatchObject({ targets: 60 });
  });
});
