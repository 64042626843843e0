import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import {
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { request } from 'undici';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDenyList, receiveSignals } from '../../../docs/examples/express-receiver.ts';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import type { SignalReceiverSettings } from '../../../src/contract/domain/signals.ts';
import { readAuthorities } from '../../../src/main/connections/authorities.ts';
import { openSignals } from '../../../src/main/signals/signals.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { eventually } from '../../unit/support/eventually.ts';
import { createMemoryAudit } from '../../unit/support/ports/memory-audit.ts';
import {
  defaultConnectionId,
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../unit/support/store/shared-store.ts';
import { removeSessions } from '../support/cdi.ts';
import { context, reversing } from '../support/connections.ts';
import { coreUnderTest } from '../support/core-under-test.ts';
import { type SignedIn, startExampleService } from '../support/receivers/example-service.ts';

const core = coreUnderTest();
const shared = sharedStore();
const issuer = 'https://curfew.example/desk-3';
const audience = 'https://shop.example';
const authorisation = 'Bearer of-the-receiver';
const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const verification = 'https://schemas.openid.net/secevent/ssf/event-type/verification';
const hourMs = 3_600_000;

let keys: Readonly<Record<'own' | 'other', CryptoKeyPair>>;

beforeAll(async () => {
  keys = { own: await generateKeyPair('RS256'), other: await generateKeyPair('RS256') };
});

interface EventOptions {
  readonly claims?: JWTPayload;
  readonly header?: { readonly typ?: string; readonly kid?: string };
  readonly signer?: 'own' | 'other';
}

/** An event as Curfew makes it, but for what the test says. */
function event({ claims = {}, header = {}, signer = 'own' }: EventOptions = {}): Promise<string> {
  const subject = { format: 'opaque', id: 'ended' };
  const payload = {
    iss: issuer,
    aud: audience,
    sub_id: subject,
    events: { [sessionRevoked]: {} },
    ...claims,
  };
  const protectedHeader = { alg: 'RS256', typ: 'secevent+jwt', kid: 'own', ...header };
  return new SignJWT(payload).setProtectedHeader(protectedHeader).setIssuedAt().sign(keys[signer].privateKey);
}

interface Receiver {
  readonly denied: ReturnType<typeof createDenyList>;
  readonly push: (
    body: string,
    headers?: Record<string, string>,
  ) => Promise<{ readonly status: number; readonly body: string }>;
}

async function startReceiver(): Promise<Receiver> {
  const denied = createDenyList(hourMs);
  const exported = { keys: [{ ...(await exportJWK(keys.own.publicKey)), kid: 'own', alg: 'RS256' }] };
  const options = { keys: exported, issuer, audience, authorisation, denied };
  const app = express().use('/signals', receiveSignals(options));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signals`;
  return {
    denied,
    async push(body: string, headers: Record<string, string> = {}) {
      const all = { 'content-type': 'application/secevent+jwt', authorization: authorisation, ...headers };
      const answer = await request(url, { method: 'POST', headers: all, body });
      return { status: answer.statusCode, body: await answer.body.text() };
    },
  };
}

describe('the receiver of the example', () => {
  it.each([
    { format: 'opaque', id: 'ended' },
    {
      format: 'complex',
      session: { format: 'opaque', id: 'ended' },
      user: { format: 'iss_sub', iss: 'https://shop.example', sub: 'emp-1815' },
    },
  ])('denies the session that an event names: %j', async (subject) => {
    const { denied, push } = await startReceiver();
    expect(await denied.has('ended')).toBe(false);
    // It comes twice when the first answer was lost.
    for (let time = 0; time < 2; time += 1)
      expect(await push(await event({ claims: { sub_id: subject } }))).toEqual({ status: 202, body: '' });
    expect([await denied.has('ended'), await denied.has('alive')]).toEqual([true, false]);
  });

  it('confirms an event that verifies it, and denies nothing', async () => {
    const { denied, push } = await startReceiver();
    const claims = { sub_id: { format: 'opaque', id: 'stream' }, events: { [verification]: {} } };
    expect(await push(await event({ claims }))).toEqual({ status: 202, body: '' });
    expect(await denied.has('stream')).toBe(false);
  });

  it.each<[string, string, EventOptions | string]>([
    ['is signed by another key', 'invalid_key', { signer: 'other' }],
    ['names a key that is not there', 'invalid_key', { header: { kid: 'other' } }],
    ['has another issuer', 'invalid_issuer', { claims: { iss: 'https://elsewhere.example' } }],
    ['is for another audience', 'invalid_audience', { claims: { aud: 'https://elsewhere.example' } }],
    ['is another kind of token', 'invalid_request', { header: { typ: 'JWT' } }],
    ['names no session', 'invalid_request', { claims: { sub_id: { format: 'email' } } }],
    ['is no token', 'invalid_request', 'ended'],
  ])('refuses what %s, and denies nothing', async (_, err, given) => {
    const { denied, push } = await startReceiver();
    const { status, body } = await push(typeof given === 'string' ? given : await event(given));
    expect([status, JSON.parse(body)]).toEqual([400, { err, description: expect.any(String) }]);
    expect(await denied.has('ended')).toBe(false);
  });

  it('refuses a body of another content type', async () => {
    const { denied, push } = await startReceiver();
    expect(await push(await event(), { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect(await denied.has('ended')).toBe(false);
  });

  it.each([
    'Bearer of-somebody-else',
    '',
  ])('reads nothing with the authorisation "%s"', async (authorization) => {
    const { denied, push } = await startReceiver();
    expect(await push(await event(), { authorization })).toMatchObject({ status: 401 });
    expect(await denied.has('ended')).toBe(false);
  });
});

/** The service, and Curfew with this service as the receiver of its connection. */
async function startAll() {
  const folder = temporaryFolder();
  const { store, dataDirectory } = shared.forDriver();
  const path = join(folder, 'jwks.json');
  const signals = await openSignals({
    ...{ dataDirectory: folder, secretStore: reversing(), lockPrint: () => null, queue: store.deliveries },
    audit: createMemoryAudit().recorder,
    auditConnection: (id) => ({ id, name: 'Shop', environment: 'staging', address: audience, core: null }),
    ...{ connection: () => ({ name: 'Shop' }), ask: async () => true, saveFile: async () => path },
  });
  onTestFinished(signals.close);
  const { handlers } = signals;
  await handlers['signals.exportKeys']({}, context);
  const exported: JSONWebKeySet = JSON.parse(await readFile(path, 'utf8'));
  const service = await startExampleService({ core, keys: exported, issuer, audience, authorisation });
  const settings: SignalReceiverSettings = {
    ...{ connectionId: defaultConnectionId, name: 'Shop', address: service.address, issuer, audience },
    ...{ subject: { type: 'user-id', issuer: 'https://shop.example' }, protectsAllServices: true },
    authorities: readAuthorities(tlsFixture('authority.pem')),
  };
  await handlers['signals.save']({ settings, authorisation, keepAuthorisation: 'stored' }, context);
  const driver = await openRevocations({ core: () => core.port, store, dataDirectory, signals });
  onTestFinished(driver.close);
  return { driver, service };
}

/** Ends the session, and waits until the report says that the service has confirmed it. */
async function endConfirmed(driver: RevocationDriver, { handle }: SignedIn): Promise<RevocationReport> {
  const { id } = await driver.end({ type: 'handles', handles: [handle] });
  return eventually(async () => {
    const report = await driver.report(id);
    expect(report.signals.exposure).toMatchObject({ type: 'closed', of: 1 });
    return report;
  });
}

/** Resolves with its claims as long as its signature and its expiry are good. */
async function verify({ accessToken }: SignedIn): Promise<JWTPayload> {
  const ofCore = createRemoteJWKSet(new URL(`${core.uri}/.well-known/jwks.json`), {
    timeoutDuration: 30_000,
  });
  return (await jwtVerify(accessToken, ofCore)).payload;
}

describe('a service with the example', () => {
  it('refuses an access token that still verifies, once it has confirmed that Curfew ended its session', async () => {
    const { driver, service } = await startAll();
    const { id: userId } = await core.make.emailUser('example');
    const [ended, alive] = [await service.signIn(userId), await service.signIn(userId)];
    expect([await service.visit(ended), await service.visit(alive)]).toEqual([200, 200]);

    const report = await endConfirmed(driver, ended);
    expect(report).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });

    expect([await service.visit(ended), await service.visit(alive)]).toEqual([401, 200]);
    expect(await verify(ended)).toMatchObject({ sessionHandle: ended.handle, sub: userId });
  });

  it('accepts the token of a session that ended without Curfew, until Curfew tells it', async () => {
    const { driver, service } = await startAll();
    const { id: userId } = await core.make.emailUser('example-gone');
    const gone = await service.signIn(userId);
    await removeSessions(core.cdi, [gone.handle]);
    expect(await service.visit(gone)).toBe(200);

    const report = await endConfirmed(driver, gone);
    expect(report.counts).toMatchObject({ revoked: 0, 'already-gone': 1 });

    expect(await service.visit(gone)).toBe(401);
  });
});

describe('the deny list of the example', () => {
  afterEach(() => void vi.useRealTimers());

  it('has a session until the last access token of it has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const denied = createDenyList(hourMs);
    await denied.add('first');
    vi.setSystemTime(Date.now() + hourMs);
    await denied.add('second');
    expect([await denied.has('first'), await denied.has('second')]).toEqual([true, true]);
    vi.setSystemTime(Date.now() + 60_000);
    expect([await denied.has('first'), await denied.has('second')]).toEqual([false, true]);
  });
});
