import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/cores/fake-core.ts';
import { type ListDesk, openListDesk } from '../../../../../test/unit/support/planning/list-desk.ts';
import { sharedStore } from '../../../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../../../contract/failure.ts';
import { createDirectCaller } from '../../../shared/retry/core-caller.ts';
import { createSessionOwners } from './session-owners.ts';

const shared = sharedStore();
let core: FakeCore;
let desk: ListDesk;

beforeEach(async () => {
  core = new FakeCore();
  desk = await openListDesk({ core: () => core.port, ...shared.forDriver() });
});

const readsOf = (userId: string) =>
  core.callsOf('user').filter(({ input }) => (input as { readonly userId: string }).userId === userId);

/** In a tenant of its own, so that the handle is never the id of a user. */
function sessionsOf(userId: string, count: number): string[] {
  return Array.from({ length: count }, () => core.addSession(userId, 'acme'));
}

describe('the users of sessions in a list', () => {
  it('are named in preview and report, with e-mail and login method, and each is read once', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [bob = '', bobsGoogle = ''] = core.addUser(
      { phoneNumber: '+36201234567' },
      { email: 'bob@alpha.example', thirdParty: { id: 'google', userId: '1082' } },
    );
    const handles = [...sessionsOf(ada, 30), ...sessionsOf(bobsGoogle, 1), ...sessionsOf(ada, 30)];
    const list = await desk.read(handles);
    expect((await list.rows()).map(({ result }) => result)).toMatchObject([
      ...Array.from({ length: 30 }, () => ({ type: 'session', userId: ada, name: 'ada@alpha.example' })),
      { type: 'session', userId: bob, name: 'bob@alpha.example' },
      ...Array.from({ length: 30 }, () => ({ type: 'session', userId: ada, name: 'ada@alpha.example' })),
    ]);
    const targets = await list.targets();
    expect(targets[0]).toMatchObject({
      ...{ userId: ada, name: 'ada@alpha.example', email: 'ada@alpha.example' },
      loginMethod: { recipeId: 'emailpassword', thirdPartyId: null },
    });
    expect(targets[30]).toMatchObject({
      ...{ userId: bob, name: 'bob@alpha.example', email: 'bob@alpha.example' },
      loginMethod: { recipeId: 'thirdparty', thirdPartyId: 'google' },
    });
    expect([readsOf(ada), readsOf(bob)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('are one user when their sessions name them by several ids', async () => {
    const [, second = ''] = core.addUser(
      { email: 'ada@alpha.example', external: 'emp-1' },
      { phoneNumber: '+36201234567', external: 'emp-2' },
    );
    const list = await desk.read(
      ['emp-1', 'emp-2', second, 'emp-2'].map((id) => core.addSession(id, 'acme')),
    );
    expect(await list.freeze()).toMatchObject({ targets: 4, users: 1 });
    const targets = await list.targets();
    expect(targets.map(({ name, userId }) => [userId, name])).toEqual(
      targets.map(() => ['emp-1', 'ada@alpha.example']),
    );
    const userIds = ['emp-1', 'emp-2'];
    expect(await desk.store.read.namedUsers({ id: list.draft.id, userIds })).toEqual(userIds);
  });

  it('have no name where the core knows no such user', async () => {
    const list = await desk.read(sessionsOf('removed-user', 2));
    expect(await list.targets()).toMatchObject(
      Array.from({ length: 2 }, () => ({ userId: 'removed-user', name: null, email: null })),
    );
  });

  it('that cannot be read cost a name, and no session', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.fault = ({ name }, perform) => {
      if (name === 'user') throw failure('core-error');
      return perform();
    };
    const list = await desk.read(sessionsOf(ada, 2));
    expect(list.snapshot().totals.byResult).toMatchObject({ session: 2, unread: 0 });
    expect(await list.targets()).toMatchObject([
      { userId: ada, name: null, email: null },
      { userId: ada, name: null, email: null },
    ]);
  });

  it('are not read where the operator chose that, and the plan says so', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const list = await desk.start({ names: 'not-read' });
    await list.uploadLines(sessionsOf(ada, 2));
    await list.finish();
    await list.until('ready', 'failed');
    expect(core.callsOf('user')).toEqual([]);
    expect((await list.freeze()).source).toEqual({ type: 'list', name: 'leaked.txt', names: 'not-read' });
    expect(await list.targets()).toMatchObject([{ userId: ada, name: null }, { name: null }]);
  });

  it('are not read again when a line long before wrote their names', async () => {
    const [ada = '', bob = ''] = [core.addUser({ email: 'ada@a.example' }), core.addUser({})].flat();
    const caller = createDirectCaller(() => core.port, new AbortController().signal);
    const owners = createSessionOwners(caller, async () => new Set([ada]));
    const read = await owners.read([ada, bob, ada]);
    expect([read.get(ada)?.shown, read.get(bob)?.shown]).toEqual([
      null,
      { userId: bob, name: bob, emails: [] },
    ]);
    expect(core.callsOf('user').map(({ input }) => input)).toEqual([{ userId: bob }]);
  });

  it('with a name are known to the store by then', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const list = await desk.read([...sessionsOf(ada, 1), ...sessionsOf('removed-user', 1)]);
    const userIds = [ada, 'removed-user', 'nobody'];
    expect(await desk.store.read.namedUsers({ id: list.draft.id, userIds })).toEqual([ada]);
  });
});
