import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../test/unit/support/cores/fake-core.ts';
import { type ListDesk, openListDesk } from '../../../test/unit/support/planning/list-desk.ts';
import { createRuleDesk, freeze, handlesOf, settled } from '../../../test/unit/support/planning/rule-desk.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { openRevocations } from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';

const opened = sharedStore();
const everyone = { tenants: null, rule: { all: [] } } as const;
let first: FakeCore;
let other: FakeCore;
/** Behind the address at this moment. */
let now: FakeCore;
let desk: ListDesk;

/** As a connection: it stays the same whichever core answers. */
const port = new Proxy({} as CorePort, { get: (_, name: keyof CorePort) => now.port[name] });

beforeEach(async () => {
  first = new FakeCore();
  other = new FakeCore();
  now = first;
  desk = await openListDesk({ core: () => port, ...opened.forDriver() });
});

/** After so many calls of this name the other core is there, and stays. */
function replacedAfter(calls: number, name: string): Fault {
  let left = calls;
  return (call, perform) => {
    const answer = perform();
    if (call.name === name && --left === 0) now = other;
    return answer;
  };
}

function refuseIdentity(error = failure('core-error', { retryable: false })): Fault {
  return (call, perform) => {
    if (call.name === 'identity') throw error;
    return perform();
  };
}

const noFixedKey = failure('incompatible-core');

describe('the core of a list', () => {
  it('is the one that answers first, and is stored with the draft before anything is looked up', async () => {
    const list = await desk.read([first.addSession('ada')]);
    expect(first.calls[0]?.name).toBe('identity');
    expect(await desk.store.read.documents({ id: list.draft.id, names: ['source'] })).toMatchObject({
      source: { coreKeys: [first.fixedKey] },
    });
  });

  it('that was replaced between look-up and freezing gets no plan, until it is back', async () => {
    const handles = [...Array(50)].map(() => first.addSession('ada'));
    const list = await desk.read(handles);
    now = other;
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'other-core' });
    now = first;
    expect(await list.freeze()).toMatchObject({ targets: 50 });
    expect(await desk.store.read.documents({ id: list.draft.id, names: ['plan'] })).toMatchObject({
      plan: { coreKeys: [first.fixedKey] },
    });
  });

  it('that is replaced while lines are looked up ends the draft for good, also after a restart', async () => {
    const handles = [...Array(30)].map(() => first.addSession('ada'));
    first.fault = replacedAfter(10, 'session');
    const list = await desk.read(handles);
    expect(list.snapshot().state).toMatchObject({ state: 'failed', error: { code: 'other-core' } });
    now = first;
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(list.control('resume'))).toMatchObject({ code: 'other-core' });
    await list.draft.close();
    const restored = (await desk.restore()).find(({ draft }) => draft.id === list.draft.id);
    expect(restored?.snapshot().state).toMatchObject({ state: 'failed', error: { code: 'other-core' } });
  });

  it('that was replaced shortly before the operator stops ends the draft, too', async () => {
    const handles = [...Array(30)].map(() => first.addSession('ada'));
    const list = await desk.start();
    first.fault = replacedAfter(10, 'session');
    await list.uploadLines(handles);
    await list.until('reading');
    other.fault = (call, perform) => {
      if (call.name === 'session') void list.control('stop').catch(() => undefined);
      return perform();
    };
    await list.finish();
    expect((await list.until('failed', 'stopped')).state).toMatchObject({ error: { code: 'other-core' } });
  });

  it('is waited for when it does not say which one it is: nothing is looked up before', async () => {
    first.fault = refuseIdentity();
    const list = await desk.start();
    await list.uploadLines([first.addSession('ada')]);
    await list.finish();
    expect((await list.until('paused')).state).toMatchObject({ by: 'core', error: { code: 'core-error' } });
    expect(first.callsOf('session')).toEqual([]);
    first.fault = (_call, perform) => perform();
    await list.control('resume');
    await list.until('ready');
    expect(await list.results()).toEqual(['session']);
  });

  it('without a fixed key is an error, and nothing is looked up', async () => {
    first.fault = refuseIdentity(noFixedKey);
    const list = await desk.start();
    await list.uploadLines([first.addSession('ada')]);
    await list.finish();
    expect((await list.until('paused')).state).toMatchObject({ error: { code: 'incompatible-core' } });
    expect(first.callsOf('session')).toEqual([]);
  });

  it('that was replaced before the operator chose on a line changes nothing', async () => {
    const [ada = ''] = first.addUser({ email: 'ada@alpha.example' });
    first.addUser({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    first.addSession(ada);
    const list = await desk.read(['ada@alpha.example']);
    now = other;
    other.addSession(ada);
    expect(await errorOf(list.choose(0, [ada]))).toMatchObject({ code: 'other-core' });
    expect(await errorOf(list.chooseForAll({ type: 'all' }))).toMatchObject({ code: 'other-core' });
    now = first;
    expect((await list.rows())[0]?.result).toMatchObject({ type: 'ambiguous', chosen: [], sessions: 0 });
  });
});

describe('the core of a rule', () => {
  async function openDesk() {
    const rules = await createRuleDesk(() => port);
    for (let n = 0; n < 40; n++) first.addSession(first.addUser({ email: `${n}@alpha.example` })[0] ?? '');
    return rules;
  }

  it('that is replaced in the middle of the scan ends the draft for good, also after a restart', async () => {
    const rules = await openDesk();
    try {
      first.fault = replacedAfter(10, 'sessionHandles');
      const draft = await rules.start(everyone);
      expect((await settled(draft)).state).toMatchObject({ state: 'failed', error: { code: 'other-core' } });
      now = first;
      expect(await errorOf(freeze(draft))).toMatchObject({ code: 'bad-input' });
      expect(await errorOf(draft.control('resume'))).toMatchObject({ code: 'other-core' });
      expect(await errorOf(draft.control('retry'))).toMatchObject({ code: 'other-core' });
      await draft.close();
      const restored = await rules.restoreOne();
      expect(restored.snapshot().state).toMatchObject({ state: 'failed', error: { code: 'other-core' } });
      expect(await errorOf(restored.control('resume'))).toMatchObject({ code: 'other-core' });
    } finally {
      await rules.remove();
    }
  });

  it('that was replaced after the scan gets no plan', async () => {
    const rules = await openDesk();
    try {
      const draft = await rules.start(everyone);
      await settled(draft);
      expect(await handlesOf(draft)).toHaveLength(40);
      now = other;
      expect(await errorOf(freeze(draft))).toMatchObject({ code: 'other-core' });
    } finally {
      await rules.remove();
    }
  });

  it('without a fixed key is an error, and no user is read', async () => {
    const rules = await openDesk();
    try {
      first.fault = refuseIdentity(noFixedKey);
      const draft = await rules.start(everyone);
      expect((await settled(draft)).state).toMatchObject({
        state: 'paused',
        error: { code: 'incompatible-core' },
      });
      expect(first.callsOf('users')).toEqual([]);
    } finally {
      await rules.remove();
    }
  });
});

describe('the core of a selection', () => {
  const openDriver = () => openRevocations({ core: () => port, ...opened.forDriver() });

  it('that is replaced while sessions are listed gets no plan', async () => {
    const driver = await openDriver();
    first.fault = replacedAfter(1, 'sessionHandles');
    first.addSession('ada');
    const plan = driver.plan({ type: 'user', userId: 'ada', tenantId: null });
    expect(await errorOf(plan)).toMatchObject({ code: 'other-core' });
  });

  it('that does not say which one it is gets no plan', async () => {
    const driver = await openDriver();
    const handles = [first.addSession('ada')];
    first.fault = refuseIdentity(failure('timeout'));
    expect(await errorOf(driver.plan({ type: 'handles', handles }))).toMatchObject({ code: 'timeout' });
    first.fault = refuseIdentity(noFixedKey);
    expect(await errorOf(driver.plan({ type: 'handles', handles }))).toMatchObject({
      code: 'incompatible-core',
    });
  });
});
