import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/fake-core.ts';
import { callContext } from '../../../test/unit/support/stream.ts';
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
      kind: 'user',
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

  it('shows roles in each tenant and metadata, and stands without them', async () => {
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
    expect(await view(userId)).toMatchObject({ kind: 'user', roles: { state: 'not-read' } });
    expect(core.callsOf('roles')).toEqual([]);
    const request = { connectionId: 'sandbox', userId, tenantIds };
    const roles = await directory()['directory.roles'](request, callContext());
    expect(roles.map(({ tenantId }) => tenantId)).toEqual(tenantIds);
    expect(roles[39]).toEqual({ tenantId: 't39', roles: ['support'] });
  });

  it('is told apart from an id that is no user', async () => {
    expect(await view('nobody')).toEqual({
      kind: 'no-user',
      id: 'nobody',
      identities: [{ id: 'nobody', kind: 'only', recipeUserId: null }],
    });
  });
});
