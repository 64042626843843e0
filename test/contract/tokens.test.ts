import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { type Client, createClient } from './client.ts';

const HUNDRED_DAYS_MS = 100 * 24 * 3600 * 1000;

describe('tokens', () => {
  let sandbox: Sandbox;
  let client: Client;

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: false });
    client = createClient(sandbox);
  });

  afterAll(() => sandbox.close());

  async function signIn(useDynamicSigningKey: boolean) {
    const { body } = await client.post('/recipe/session', {
      ...{ userId: 'someone', userDataInJWT: { team: 'ops' }, userDataInDatabase: {}, useDynamicSigningKey },
    });
    const token = (name: string) => String((body[name] as { token: string }).token);
    return { body, accessToken: token('accessToken'), refreshToken: token('refreshToken') };
  }

  it.each([
    [true, 'd-'],
    [false, 's-'],
  ])('are signed with a key of the key set (dynamic: %s, fact 16)', async (dynamic, prefix) => {
    const { accessToken } = await signIn(dynamic);
    const keys = createRemoteJWKSet(new URL(`${sandbox.uri}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(accessToken, keys);
    expect(protectedHeader).toMatchObject({ typ: 'JWT', version: '5', alg: 'RS256' });
    expect(protectedHeader.kid?.startsWith(prefix)).toBe(true);
    expect(payload).toMatchObject({ sub: 'someone', rsub: 'someone', tId: 'public', team: 'ops' });
    expect(payload).toHaveProperty('refreshTokenHash1');
    expect(payload).toMatchObject({ parentRefreshTokenHash1: null, antiCsrfToken: null });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
  });

  it('tell how long the key set may be kept', async () => {
    const answer = await fetch(`${sandbox.uri}/.well-known/jwks.json`);
    expect(answer.headers.get('cache-control')).toMatch(/max-age=\d+/);
  });

  it('refuse a token that was changed', async () => {
    const { accessToken } = await signIn(true);
    const [head, , signature] = accessToken.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: 'root', exp: 9_999_999_999 })).toString('base64url');
    for (const token of [`${head}.${forged}.${signature}`, 'junk', '']) {
      const request = {
        accessToken: token,
        enableAntiCsrf: false,
        doAntiCsrfCheck: false,
        checkDatabase: false,
      };
      const { body } = await client.post('/recipe/session/verify', request);
      expect(body.status).toBe('TRY_REFRESH_TOKEN');
    }
  });

  it('of refreshing are opaque, turn over, and are refused once a successor was used (fact 17)', async () => {
    const first = (await signIn(true)).refreshToken;
    expect(first.split('.')).toHaveLength(3);
    const refresh = async (refreshToken: string) => {
      const { body } = await client.post('/recipe/session/refresh', { refreshToken, enableAntiCsrf: false });
      return {
        status: body.status,
        next: String((body.refreshToken as { token?: string } | undefined)?.token),
      };
    };
    const second = await refresh(first);
    expect(second.status).toBe('OK');
    expect(second.next).not.toBe(first);
    expect((await refresh(second.next)).status).toBe('OK');
    expect((await refresh(first)).status).toBe('TOKEN_THEFT_DETECTED');
    expect((await refresh('junk')).status).toBe('UNAUTHORISED');
  });

  it('of a session that was seeded can be had, and its session lasts 100 days', async () => {
    const [handle = ''] = sandbox.seedSessions({ userId: 'seeded', count: 1 });
    const pair = await sandbox.tokensOf(handle);
    const request = { accessToken: pair?.accessToken.token, doAntiCsrfCheck: false, checkDatabase: true };
    expect((await client.post('/recipe/session/verify', request)).body.status).toBe('OK');
    const { body } = await client.get('/recipe/session', { sessionHandle: handle });
    expect(Number(body.expiry) - Number(body.timeCreated)).toBe(HUNDRED_DAYS_MS);
    expect(await sandbox.tokensOf('no-such-handle')).toBeUndefined();
  });
});
