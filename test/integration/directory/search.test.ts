import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { CompactSign, decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../unit/support/rejection.ts';
import { okay } from '../support/cdi.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { linkedAndMapped } from '../support/fixtures.ts';
import { foundSessions, foundUsers, only, servicesOver } from '../support/receivers/services.ts';

const core = coreUnderTest();
const { search } = servicesOver(() => core.port);

describe('a search by session handle', () => {
  it('shows the session and its user', async () => {
    const user = await core.make.emailUser('handle');
    const { handle } = await core.make.session({ userId: user.id, database: { ip: '203.0.113.7' } });
    const items = await search(handle.toUpperCase());
    expect(only(items, 'sessions')[0]?.rows).toMatchObject([
      { handle, userId: user.id, tenantId: 'public', ip: '203.0.113.7', userAgent: null },
    ]);
    expect(foundUsers(items)).toEqual([user.id]);
    expect(only(items, 'finished')[0]).toMatchObject({ failedLookups: 0 });
  });

  it('reads the tenant in the handle', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('north'));
    const user = await make.emailUser('north-handle', tenantId);
    const { handle } = await make.session({ userId: user.id, tenantId });
    expect(handle).toContain(`_${tenantId}`);
    expect(only(await search(handle), 'sessions')[0]?.rows).toMatchObject([{ handle, tenantId }]);
  });

  it('says that a handle names a tenant that does not exist', async () => {
    const items = await search(`${randomUUID()}_ghost`);
    expect(only(items, 'lookup-failed')).toMatchObject([{ error: { code: 'tenant-unknown' } }]);
    expect(foundSessions(items)).toEqual([]);
  });

  it('shows a session whose user does not exist', async () => {
    const userId = `${core.make.prefix}-nobody`;
    const { handle } = await core.make.session({ userId });
    const byHandle = await search(handle);
    expect(foundSessions(byHandle)).toEqual([handle]);
    expect(foundUsers(byHandle)).toEqual([]);
    expect(only(await search(userId), 'sessions-without-user')).toEqual([
      { type: 'sessions-without-user', id: userId, count: 1 },
    ]);
  });
});

describe('a search by user id', () => {
  it('finds by internal and by external id', async () => {
    const { id } = await core.make.emailUser('ids');
    const external = await core.make.map(id, 'emp-1');
    expect(foundUsers(await search(id))).toEqual([external]);
    expect(foundUsers(await search(external))).toEqual([external]);
  });

  it('shows the primary user of a login method', async (context) => {
    const { make } = core;
    const first = await make.thirdPartyUser('first');
    const second = await make.emailUser('second');
    await licensed(context, () => make.makePrimary(first.id));
    await make.link(second.id, first.id);
    expect(foundUsers(await search(second.id))).toEqual([first.id]);
  });
});

describe('a search by address', () => {
  it('finds the whole address, its beginning, and its domain', async () => {
    const domain = `${core.make.prefix}.example`;
    const { id, email } = await core.make.thirdPartyUser('address', { email: `ada@${domain}` });
    for (const text of [email, email.toUpperCase(), `ada@${core.make.prefix}`, domain, `@${domain}`]) {
      expect(foundUsers(await search(text)), text).toEqual([id]);
    }
  });

  it('takes %, _, ; and \\ for what they are', async () => {
    const { make } = core;
    const names = ['w_b', 'wxb', 'w%b', 'w;b', 'w\\b'];
    const users = new Map<string, string>();
    for (const name of names) users.set(name, (await make.emailUser(name)).id);
    for (const name of names) {
      expect(foundUsers(await search(`${make.prefix}-${name}`)), name).toEqual([users.get(name)]);
    }
    expect(foundUsers(await search(`${make.prefix}-%`))).toEqual([]);
    expect(foundUsers(await search(`%${make.prefix}`))).toEqual([]);
    expect(foundUsers(await search(`${make.prefix}-w`)).toSorted()).toEqual([...users.values()].toSorted());
  });

  it('looks in every tenant', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('south'));
    const here = await make.emailUser('everywhere-1');
    const there = await make.emailUser('everywhere-2', tenantId);
    await make.addToTenant(here.id, tenantId);
    const items = await search(`${make.prefix}-everywhere`);
    expect(foundUsers(items).toSorted()).toEqual([here.id, there.id].toSorted());
    expect(only(items, 'finished')[0]?.tenants).toBeGreaterThanOrEqual(2);
  });

  it('finds nobody by the middle of an address', async () => {
    const { email } = await core.make.emailUser('middle');
    const items = await search(email.slice(1));
    expect([foundUsers(items), foundSessions(items)]).toEqual([[], []]);
  });
});

describe('a search by phone number', () => {
  it('finds it however it is written, and by its beginning', async () => {
    const { id, phoneNumber } = await core.make.phoneUser();
    const digits = phoneNumber.slice(3);
    for (const text of [phoneNumber, `+36 (${digits.slice(0, 2)}) ${digits.slice(2)}`, `0036${digits}`]) {
      expect(foundUsers(await search(text)), text).toContain(id);
    }
    expect(foundUsers(await search(phoneNumber.slice(0, -1)))).toContain(id);
  });
});

describe('a search by third-party user id', () => {
  it('finds with the provider', async () => {
    const { id, thirdPartyUserId } = await core.make.thirdPartyUser('tp', { providerId: 'github' });
    expect(foundUsers(await search(`github:${thirdPartyUserId}`))).toEqual([id]);
    expect(foundUsers(await search(`google:${thirdPartyUserId}`))).toEqual([]);
  });

  it('finds without it when the id is digits', async () => {
    const thirdPartyUserId = `${Date.now()}${Math.floor(Math.random() * 100_000)}`;
    const email = { id: `${core.make.prefix}-digits@alpha.example`, isVerified: true };
    const body = { thirdPartyId: 'gitlab', thirdPartyUserId, email };
    const { user } = await okay(core.cdi, { method: 'POST', path: '/recipe/signinup', body });
    const { id } = user as { id: string };
    core.make.created.users.add(id);
    expect(foundUsers(await search(thirdPartyUserId))).toEqual([id]);
  });
});

describe('a search by token', () => {
  it('leads from an access token to its session and user', async () => {
    const user = await core.make.emailUser('token');
    const { handle, accessToken } = await core.make.session({ userId: user.id });
    for (const text of [
      accessToken,
      `Authorization: Bearer ${accessToken}`,
      `Cookie: a=b; sAccessToken=${encodeURIComponent(accessToken)}; c=d`,
    ]) {
      const items = await search(text);
      expect(only(items, 'token')[0]?.token).toMatchObject({ state: 'valid', handle, userId: user.id });
      expect(foundSessions(items)).toEqual([handle]);
      expect(foundUsers(items)).toEqual([user.id]);
    }
  });

  it('does not follow one that another key signed', async () => {
    const { handle, accessToken } = await core.make.session({ userId: `${core.make.prefix}-forged` });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const { kid = '' } = decodeProtectedHeader(accessToken);
    const forged = await new CompactSign(new TextEncoder().encode(JSON.stringify(decodeJwt(accessToken))))
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
    const items = await search(forged);
    expect(only(items, 'token')[0]?.token).toMatchObject({ state: 'foreign', handle });
    expect(foundSessions(items)).toEqual([]);
  });

  it('knows a refresh token, and leaves it usable', async () => {
    const { refreshToken } = await core.make.session({ userId: `${core.make.prefix}-refresh` });
    for (const text of [refreshToken, `sRefreshToken=${encodeURIComponent(refreshToken)}`]) {
      const items = await search(text);
      expect(only(items, 'interpretations')[0]?.interpretations).toEqual([{ type: 'refresh-token' }]);
      expect(only(items, 'finished')[0]?.lookups).toBe(0);
    }
    // Sent to find out whose it is, it would have been exchanged for another.
    const body = { refreshToken, enableAntiCsrf: false, useDynamicSigningKey: true };
    await okay(core.cdi, { method: 'POST', path: '/recipe/session/refresh', body });
  });
});

describe('a search that cannot be looked up as it is', () => {
  it('is answered with a sentence', async () => {
    for (const text of ['', ' \u200f ', '\0', 'x'.repeat(10_000_000), 'ada\nbob']) {
      expect(await errorOf(search(text))).toMatchObject({ code: 'bad-input' });
    }
  });

  it('finds through invisible marks and NUL bytes', async () => {
    const { id, email } = await core.make.emailUser('marks');
    expect(foundUsers(await search(`\u200f${email.replace('@', '\0@')}\u200b`))).toEqual([id]);
  });
});

describe('a user with all there is', () => {
  it('is found by each id, and by each session', async (context) => {
    const user = await licensed(context, () => linkedAndMapped(core.make, 'all'));
    for (const handle of user.handles) expect(foundSessions(await search(handle))).toEqual([handle]);
    expect(foundUsers(await search(user.primaryId))).toEqual([user.primaryId]);
  });
});
