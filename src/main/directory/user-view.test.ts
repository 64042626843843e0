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

async function view(userId: string) {
  const directory = createDirectory({
    core: () => core.port,
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
  });
  return userView.parse(
    await directory['directory.user']({ connectionId: 'sandbox', userId }, callContext()),
  );
}

describe('a user', () => {
  it('has an identity for each login method, and two where it has an external id', async () => {
    const [first, second] = core.addPerson({ external: 'emp-1' }, { email: 'ada@alpha.example' });
    expect(await view('emp-1')).toMatchObject({
      kind: 'user',
      identities: [
        { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
        { id: first, kind: 'inner', recipeUserId: 'emp-1' },
        { id: second, kind: 'only', recipeUserId: second },
      ],
    });
  });

  it('is the same by whichever id', async () => {
    const [inner = ''] = core.addPerson({ external: 'emp-1' });
    expect(await view(inner)).toEqual(await view('emp-1'));
  });

  it('shows roles in each tenant and metadata, and stands without them', async () => {
    const [id = ''] = core.addPerson({ tenantIds: ['public', 'acme'] });
    core.fault = (call, perform) => {
      if (call.name === 'metadata') throw failure('timeout', 'It took too long.');
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

  it('is told apart from an id that is no user', async () => {
    expect(await view('nobody')).toEqual({
      kind: 'no-user',
      id: 'nobody',
      identities: [{ id: 'nobody', kind: 'only', recipeUserId: null }],
    });
  });
});
