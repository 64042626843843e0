import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { type Client, createClient, handlesOf } from './client.ts';

interface ShownUser {
  readonly id: string;
  readonly isPrimaryUser: boolean;
  readonly loginMethods: readonly { readonly recipeUserId: string; readonly recipeId: string }[];
}

interface ShownSession {
  readonly userDataInDatabase: { readonly ip?: string; readonly userAgent?: string };
  readonly timeCreated: number;
  readonly tenantId: string;
}

const DAY_MS = 24 * 3600 * 1000;
const now = Date.now();

describe('sample data', () => {
  let sandbox: Sandbox;
  let client: Client;
  let users: Map<string, ShownUser>;

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: true, now });
    client = createClient(sandbox);
    users = new Map();
    for (const tenant of ['public', 'acme', 'north']) {
      const { body } = await client.get(`/${tenant}/users`, { limit: '500' });
      for (const user of body.users as ShownUser[]) users.set(user.id, user);
    }
  });

  afterAll(() => sandbox.close());

  // Under every id of every login method: the one that is shown, and the other side of its mapping.
  async function everyHandleOf(user: ShownUser): Promise<string[]> {
    const handles = new Set<string>();
    for (const { recipeUserId } of user.loginMethods) {
      const { body } = await client.get('/recipe/userid/map', { userId: recipeUserId, userIdType: 'ANY' });
      for (const id of new Set([recipeUserId, String(body.superTokensUserId ?? recipeUserId)])) {
        for (const handle of await handlesOf(client, id, false)) handles.add(handle);
      }
    }
    return [...handles];
  }

  async function details(handles: readonly string[]): Promise<ShownSession[]> {
    const answers = await Promise.all(
      handles.map((sessionHandle) => client.get('/recipe/session', { sessionHandle })),
    );
    return answers.map(({ body }) => body as unknown as ShownSession);
  }

  it('has 300 users, some with several login methods, some with a phone only', () => {
    const list = [...users.values()];
    expect(list).toHaveLength(300);
    const linked = list.filter(({ loginMethods }) => loginMethods.length > 1);
    expect(linked.length).toBeGreaterThanOrEqual(5);
    expect(linked.every(({ isPrimaryUser }) => isPrimaryUser)).toBe(true);
    const recipes = new Set(list.flatMap(({ loginMethods }) => loginMethods.map(({ recipeId }) => recipeId)));
    expect([...recipes].sort()).toEqual(['emailpassword', 'passwordless', 'thirdparty']);
  });

  it('has about 1,500 sessions of up to 90 days, one in seven without address and browser', async () => {
    const handles = (await Promise.all([...users.values()].map(everyHandleOf))).flat();
    expect(handles.length).toBeGreaterThan(1400);
    expect(handles.length).toBeLessThan(1600);
    const sessions = await details(handles);
    const bare = sessions.filter(({ userDataInDatabase }) => userDataInDatabase.ip === undefined);
    expect(bare.length / sessions.length).toBeGreaterThan(0.1);
    expect(bare.length / sessions.length).toBeLessThan(0.2);
    const ages = sessions.map(({ timeCreated }) => now - timeCreated);
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThan(90 * DAY_MS);
    const documentation = /^(203\.0\.113\.|198\.51\.100\.|192\.0\.2\.|2001:db8:)/;
    for (const { userDataInDatabase } of sessions)
      expect(userDataInDatabase.ip ?? '192.0.2.1').toMatch(documentation);
  });

  it('has Ada Lovelace with 23 sessions in two tenants, by address, number and external id', async () => {
    for (const query of [{ email: 'ada@alpha.example' }, { phone: '+36201234567' }]) {
      const { body } = await client.get('/users', query);
      expect((body.users as ShownUser[]).map(({ id }) => id)).toEqual(['emp-1815']);
    }
    const ada = users.get('emp-1815');
    const handles = ada ? await everyHandleOf(ada) : [];
    expect(handles).toHaveLength(23);
    expect(new Set((await details(handles)).map(({ tenantId }) => tenantId))).toEqual(
      new Set(['public', 'acme']),
    );
    expect((await client.get('/recipe/user/roles', { userId: 'emp-1815' })).body.roles).toEqual([
      'admin',
      'member',
    ]);
    expect((await client.get('/recipe/user/metadata', { userId: 'emp-1815' })).body.metadata).toMatchObject({
      first_name: 'Ada',
      last_name: 'Lovelace',
    });
  });

  it('has a user whose sessions no single id reaches', async () => {
    const grace = users.get('emp-1906');
    expect(await handlesOf(client, 'emp-1906')).toHaveLength(2);
    expect(grace && (await everyHandleOf(grace))).toHaveLength(7);
  });

  it('has an attack, and sessions of an id that is no user', async () => {
    const { body } = await client.get('/users', { email: 'billing@beta.example' });
    const [victim] = body.users as ShownUser[];
    const sessions = victim ? await details(await everyHandleOf(victim)) : [];
    const scripted = sessions.filter(({ userDataInDatabase }) => userDataInDatabase.ip === '198.51.100.66');
    expect(scripted).toHaveLength(48);
    expect(await handlesOf(client, 'service-nightly-export')).toHaveLength(4);
  });

  it('is the same for the same seed, and another for another', async () => {
    const idsOf = async (seed: number) => {
      const other = await startSandbox({ sampleData: true, seed, now });
      const { text } = await createClient(other).get('/users', { limit: '500' });
      const handles = await handlesOf(createClient(other), 'emp-1815');
      await other.close();
      return { text, handles };
    };
    expect(await idsOf(7)).toEqual(await idsOf(7));
    expect((await idsOf(8)).handles).not.toEqual((await idsOf(7)).handles);
  });
});
