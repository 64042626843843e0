import { describe, expect, it } from 'vitest';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { linkedAndMapped, storedAs } from '../support/fixtures.ts';
import { only, servicesOver } from '../support/receivers/services.ts';

const core = coreUnderTest();
const services = servicesOver(() => core.port);

async function sessionsOf(userId: string) {
  const items = await services.userSessions(userId);
  const listed = only(items, 'handles').flatMap(({ handles }) => handles);
  const rows = only(items, 'rows').flatMap((item) => item.rows);
  const gone = only(items, 'gone').flatMap(({ handles }) => handles);
  return { items, listed, rows, gone, total: only(items, 'listed')[0]?.total };
}

describe('a user', () => {
  it('comes with ids, roles and metadata', async () => {
    const { id, email } = await core.make.emailUser('whole');
    const external = await core.make.map(id, 'whole-ext');
    const role = await core.make.role(external, 'support');
    await core.make.metadata(external, { note: { ticket: 4_711 } });
    expect(await services.user(external)).toMatchObject({
      type: 'user',
      user: { id: external, emails: [email] },
      identities: [
        { id: external, kind: 'external', recipeUserId: external },
        { id, kind: 'internal', recipeUserId: external },
      ],
      roles: { state: 'loaded', value: [{ tenantId: 'public', roles: [role] }] },
      metadata: { state: 'loaded', value: storedAs({ note: { ticket: 4_711 } }) },
    });
  });

  it('who is in several tenants has roles in each', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('roles'));
    const { id } = await make.emailUser('roles');
    await make.addToTenant(id, tenantId);
    const role = await make.role(id, 'admin', tenantId);
    const view = await services.user(id);
    expect(view.type === 'user' && view.roles).toMatchObject({
      state: 'loaded',
      value: expect.arrayContaining([
        { tenantId: 'public', roles: [] },
        { tenantId, roles: [role] },
      ]),
    });
  });

  it('that does not exist is answered as such', async () => {
    const id = `${core.make.prefix}-nobody`;
    expect(await services.user(id)).toMatchObject({ type: 'no-user', id });
  });

  it('who was deleted is none, and has no sessions', async () => {
    const { id } = await core.make.emailUser('deleted');
    await core.make.session({ userId: id });
    await core.make.removeUser(id);
    expect(await services.user(id)).toMatchObject({ type: 'no-user' });
    expect((await sessionsOf(id)).total).toBe(0);
  });
});

describe('the sessions of a user', () => {
  it('come with details, where the application recorded them', async () => {
    const { id } = await core.make.emailUser('details');
    const database = { ip: '203.0.113.7', device: { userAgent: 'Firefox' } };
    const recorded = await core.make.session({ userId: id, database });
    const bare = await core.make.session({ userId: id });
    const { rows, total, listed } = await sessionsOf(id);
    expect(total).toBe(2);
    expect(listed.every(({ underId, tenantId }) => underId === id && tenantId === 'public')).toBe(true);
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual(
      expect.objectContaining({ handle: recorded.handle, ip: '203.0.113.7', userAgent: 'Firefox' }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ handle: bare.handle, ip: null, userAgent: null }));
  });

  it('stand under two ids when the user got an external one while signed in', async () => {
    const { id } = await core.make.emailUser('two-ids');
    const old = await core.make.session({ userId: id });
    const external = await core.make.map(id, 'two-ids-ext');
    const young = await core.make.session({ userId: external });
    for (const asked of [id, external]) {
      const { listed, rows } = await sessionsOf(asked);
      expect(listed).toHaveLength(2);
      expect(listed).toContainEqual({ handle: old.handle, tenantId: 'public', underId: id });
      expect(listed).toContainEqual({ handle: young.handle, tenantId: 'public', underId: external });
      expect(rows).toHaveLength(2);
    }
  });

  it('are those of all linked login methods, under all their ids', async (context) => {
    const user = await licensed(context, () => linkedAndMapped(core.make, 'sessions'));
    const { listed } = await sessionsOf(user.primaryId);
    expect(listed.map(({ handle }) => handle).toSorted()).toEqual([...user.handles].toSorted());
  });

  it('are shown for an id that is no user', async () => {
    const userId = `${core.make.prefix}-orphan`;
    const { handle } = await core.make.session({ userId });
    const { rows } = await sessionsOf(userId);
    expect(rows).toMatchObject([{ handle, userId }]);
  });

  it('are each read once when there are many', async () => {
    const { id } = await core.make.emailUser('many');
    const handles = await core.make.sessions({ userId: id }, 600);
    const { rows, listed } = await sessionsOf(id);
    expect(listed).toHaveLength(600);
    expect(rows.map(({ handle }) => handle).toSorted()).toEqual(handles.toSorted());
  });
});

describe('all users', () => {
  it('come in pages, newest first, each once', async () => {
    const made: string[] = [];
    for (const name of ['page-1', 'page-2', 'page-3']) made.push((await core.make.emailUser(name)).id);
    const seen: { id: string; timeJoined: number }[] = [];
    let pageToken: string | undefined;
    do {
      const page = await services.users('public', 2, pageToken);
      expect(page.users.length).toBeLessThanOrEqual(2);
      seen.push(...page.users);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined && !made.every((id) => seen.some((user) => user.id === id)));
    expect(seen.filter(({ id }) => made.includes(id))).toHaveLength(3);
    const times = seen.map(({ timeJoined }) => timeJoined);
    expect(times).toEqual(times.toSorted((x, y) => y - x));
  });

  it('are counted, over one tenant or all', async () => {
    await core.make.emailUser('counted');
    expect((await services.userCount('public')).count).toBeGreaterThan(0);
    expect((await services.userCount(null)).count).toBeGreaterThan(0);
  });

  it('are in tenants, of which one is public', async () => {
    expect(await services.tenants()).toContainEqual({ tenantId: 'public' });
  });
});
