import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { type Client, createClient, searchEmails, signUp } from './client.ts';

// Behaviour of the core that no transcript shows; "fact" is a number in docs/core-facts.md.
describe('searching users', () => {
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: false });
    client = createClient(sandbox);
    await client.put('/recipe/multitenancy/tenant/v2', { tenantId: 'acme' });
    for (const email of ['a_b@one.example', 'axb@one.example', 'Carl@Two.example'])
      await signUp(client, email);
    await signUp(client, 'only@acme.example', '/acme');
  });

  afterAll(() => sandbox.close());

  it.each([
    ['a prefix of the address', 'axb', ['axb@one.example']],
    ['a prefix of the domain', 'two', ['carl@two.example']],
    ['either case', 'CARL@TWO', ['carl@two.example']],
    ['_ as any one character', 'a_b@', ['a_b@one.example', 'axb@one.example']],
    ['% as everyone', '%', ['a_b@one.example', 'axb@one.example', 'carl@two.example']],
    ['% in the middle', 'c%example', ['carl@two.example']],
    ['alternatives between semicolons', 'carl;axb', ['axb@one.example', 'carl@two.example']],
    ['never the middle', 'arl', []],
    ['nobody of another tenant', 'only', []],
  ])('takes %s (fact 9)', async (_, email, expected) => {
    expect(await searchEmails(client, { email })).toEqual(expected);
  });

  it('sees the tenant of the path, and counts all tenants when asked', async () => {
    expect(await searchEmails(client, { email: 'only' }, '/acme')).toEqual(['only@acme.example']);
    expect((await client.get('/acme/users/count')).body.count).toBe(1);
    expect((await client.get('/users/count')).body.count).toBe(3);
    expect((await client.get('/users/count', { includeAllTenants: 'true' })).body.count).toBe(4);
  });

  it('ignores the limit, cuts at 1000, and gives no page token (fact 9)', async () => {
    sandbox.seedUsers({ count: 1200, tenantId: 'many', prefix: 'mass' });
    const { body } = await client.get('/many/users', { email: 'mass', limit: '10' });
    expect(body.users).toHaveLength(1000);
    expect(body).not.toHaveProperty('nextPaginationToken');
  });

  it('pages through users who joined in the same millisecond without losing or repeating one', async () => {
    sandbox.seedUsers({ count: 25, tenantId: 'paged', prefix: 'one' });
    sandbox.seedUsers({ count: 25, tenantId: 'paged', prefix: 'two' });
    for (const timeJoinedOrder of ['ASC', 'DESC']) {
      const seen: string[] = [];
      let paginationToken: string | undefined;
      do {
        const token: Record<string, string> = paginationToken ? { paginationToken } : {};
        const { body } = await client.get('/paged/users', { limit: '7', timeJoinedOrder, ...token });
        seen.push(...(body.users as { id: string }[]).map(({ id }) => id));
        paginationToken = body.nextPaginationToken as string | undefined;
      } while (paginationToken);
      expect([seen.length, new Set(seen).size]).toEqual([50, 50]);
    }
  });

  it('answers a search text made of hundreds of wildcards', async () => {
    expect(await searchEmails(client, { email: `${'%a'.repeat(200)}!` }, '/many')).toEqual([]);
  });
});
