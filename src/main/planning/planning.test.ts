import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../test/unit/support/eventually.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { openTestStore, temporaryFolder } from '../../../test/unit/support/store/test-store.ts';
import { callContext, draftAfter, exportedBy, recordStream } from '../../../test/unit/support/stream.ts';
import { type ConnectionSettings, defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { type Draft, isReading } from '../../contract/domain/planning/draft.ts';
import { type RevocationSelection, revocationPlan } from '../../contract/domain/revocation/plan.ts';
import type { Store } from '../store/interface.ts';
import { createPlanning, type Planning } from './planning.ts';

const connectionId = 'test';
let folder: string;
let store: Store;
let core: FakeCore;
let settings: ConnectionSettings;
let savedAs: string | null;
let ownUserIds: readonly string[];
let planning: Planning;

beforeEach(async () => {
  folder = await temporaryFolder();
  store = await openTestStore(folder);
  core = new FakeCore();
  settings = { ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' };
  savedAs = null;
  ownUserIds = ['me'];
  planning = begin();
});

/** As after a start of the console. */
function begin(): Planning {
  const begun = createPlanning({
    store,
    core: () => core.port,
    settings: () => settings,
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    ownUserIds: () => ownUserIds,
    saveFile: async () => savedAs,
    backoff: { firstMs: 1, mostMs: 4, pauseAfterMs: 60 },
  });
  onTestFinished(() => begun.close());
  return begun;
}

/** Follows a draft until it is read. */
async function untilRead(draftId: string): Promise<Draft> {
  const recorded = recordStream<Draft>(([draft]) => {
    if (draft && !isReading(draft.state) && draft.state.state !== 'settling') recorded.abort();
  });
  await planning.handlers['planning.watch']({ draftId }, recorded.context).catch(() => undefined);
  return recorded.items.at(-1) as Draft;
}

async function readList(lines: readonly string[]): Promise<Draft> {
  const { handlers } = planning;
  const request = { connectionId, name: 'leaked.txt', format: { type: 'text' } as const, size: 100_000 };
  const { id: draftId } = await handlers['planning.startList'](request, callContext());
  await handlers['planning.uploadChunk']({ draftId, bytes: Buffer.from(lines.join('\n')) }, callContext());
  await handlers['planning.finishUpload']({ draftId, failed: null }, callContext());
  return untilRead(draftId);
}

async function startRule(): Promise<Draft> {
  const rule = { field: 'email-domain', domain: 'alpha.example' } as const;
  return planning.handlers['planning.startRule']({ connectionId, tenants: null, rule }, callContext());
}

async function freeze(draftId: string) {
  return revocationPlan.parse(await planning.handlers['planning.freeze']({ draftId }, callContext()));
}

function drafts(): Promise<Draft[]> {
  return planning.handlers['planning.drafts']({ connectionId }, callContext());
}

async function planSelection(selection: RevocationSelection) {
  return revocationPlan.parse(
    await planning.handlers['revocation.plan']({ connectionId, selection }, callContext()),
  );
}

async function targetsOf(id: string): Promise<string[]> {
  const targets = await store.read.targets({ id, view: null, offset: 0, limit: 10_000 });
  return targets.map(({ handle }) => handle);
}

async function stateOf(id: string): Promise<string> {
  const entry = await store.read.entry({ id });
  return entry.type === 'readable' ? entry.state : entry.type;
}

describe('a plan of a list or a rule', () => {
  it('is in the store when it is taken, and its draft is gone when it was started', async () => {
    const handle = core.addSession('ada');
    const { id } = await readList([handle]);
    await freeze(id);
    expect(planning.connectionOfPlan(id)).toBe(connectionId);
    expect(await planning.plan(id)).toMatchObject({ plan: { id, targets: 1 }, address: settings.address });
    await planning.takePlan(id);
    expect(await stateOf(id)).toBe('planned');
    expect(await targetsOf(id)).toEqual([handle]);
    planning.planStarted(id);
    expect(await drafts()).toEqual([]);
    expect(await errorOf(planning.plan(id))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(planning.takePlan(id))).toMatchObject({ code: 'not-found' });
  });

  it('can be taken once', async () => {
    const { id } = await readList([core.addSession('ada')]);
    await freeze(id);
    await planning.takePlan(id);
    expect(await errorOf(planning.takePlan(id))).toMatchObject({ code: 'bad-input' });
    planning.giveBackPlan(id);
    await planning.takePlan(id);
  });

  it('is none before the draft is frozen, and after it was changed', async () => {
    const { id } = await readList([core.addSession('ada'), core.addSession('ada')]);
    expect(await errorOf(planning.plan(id))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(planning.takePlan(id))).toMatchObject({ code: 'bad-input' });
    await freeze(id);
    await draftAfter(planning.handlers['planning.exclude'], { draftId: id, rows: [0], excluded: true });
    expect(await errorOf(planning.takePlan(id))).toMatchObject({ code: 'bad-input' });
  });

  it('is made of a rule in the same way', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const { id } = await startRule();
    expect((await untilRead(id)).state).toEqual({ state: 'ready' });
    expect(await freeze(id)).toMatchObject({ id, source: { type: 'rule' }, targets: 1 });
    await planning.takePlan(id);
  });
});

describe('a plan of a selection', () => {
  it('of sessions says whose they are, as far as that is known', async () => {
    const handles = [core.addSession('ada'), core.addSession('me', 'acme'), core.addSession('ada')];
    const plan = await planSelection({ type: 'handles', handles: [...handles, handles[0] ?? ''] });
    expect(plan).toMatchObject({
      source: { type: 'handles' },
      ...{ targets: 3, duplicates: 1, excluded: 0, own: 1, users: 2, wholeUsers: 0, byIdentity: [] },
      byTenant: [
        { name: 'public', sessions: 2 },
        { name: 'acme', sessions: 1 },
      ],
    });
    const unknown = await planSelection({ type: 'handles', handles: [`${handles[0]}`, 'gone'] });
    expect(unknown.users).toBeNull();
  });

  it('of sessions counts those of the own user, by whichever id the settings name the user', async () => {
    ownUserIds = core.addUser({ email: 'me@alpha.example', external: 'emp-1' });
    const own = core.addSession('emp-1');
    const plan = await planSelection({ type: 'handles', handles: [own, core.addSession('ada')] });
    expect(plan.own).toBe(1);
  });

  it('of chosen sessions says of how many nobody read whether they are your own', async () => {
    ownUserIds = ['me'];
    const many = Array.from({ length: 501 }, () => core.addSession('me'));
    const unread = await planSelection({ type: 'handles', handles: many });
    expect([unread.own, unread.ownUnread]).toEqual([0, 501]);
    const some = await planSelection({ type: 'handles', handles: [...many.slice(0, 2), 'gone'] });
    expect([some.own, some.ownUnread]).toEqual([2, 1]);
    ownUserIds = [];
    const ofNobody = await planSelection({ type: 'handles', handles: many });
    expect([ofNobody.own, ofNobody.ownUnread]).toEqual([0, undefined]);
  });

  it('of sessions of many users has the name of each of them', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => core.addUser({ email: `u${n}@alpha.example` })).flat();
    const { id } = await planSelection({ type: 'handles', handles: ids.map((one) => core.addSession(one)) });
    await planning.takePlan(id);
    const targets = await store.read.targets({ id, view: null, offset: 0, limit: 100 });
    expect(targets.map(({ email, name }) => [name, email])).toEqual(
      ids.map((_, n) => [`u${n}@alpha.example`, `u${n}@alpha.example`]),
    );
  });

  it('of 152 tenants names the largest 50, and counts all of them', async () => {
    const handles = Array.from({ length: 152 }, (_, n) => core.addSession('ada', `tenant-${n}`));
    handles.push(core.addSession('ada', 'tenant-151'));
    const plan = await planSelection({ type: 'handles', handles });
    expect(plan).toMatchObject({ targets: 153, tenants: 152 });
    expect(plan.byTenant).toHaveLength(50);
    expect(plan.byTenant[0]).toEqual({ name: 'tenant-151', sessions: 2 });
  });

  it('of a user has the sessions under all ids of all login methods', async () => {
    const [first = '', second = ''] = core.addUser(
      { email: 'ada@alpha.example', external: 'emp-1' },
      { phoneNumber: '+36201234567', tenantIds: ['acme'] },
    );
    const handles = [first, 'emp-1', second].map((id) => core.addSession(id));
    const plan = await planSelection({ type: 'user', userId: first, tenantId: null });
    expect(plan).toMatchObject({ targets: 3, users: 1, wholeUsers: 1 });
    expect(plan.byIdentity.map(({ sessions }) => sessions)).toEqual([1, 1, 1]);
    await planning.takePlan(plan.id);
    expect((await targetsOf(plan.id)).sort()).toEqual(handles.toSorted());
    expect(await store.read.counts({ id: plan.id })).toMatchObject({ wholeUsers: 1, users: 1 });
    expect(await store.read.entry({ id: plan.id })).toMatchObject({
      state: 'planned',
      summary: { users: ['ada@alpha.example', first], targets: 3 },
    });
  });

  it('is nowhere on disk before it is taken', async () => {
    const { id } = await planSelection({ type: 'handles', handles: [core.addSession('ada')] });
    expect(planning.connectionOfPlan(id)).toBe(connectionId);
    expect(await errorOf(store.read.entry({ id }))).toMatchObject({ code: 'not-found' });
  });

  it.each([
    1, 1_000, 1_001, 2_500,
  ])('of %i sessions is in the store as a whole when it is taken', async (count) => {
    const handles = Array.from({ length: count }, () => core.addSession('ada'));
    const { id } = await planSelection({ type: 'handles', handles });
    await planning.takePlan(id);
    expect(await stateOf(id)).toBe('planned');
    expect(await targetsOf(id)).toEqual(handles);
    expect(await planning.plan(id)).toEqual((await store.read.documents({ id, names: ['plan'] })).plan);
  });

  it('of a few sessions is one commit', async () => {
    const { id } = await planSelection({ type: 'handles', handles: [core.addSession('ada')] });
    await planning.takePlan(id);
    expect((await store.read.counts({ id })).commit).toBe(1);
  });

  it('can be taken once, and is forgotten when it was started', async () => {
    const { id } = await planSelection({ type: 'handles', handles: [core.addSession('ada')] });
    await planning.takePlan(id);
    expect(await errorOf(planning.takePlan(id))).toMatchObject({ code: 'bad-input' });
    planning.giveBackPlan(id);
    await planning.takePlan(id);
    planning.planStarted(id);
    expect(await errorOf(planning.plan(id))).toMatchObject({ code: 'not-found' });
    expect(planning.connectionOfPlan(id)).toBeUndefined();
  });

  it('that was not started is gone after a restart', async () => {
    const { id } = await planSelection({ type: 'handles', handles: [core.addSession('ada')] });
    await planning.takePlan(id);
    planning = begin();
    expect(await drafts()).toEqual([]);
    expect(await errorOf(planning.plan(id))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(store.read.entry({ id }))).toMatchObject({ code: 'not-found' });
  });
});

describe('drafts', () => {
  it('are listed by connection, and are not found once they are discarded', async () => {
    const { id } = await readList([core.addSession('ada')]);
    expect((await drafts()).map((draft) => draft.id)).toEqual([id]);
    const watching = planning.handlers['planning.watch']({ draftId: id }, recordStream<Draft>().context);
    await planning.handlers['planning.discard']({ draftId: id }, callContext());
    // Whoever watches it is told that it is over.
    await watching;
    expect(await drafts()).toEqual([]);
    expect(await errorOf(freeze(id))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(store.read.entry({ id }))).toMatchObject({ code: 'not-found' });
  });

  it('are not discarded while a run takes over what was frozen of them', async () => {
    const { id } = await readList([core.addSession('ada')]);
    await freeze(id);
    await planning.takePlan(id);
    const discard = () => planning.handlers['planning.discard']({ draftId: id }, callContext());
    expect(await errorOf(discard())).toMatchObject({ code: 'bad-input', reason: 'draft-is-run' });
    expect(await store.read.entry({ id })).toMatchObject({ type: 'readable', state: 'planned' });
    planning.giveBackPlan(id);
    await discard();
    expect(await drafts()).toEqual([]);
  });

  it('are discarded with their connection, except what a run takes over', async () => {
    const [first, second] = [
      await readList([core.addSession('ada')]),
      await readList([core.addSession('bob')]),
    ];
    await freeze(second.id);
    await planning.takePlan(second.id);
    expect(await planning.discardAllOf('another')).toEqual([]);
    expect(await planning.discardAllOf(connectionId)).toEqual([first.id]);
    expect((await drafts()).map(({ id }) => id)).toEqual([second.id]);
    expect(await errorOf(store.read.entry({ id: first.id }))).toMatchObject({ code: 'not-found' });
  });

  it('are not more than twenty a connection', async () => {
    const request = { connectionId, name: 'x', format: { type: 'text' } as const, size: 10 };
    const start = () => planning.handlers['planning.startList'](request, callContext());
    for (let n = 0; n < 20; n++) await start();
    expect(await errorOf(start())).toMatchObject({ code: 'bad-input' });
  });

  it('of rules take no list', async () => {
    const { id: draftId } = await startRule();
    const upload = { draftId, bytes: Buffer.from('a') };
    const uploading = planning.handlers['planning.uploadChunk'](upload, callContext());
    expect(await errorOf(uploading)).toMatchObject({ code: 'bad-input' });
  });

  it('of both kinds are there after a restart', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const { id: list } = await readList([core.addSession(ada)]);
    await freeze(list);
    const { id: rule } = await startRule();
    await untilRead(rule);
    // Which tenants and users they have is read after their end.
    await eventually(async () =>
      expect((await drafts()).map(({ totals }) => totals.byUser.length)).toEqual([1, 1]),
    );
    const before = await drafts();
    await planning.close();
    planning = begin();
    expect(await drafts()).toEqual(before);
    // What was frozen can be started: nothing has changed.
    await planning.takePlan(list);
    expect(await freeze(rule)).toMatchObject({ targets: 1 });
  });
});

describe('a draft whose file cannot be read', () => {
  async function damage(id: string): Promise<void> {
    await store.close();
    const file = join(folder, 'revocations', `${id}.db`);
    await writeFile(file, Buffer.alloc((await readFile(file)).length, 0x55));
    store = await openTestStore(folder);
    planning = begin();
  }

  it('has failed, can be discarded, and leaves the others usable', async () => {
    const { id: bad } = await readList([core.addSession('ada')]);
    const { id: good } = await readList([core.addSession('bob')]);
    await planning.close();
    await damage(bad);
    const restored = await drafts();
    expect(restored.find(({ id }) => id === bad)).toMatchObject({
      source: { type: 'list', name: 'leaked.txt' },
      state: { state: 'failed', error: { code: 'store-damaged' } },
    });
    expect(await errorOf(freeze(bad))).toMatchObject({ code: 'store-damaged' });
    expect(await freeze(good)).toMatchObject({ targets: 1 });
    await planning.handlers['planning.discard']({ draftId: bad }, callContext());
    expect((await drafts()).map(({ id }) => id)).toEqual([good]);
    planning = begin();
    expect((await drafts()).map(({ id }) => id)).toEqual([good]);
  });
});

describe('an export of a preview', () => {
  it('goes where the operator says, or nowhere', async () => {
    const handle = core.addSession('ada');
    const { id: draftId } = await readList([handle]);
    const exportAs = (format: 'csv' | 'json-lines') =>
      exportedBy(planning.handlers['planning.export'], { draftId, format });
    expect(await exportAs('csv')).toBeNull();
    savedAs = join(folder, 'preview.csv');
    expect(await exportAs('csv')).toMatchObject({ path: savedAs, rows: 1 });
    expect(await readFile(savedAs, 'utf8')).toContain(
      `\r\n1,${handle},session-handle,session,${handle},public,ada,`,
    );
  });
});
