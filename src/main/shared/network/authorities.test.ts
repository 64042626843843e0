import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tlsFixture } from '../../../../test/support/tls-fixture.ts';
import { recommendedCiphers, trustAuthorities } from './authorities.ts';

function replaceSystemStore(replacement: unknown): void {
  const original = tls.getCACertificates;
  Reflect.set(tls, 'getCACertificates', replacement);
  onTestFinished(() => void Reflect.set(tls, 'getCACertificates', original));
}

// control: unread-authorities-reported
test.each([
  ['is missing in this Node', undefined],
  [
    'fails',
    () => {
      throw new Error('The store of the system cannot be read.');
    },
  ],
])('a store of the system that %s is reported, and the other authorities are trusted', (_, replacement) => {
  replaceSystemStore(replacement);
  expect(trustAuthorities([])).toMatchObject({ unread: 'system', context: expect.anything() });
});

test('a file of NODE_EXTRA_CA_CERTS that is not there is reported', () => {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '/no/such/file.pem');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(trustAuthorities([]).unread).toBe('file');
});

test('nothing is reported when all authorities were read', () => {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(trustAuthorities([]).unread).toBeNull();
});

/** A server with these limits, and a connection to it. */
async function serverWith(limits: tls.TlsOptions) {
  const server = tls.createServer({ cert: tlsFixture('good.pem'), key: tlsFixture('server.key'), ...limits });
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  return async function connect(secureContext: tls.SecureContext): Promise<tls.TLSSocket> {
    const socket = tls.connect({ port, host: '127.0.0.1', secureContext, rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'secureConnect');
    return socket;
  };
}

// control: certificates-checked
test('TLS 1.1 is refused also where the lowest version of Node was lowered', async () => {
  const defaults = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };
  onTestFinished(() => {
    tls.DEFAULT_MIN_VERSION = defaults.version;
    tls.DEFAULT_CIPHERS = defaults.ciphers;
  });
  // What NODE_OPTIONS=--tls-min-v1.0 does, and the security level with which OpenSSL speaks old versions.
  tls.DEFAULT_MIN_VERSION = 'TLSv1';
  tls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
  const connect = await serverWith({ maxVersion: 'TLSv1.1' });
  expect((await connect(tls.createSecureContext())).getProtocol()).toBe('TLSv1.1');
  await expect(connect(trustAuthorities([]).context)).rejects.toThrow(/protocol/);
});

test.each([
  ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ['TLSv1.3', 'TLS_AES_256_GCM_SHA384'],
] as const)('%s is spoken with a recommended cipher suite, %s', async (maxVersion, name) => {
  const connect = await serverWith({ maxVersion });
  const socket = await connect(trustAuthorities([], recommendedCiphers).context);
  expect(socket.getCipher().name).toBe(name);
});

test('a server without a recommended cipher suite is refused where these are asked for', async () => {
  const connect = await serverWith({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' });
  expect((await connect(trustAuthorities([]).context)).getCipher().name).toBe('ECDHE-ECDSA-AES128-SHA256');
  await expect(connect(trustAuthorities([], recommendedCiphers).context)).rejects.toThrow(/handshake/);
});
