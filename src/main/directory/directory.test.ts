import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { callContext, recordStream } from '../../../test/unit/support/stream.ts';
import type { SessionCount, SessionCountsRequest } from '../../contract/domain/session.ts';
import { userView } from '../../contract/domain/user.ts';
import { failure } from '../../contract/failure.ts';
import { createDirectory } from './directory.ts';

let core: FakeCore;

beforeEach(() => {
  core = new FakeCore();
});

function directory() {
  return createDirectory({
    core: () => core.port,
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
  });
}

async function view(userId: string) {
  return userView.parse(
    await directory()['directory.user']({ connectionId: 'sandbox', userId }, callContext()),
  );
}

describe('a user', () => {
  it('has an identity for each login method, and two where it has an external id', async () => {
    const [first, second] = core.addUser({ external: 'emp-1' }, { email: 'ada@alpha.example' });
    expect(await view('emp-1')).toMatchObject({
      type: 'user',
      identities: [
        { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
        { id: first, kind: 'internal', recipeUserId: 'emp-1' },
        { id: second, kind: 'only', recipeUserId: second },
      ],
    });
  });

  it('is the same by whichever id', async () => {
    const [inner = ''] = core.addUser({ external: 'emp-1' });
    expect(await view(inner)).toEqual(await view('emp-1'));
  });

  it('shows roles in each tenant and metadata, and is shown without them', async () => {
    const [id = ''] = core.addUser({ tenantIds: ['public', 'acme'] });
    core.fault = (call, perform) => {
      if (call.name === 'metadata') throw failure('timeout');
      return perform();
    };
    expect(await view(id)).toMatchObject({
      roles: {
        state: 'loaded',
        value: [
          { tenantId: 'public', roles: ['support'] },
          { tenantId: 'acme', roles: ['support'] },
        ],
      },
      metadata: { state: 'failed', error: { code: 'timeout' } },
    });
  });

  it('in 40 tenants costs no call for each tenant before the roles are asked for', async () => {
    const tenantIds = Array.from({ length: 40 }, (_, at) => `t${at}`);
    const [userId = ''] = core.addUser({ tenantIds });
    expect(await view(userId)).toMatchObject({ type: 'user', roles: { state: 'not-read' } });
    expect(core.callsOf('roles')).toEqual([]);
    const request = { connectionId: 'sandbox', userId, tenantIds };
    const roles = await directory()['directory.roles'](request, callContext());
    expect(roles.map(({ tenantId }) => tenantId)).toEqual(tenantIds);
    expect(roles[39]).toEqual({ tenantId: 't39', roles: ['support'] });
  });

  it('is told apart from an id that is no user', async () => {
    expect(await view('nobody')).toEqual({
      type: 'no-user',
      id: 'nobody',
      identities: [{ id: 'nobody', kind: 'only', recipeUserId: null }],
    });
  });
});

describe('the numbers of sessions of users', () => {
  async function counts(...users: SessionCountsRequest['users']) {
    const recorded = recordStream<SessionCount>();
    await directory()['directory.sessionCounts']({ connectionId: 'sandbox', users }, recorded.context);
    return Object.fromEntries(recorded.items.map(({ userId, count }) => [userId, count]));
  }

  it('cover every id of every login method, each session once', async () => {
    const [internal = '', second = ''] = core.addUser({ external: 'emp-1' }, { email: 'ada@alpha.example' });
    core.addSession(internal);
    core.addSession('emp-1');
    core.addSession(second);
    const [other = ''] = core.addUser({ email: 'bob@alpha.example' });
    const ada = { userId: 'emp-1', recipeUserIds: ['emp-1', second] };
    expect(await counts(ada, { userId: other, recipeUserIds: [other] })).toEqual({ 'emp-1': 3, [other]: 0 });
  });

  it('are not known, and not 0, where the sessions of a user cannot be listed', async () => {
    const [id = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles') throw failure('timeout');
      return perform();
    };
    expect(await counts({ userId: id, recipeUserIds: [id] })).toEqual({ [id]: null });
  });
});

describe('the users of tenants', () => {
  const users = (tenantIds: readonly string[], limit = 10) =>
    directory()['directory.users'](
      { connectionId: 'sandbox', pages: tenantIds.map((tenantId) => ({ tenantId, limit })) },
      callContext(),
    );

  it('of 152 tenants are read a few tenants at a time, and come in the order of the tenants', async () => {
    const tenantIds = Array.from({ length: 152 }, (_, n) => `t${n}`);
    for (const tenantId of tenantIds) core.addUser({ email: `u@${tenantId}`, tenantIds: [tenantId] });
    let underWay = 0;
    let most = 0;
    core.fault = async (_call, perform) => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return perform();
    };
    const pages = await users(tenantIds);
    expect(pages.flatMap((page) => page.users.map(({ emails }) => emails[0]))).toEqual(
      tenantIds.map((tenantId) => `u@${tenantId}`),
    );
    expect(most).toBe(8);
  });

  it('are none of a tenant that was removed meanwhile, unless it was asked for alone', async () => {
    core.addUser({ email: 'ada@alpha.example' });
    expect((await users(['public', 'gone'])).map((page) => page.users.length)).toEqual([1, 0]);
    await expect(users(['gone'])).rejects.toMatchObject({ error: { code: 'tenant-unknown' } });
  });
});
