import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  type ListDesk,
  openListDesk,
  type TestList,
} from '../../../../test/unit/support/planning/list-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { ambiguousNumbers } from '../../../contract/domain/planning/change-draft.ts';
import { failure } from '../../../contract/failure.ts';

const opened = sharedStore();
const { signal } = new AbortController();
let core: FakeCore;
let desk: ListDesk;

beforeEach(async () => {
  core = new FakeCore();
  desk = await openListDesk({ core: () => core.port, ...opened.forDriver() });
});

/** Two users with the same address, one in `public`, one in the other tenant, with a session each. */
function addTwins(email: string, tenantId = 'acme') {
  const [one = ''] = core.addUser({ email });
  const [two = ''] = core.addUser({ email, tenantIds: [tenantId] });
  return {
    email,
    users: [one, two] as const,
    handles: [core.addSession(one), core.addSession(two, tenantId)] as const,
  };
}

async function handlesOf(list: TestList): Promise<string[]> {
  return (await list.targets()).map(({ handle }) => handle).sort();
}

async function chosenOf(list: TestList) {
  return (await list.rows()).map(({ result }) =>
    result.type === 'ambiguous' ? [...result.chosen].sort() : result.type,
  );
}

async function numbersOf(list: TestList) {
  return ambiguousNumbers.parse(await list.draft.ambiguous(signal));
}

describe('a choice on all ambiguous lines', () => {
  it('tells first how many lines it changes', async () => {
    const [ada, bob] = [addTwins('ada@alpha.example'), addTwins('bob@alpha.example', 'beta')];
    const list = await desk.read([ada.email, bob.email, ada.email, ada.handles[0], 'nobody']);
    await list.choose(1, [bob.users[0]]);
    expect(await numbersOf(list)).toEqual({
      ...{ lines: 2, chosen: 1, oneByOne: 0, candidates: 4, tenantsInAll: 3 },
      tenants: [
        { tenantId: 'public', lines: 2 },
        { tenantId: 'acme', lines: 1 },
        { tenantId: 'beta', lines: 1 },
      ],
    });
  });

  it('takes all candidates, and each of their sessions once', async () => {
    const [ada, bob] = [addTwins('ada@alpha.example'), addTwins('bob@alpha.example')];
    const list = await desk.read([ada.email, bob.email, ada.handles[1]]);
    expect(await list.chooseForAll({ type: 'all' })).toEqual({ done: 2, of: 2, changed: 2, failed: 0 });
    expect(await chosenOf(list)).toEqual([[...ada.users].sort(), [...bob.users].sort(), 'session']);
    expect(await numbersOf(list)).toMatchObject({ lines: 2, chosen: 2 });
    expect(await handlesOf(list)).toEqual([...ada.handles, ...bob.handles].sort());
    expect(await list.freeze()).toMatchObject({ wholeUsers: 4, targets: 4 });
  });

  it('takes the candidates of one tenant, and leaves lines without one as they are', async () => {
    const [ada, bob] = [addTwins('ada@alpha.example'), addTwins('bob@alpha.example', 'beta')];
    const list = await desk.read([ada.email, bob.email]);
    await list.choose(1, [bob.users[0]]);
    expect(await list.chooseForAll({ type: 'tenant', tenantId: 'acme' })).toMatchObject({ changed: 1 });
    expect(await chosenOf(list)).toEqual([[ada.users[1]], [bob.users[0]]]);
    expect(await handlesOf(list)).toEqual([ada.handles[1], bob.handles[0]].sort());
  });

  it('takes all choices back with "none"', async () => {
    const [ada, bob] = [addTwins('ada@alpha.example'), addTwins('bob@alpha.example')];
    const list = await desk.read([ada.email, bob.email, ada.handles[0]]);
    await list.chooseForAll({ type: 'all' });
    core.calls.length = 0;
    expect(await list.chooseForAll({ type: 'none' })).toMatchObject({ changed: 2 });
    expect(await chosenOf(list)).toEqual([[], [], 'session']);
    expect(core.calls).toEqual([]);
    expect(await handlesOf(list)).toEqual([ada.handles[0]]);
  });

  it('leaves a line that is the handle of a session, too, to be chosen on by itself', async () => {
    const handle = core.addSession('ada');
    core.addUser({ email: 'bob@alpha.example', external: handle });
    const twins = addTwins('ada@alpha.example');
    const list = await desk.read([handle, twins.email]);
    expect(await numbersOf(list)).toMatchObject({ lines: 1, oneByOne: 1, candidates: 2 });
    await list.chooseForAll({ type: 'all' });
    expect(await chosenOf(list)).toEqual([[], [...twins.users].sort()]);
  });

  it('leaves a line as it was when one of its candidates cannot be read, and counts it', async () => {
    const [ada, bob] = [addTwins('ada@alpha.example'), addTwins('bob@alpha.example')];
    const list = await desk.read([ada.email, bob.email]);
    core.fault = (call, perform) => {
      if (call.name === 'user' && (call.input as { userId: string }).userId === ada.users[1])
        throw failure('core-error');
      return perform();
    };
    expect(await list.chooseForAll({ type: 'all' })).toEqual({ done: 2, of: 2, changed: 1, failed: 1 });
    expect(await chosenOf(list)).toEqual([[], [...bob.users].sort()]);
  });

  it('takes the others when one of the candidates was removed', async () => {
    const ada = addTwins('ada@alpha.example');
    const list = await desk.read([ada.email]);
    core.removeUser(ada.users[0]);
    core.sessions.delete(ada.handles[0]);
    await list.chooseForAll({ type: 'all' });
    expect(await chosenOf(list)).toEqual([[ada.users[1]]]);
  });

  it('tells at once that the core does not answer, and changes nothing then', async () => {
    const ada = addTwins('ada@alpha.example');
    const list = await desk.read([ada.email]);
    core.fault = () => {
      throw failure('unreachable');
    };
    expect(await errorOf(list.chooseForAll({ type: 'all' }))).toMatchObject({ code: 'unreachable' });
    expect(await chosenOf(list)).toEqual([[]]);
  });

  it('keeps what was chosen until it is stopped, with the sessions, and other changes get their turn meanwhile', async () => {
    const twins = Array.from({ length: 250 }, (_, n) => addTwins(`user-${n}@alpha.example`));
    const single = core.addSession('single');
    const list = await desk.read([...twins.map(({ email }) => email), single]);
    const stop = new AbortController();
    let excluded: Promise<void> | undefined;
    let reads = 0;
    core.fault = (call, perform) => {
      if (call.name === 'user') reads += 1;
      if (reads === 10) excluded ??= list.draft.exclude([250], true);
      if (reads > 450) stop.abort();
      return perform();
    };
    expect(await errorOf(list.chooseForAll({ type: 'all' }, stop.signal))).toMatchObject({ code: 'aborted' });
    await excluded;
    const { lines, chosen } = await numbersOf(list);
    expect({ lines, chosen }).toEqual({ lines: 250, chosen: 200 });
    expect(list.snapshot().totals).toMatchObject({ sessions: 401, excluded: 1 });
    expect(await list.freeze()).toMatchObject({ targets: 400, wholeUsers: 400, excluded: 1 });
  });

  it('reads a user who is on many lines once', async () => {
    const [shared = ''] = core.addUser(
      ...Array.from({ length: 300 }, (_, n) => ({ email: `${n}@alpha.example` })),
    );
    for (let n = 0; n < 300; n++) core.addUser({ email: `${n}@alpha.example`, tenantIds: ['acme'] });
    core.addSession(shared);
    const list = await desk.read(Array.from({ length: 300 }, (_, n) => `${n}@alpha.example`));
    core.calls.length = 0;
    await list.chooseForAll({ type: 'tenant', tenantId: 'public' });
    expect(core.callsOf('user').length).toBeLessThan(10);
    expect(await list.freeze()).toMatchObject({ targets: 1, wholeUsers: 1 });
  });

  it('takes a candidate who was chosen before, and is linked with another user of the list since', async () => {
    const ada = addTwins('ada@alpha.example');
    const [zoe = ''] = core.addUser({ email: 'zoe@alpha.example' });
    const list = await desk.read([ada.email, zoe]);
    await list.choose(0, [ada.users[0]]);
    core.link(zoe, ada.users[0]);
    const ofZoe = core.addSession(zoe);
    await list.chooseForAll({ type: 'all' });
    expect(await chosenOf(list)).toEqual([[zoe, ada.users[1]].sort(), 'user']);
    expect(await handlesOf(list)).toEqual([ofZoe, ada.handles[1]].sort());
  });

  it('is refused while the list is read', async () => {
    const list = await desk.start();
    expect(await errorOf(list.chooseForAll({ type: 'all' }))).toMatchObject({ code: 'bad-input' });
  });
});
