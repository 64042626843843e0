import { describe, expect, test } from 'vitest';
import type { SessionRead, UserRead } from '../../../src/main/core/protocol.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { storedAs } from '../support/fixtures.ts';

const core = coreUnderTest();
const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent', 'device.agent'] };

describe('a user', () => {
  test('is read with every login method, and by the id of any of them', async (context) => {
    const { make, port } = core;
    const google = await make.thirdPartyUser('reads-google');
    const password = await make.emailUser('reads-password');
    await licensed(context, async () => {
      await make.makePrimary(google.id);
      await make.link(password.id, google.id);
    });

    const user = await port.user({ userId: password.id });

    expect(user).toMatchObject({ id: google.id, isPrimaryUser: true, tenantIds: ['public'] });
    expect(user?.loginMethods.map(({ recipeId, recipeUserId }) => [recipeId, recipeUserId])).toEqual(
      expect.arrayContaining([
        ['thirdparty', google.id],
        ['emailpassword', password.id],
      ]),
    );
  });

  test('that the core does not know is null, not an error', async () => {
    expect(await core.port.user({ userId: 'no-such-user' })).toBeNull();
  });

  test('that are read in bulk answer once for each id, by the id that was asked for', async () => {
    const { make, port } = core;
    const ada = await make.emailUser('bulk-ada');
    const bob = await make.emailUser('bulk-bob');
    const external = await make.map(bob.id, 'bulk-bob-external');
    const absent = Array.from({ length: 40 }, (_, index) => `no-such-user-${index}`);
    const reads: UserRead[] = [];

    await port.usersById({ userIds: [ada.id, ...absent, bob.id, external] }, (batch) => reads.push(...batch));

    const users = new Map(reads.map((read) => [read.userId, read.type === 'found' ? read.user : read.type]));
    expect(reads).toHaveLength(43);
    expect(users.get(ada.id)).toEqual(await port.user({ userId: ada.id }));
    expect(users.get(external)).toEqual(await port.user({ userId: external }));
    expect(users.get(bob.id)).toMatchObject({ id: external });
    expect(absent.map((id) => users.get(id))).toEqual(absent.map(() => 'absent'));
  });

  test('has roles, metadata and an external id, each from a call of its own', async () => {
    const { make, port } = core;
    const { id } = await make.emailUser('context');
    const external = await make.map(id, 'context-external');
    const role = await make.role(external, 'support');
    await make.metadata(external, { team: 'ops', nested: { deep: [1, null] } });

    expect(await port.idMapping({ userId: id })).toEqual({ internal: id, external });
    expect(await port.idMapping({ userId: external })).toEqual({ internal: id, external });
    expect(await port.idMapping({ userId: 'no-such-user' })).toBeNull();
    expect(await port.roles({ tenantId: 'public', userId: external })).toEqual([role]);
    expect(await port.metadata({ userId: external })).toEqual(
      storedAs({ team: 'ops', nested: { deep: [1, null] } }),
    );
  });
});

describe('a look-up of users', () => {
  test('finds them by the beginning of an address, and exactly by what they sign in with', async () => {
    const { make, port } = core;
    const { id, email, thirdPartyUserId } = await make.thirdPartyUser('find-me');
    const ids = (users: readonly { id: string }[]): string[] => users.map((user) => user.id);

    const byStart = await port.searchUsers({
      tenantId: 'public',
      field: 'email',
      text: `${make.prefix}-find`,
    });
    const byEmail = await port.usersByAccountInfo({ tenantId: 'public', info: { email } });
    const byProvider = await port.usersByAccountInfo({
      tenantId: 'public',
      info: { thirdParty: { id: 'google', userId: thirdPartyUserId } },
    });

    expect([ids(byStart), ids(byEmail), ids(byProvider)]).toEqual([[id], [id], [id]]);
  });

  test('finds them by phone number', async () => {
    const { make, port } = core;
    const { id, phoneNumber } = await make.phoneUser();

    const found = await port.usersByAccountInfo({ tenantId: 'public', info: { phoneNumber } });

    expect(found.map((user) => user.id)).toEqual([id]);
  });

  test('gives pages with the newest first, and an end', async () => {
    const { make, port } = core;
    const first = await make.emailUser('page-1');
    // Who joins in the same millisecond is neither older nor newer.
    const joinedAt = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(joinedAt + 1));
    const second = await make.emailUser('page-2');
    const newest = await port.users({ tenantId: 'public', limit: 1 });
    const next = await port.users({ tenantId: 'public', limit: 1, pageToken: newest.nextPageToken ?? '' });

    expect([...newest.users, ...next.users].map((user) => user.id)).toEqual([second.id, first.id]);
    expect(await port.userCount({ tenantId: 'public' })).toBeGreaterThanOrEqual(2);
    expect(await port.userCount({ tenantId: null })).toBeGreaterThanOrEqual(2);
  });

  test('is in one tenant at a time: a user of another tenant only is not found from public', async (context) => {
    const { make, port } = core;
    const tenantId = await licensed(context, () => make.tenant('north'));
    const { id, email } = await make.emailUser('north-only', tenantId);

    expect(await port.tenants()).toEqual(expect.arrayContaining([{ tenantId: 'public' }, { tenantId }]));
    expect(await port.usersByAccountInfo({ tenantId: 'public', info: { email } })).toEqual([]);
    const there = await port.usersByAccountInfo({ tenantId, info: { email } });
    expect(there.map((user) => user.id)).toEqual([id]);
  });
});

describe('sessions', () => {
  test('are listed under exactly the id that was asked, in one tenant or in all', async (context) => {
    const { make, port } = core;
    const { id } = await make.emailUser('listed');
    const tenantId = await licensed(context, () => make.tenant('south'));
    await make.addToTenant(id, tenantId);
    const inPublic = await make.sessions({ userId: id }, 2);
    const inTenant = await make.sessions({ userId: id, tenantId }, 1);

    const all = await port.sessionHandles({ userId: id, tenantId: null });
    expect(all.sort()).toEqual([...inPublic, ...inTenant].sort());
    expect(await port.sessionHandles({ userId: id, tenantId })).toEqual(inTenant);
    expect((await port.sessionHandles({ userId: id, tenantId: 'public' })).sort()).toEqual(inPublic.sort());
  });

  test('show IP and user agent only where the application wrote them', async () => {
    const { make, port } = core;
    const { id } = await make.emailUser('recorded');
    const data = { ip: '203.0.113.7', device: { agent: 'Firefox' } };
    const { handle } = await make.session({
      userId: id,
      database: data,
      token: { ip: '198.51.100.1', role: 'admin' },
    });
    const bare = await make.session({ userId: id, database: { ip: '' } });

    expect(await port.session({ handle, keys })).toMatchObject({
      handle,
      tenantId: 'public',
      userId: id,
      recipeUserId: id,
      ip: '203.0.113.7',
      userAgent: 'Firefox',
      userDataInDatabase: storedAs(data),
      userDataInJWT: storedAs({ ip: '198.51.100.1', role: 'admin' }),
    });
    expect(await port.session({ handle: bare.handle, keys })).toMatchObject({ ip: null, userAgent: null });
    expect(await port.session({ handle: '00000000-0000-4000-8000-000000000000', keys })).toBeNull();
  });

  test('that are read in bulk answer once for each handle, found or absent, without payloads', async () => {
    const { make, port } = core;
    const { id } = await make.emailUser('bulk');
    const handles = await make.sessions({ userId: id, database: { ip: '203.0.113.9' } }, 60);
    const absent = ['00000000-0000-4000-8000-000000000001', 'not a handle', 'ünïcode ☃'];
    const reads: SessionRead[] = [];

    await port.sessions({ handles: [...handles, ...absent], keys }, (batch) => reads.push(...batch));

    const found = reads.flatMap((read) => (read.type === 'found' ? [read.row] : []));
    expect(found.map((row) => row.handle).sort()).toEqual([...handles].sort());
    expect(new Set(found.map((row) => row.ip))).toEqual(new Set(['203.0.113.9']));
    expect(found.some((row) => 'userDataInDatabase' in row)).toBe(false);
    expect(reads.flatMap((read) => (read.type === 'absent' ? [read.handle] : [])).sort()).toEqual(
      absent.sort(),
    );
  });

  test('that are ended by handle are in the answer once, and missing where they were gone already', async () => {
    const { make, port } = core;
    const { id } = await make.emailUser('ended');
    const [one = '', two = '', stays = ''] = await make.sessions({ userId: id }, 3);

    expect((await port.revokeHandles({ handles: [one, one, two] })).sort()).toEqual([one, two].sort());
    expect(await port.revokeHandles({ handles: [one] })).toEqual([]);
    expect(await port.revokeHandles({ handles: [] })).toEqual([]);
    expect(await port.sessionHandles({ userId: id, tenantId: null })).toEqual([stays]);
  });

  test('are ended by user id, once', async () => {
    const { make, port } = core;
    const { id } = await make.emailUser('ended-by-user');
    const handles = await make.sessions({ userId: id }, 2);

    expect((await port.revokeUser({ userId: id, tenantId: null })).sort()).toEqual(handles.sort());
    expect(await port.revokeUser({ userId: id, tenantId: null })).toEqual([]);
  });
});

test('the keys that sign access tokens come with how long they hold', async () => {
  const { keys: signing, maxAgeS } = await core.port.signingKeys();

  expect(signing.map((key) => key.kid)).toEqual(expect.arrayContaining([expect.stringMatching(/^[ds]-/)]));
  expect(maxAgeS).toBeGreaterThan(0);
});

describe('a tenant that the core does not have', () => {
  test('says so', async () => {
    const call = core.port.users({ tenantId: 'no-such-tenant', limit: 1 });
    await expect(call).rejects.toMatchObject({ error: { code: 'tenant-unknown', retryable: false } });
  });

  test.each([
    '..',
    'a/b',
    'a?b',
    'appid-other',
    'ünïcode',
    '',
  ])('with the id %j never becomes another path', async (tenantId) => {
    const call = core.port.sessionHandles({ userId: 'anyone', tenantId });
    await expect(call).rejects.toMatchObject({ error: { code: 'tenant-unknown' } });
  });
});
