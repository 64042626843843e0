import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { type Client, createClient, handlesOf, signUp } from './client.ts';

describe('ending sessions', () => {
  let sandbox: Sandbox;
  let client: Client;

  beforeEach(async () => {
    sandbox = await startSandbox({ sampleData: false });
    client = createClient(sandbox);
  });

  afterEach(() => sandbox.close());

  it('answers 500 for a list with a NUL byte, and ends none of it (fact 3)', async () => {
    const handles = sandbox.seedSessions({ userId: 'someone', count: 2 });
    const { status } = await client.post('/recipe/session/remove', { sessionHandles: [...handles, 'a\0b'] });
    expect(status).toBe(500);
    expect(await handlesOf(client, 'someone')).toHaveLength(2);
  });

  it('fails as a whole on an unknown tenant, with a part already gone (fact 2)', async () => {
    const [inPublic = ''] = sandbox.seedSessions({ userId: 'someone', count: 1 });
    const [before = '', after = ''] = sandbox.seedSessions({ userId: 'someone', count: 2, tenantId: 'acme' });
    const [last = ''] = sandbox.seedSessions({ userId: 'someone', count: 1, tenantId: 'north' });
    const sessionHandles = [before, after, 'x_ghost', inPublic, last];
    expect((await client.post('/recipe/session/remove', { sessionHandles })).status).toBe(400);
    expect(await handlesOf(client, 'someone')).toEqual([last]);
  });

  it('counts the primary user as active, once, whichever id was revoked (fact 5)', async () => {
    const [userId, linkedId] = [await signUp(client, 'a@one.example'), await signUp(client, 'b@one.example')];
    await client.post('/recipe/accountlinking/user/primary', { recipeUserId: userId });
    await client.post('/recipe/accountlinking/user/link', { recipeUserId: linkedId, primaryUserId: userId });
    await client.post('/recipe/userid/map', {
      superTokensUserId: linkedId,
      externalUserId: 'emp-1',
      force: true,
    });
    const active = async () => (await client.get('/users/count/active', { since: '0' })).body.count;
    const before = Number(await active());
    for (const id of [userId, linkedId, 'emp-1']) await client.post('/recipe/session/remove', { userId: id });
    expect(await active()).toBe(before);
    await client.post('/recipe/session/remove', { userId: 'no-such-user' });
    expect(await active()).toBe(before + 1);
  });

  it('begins a session under the external id even when the internal one is given', async () => {
    const userId = await signUp(client, 'c@one.example');
    await client.post('/recipe/userid/map', { superTokensUserId: userId, externalUserId: 'emp-2' });
    const data = { userDataInJWT: {}, userDataInDatabase: {} };
    const { body } = await client.post('/recipe/session', { userId, ...data });
    expect(body.session).toMatchObject({ userId: 'emp-2', recipeUserId: 'emp-2' });
    expect(await handlesOf(client, userId)).toEqual([]);
  });

  it('ends sessions with their tenant', async () => {
    const [handle = ''] = sandbox.seedSessions({ userId: 'someone', count: 1, tenantId: 'acme' });
    await client.post('/recipe/multitenancy/tenant/remove', { tenantId: 'acme' });
    expect((await client.get('/recipe/session', { sessionHandle: handle })).status).toBe(400);
    expect(await handlesOf(client, 'someone')).toEqual([]);
  });

  it('lists 50,000 sessions of one user at once', async () => {
    sandbox.seedSessions({ userId: 'someone', count: 50_000 });
    expect(await handlesOf(client, 'someone')).toHaveLength(50_000);
  });
});
