import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AppError } from '../../../src/contract/errors.ts';
import { Failure } from '../../../src/contract/failure.ts';
import { openCore, type SpawnCoreWorker } from '../../../src/main/connections/core-worker.ts';
import { formatError } from '../../../src/renderer/messages/format-error.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';
import { encryptedCore } from '../support/odd-servers.ts';

const KEY = 'planted-tls-key-0123456789';
const authority = tlsFixture('authority.pem');
let spawn: SpawnCoreWorker;

beforeAll(async () => {
  spawn = await coreWorkerSpawner();
});

function open(address: string, authorities: readonly string[]) {
  const options = {
    address,
    apiKey: KEY,
    authorities,
    connectTimeoutMs: 30_000,
    requestTimeoutMs: 30_000,
    answerLimitMb: 64,
  };
  const core = openCore({ spawn, options });
  onTestFinished(() => core.close());
  return core.port;
}

async function refusal(address: string, authorities: readonly string[]): Promise<AppError> {
  const thrown: unknown = await open(address, authorities)
    .facts()
    .then(
      () => new Error('It opened.'),
      (reason: unknown) => reason,
    );
  if (!(thrown instanceof Failure)) throw thrown;
  return thrown.error;
}

/** An old server: OpenSSL speaks the version only at its lowest security level. */
const tls11 = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

const matrix = [
  ['is self-signed', 'self-signed', [], {}, 'certificate-self-signed', 'is signed by itself'],
  ['was made for another name', 'other-name', [authority], {}, 'certificate-of-other-name', 'another name'],
  ['has expired', 'expired', [authority], {}, 'certificate-expired', 'has expired'],
  ['is of an unknown authority', 'of-unknown', [authority], {}, 'certificate-untrusted', 'not signed by an'],
  ['is good, under TLS 1.1', 'good', [authority], tls11, 'encryption-too-old', 'TLS 1.2'],
] as const;

const environments = [
  ['as usual', {}],
  ['with NODE_TLS_REJECT_UNAUTHORIZED=0', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
] as const;

describe.each(environments)('a core behind an encrypted connection, %s,', (_, variables) => {
  function setVariables(): void {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
  }

  // control: certificates-checked
  test.each(matrix)('whose certificate %s gets no request and no key', async (...row) => {
    setVariables();
    const [, certificate, authorities, options, reason, said] = row;
    const core = await encryptedCore(certificate, options);

    const error = await refusal(core.address, authorities);

    expect(error).toMatchObject({ code: 'tls', reason, retryable: false, sent: false });
    expect(formatError(error).message).toContain(said);
    expect(formatError(error).hint).toBeTruthy();
    expect(core).toMatchObject({ requests: [], keys: [] });
  });

  // control: own-authorities
  test('opens when its own authority was added to the connection, and not without it', async () => {
    setVariables();
    const core = await encryptedCore('good');

    expect(await refusal(core.address, [])).toMatchObject({ code: 'tls', reason: 'certificate-untrusted' });
    expect(core.requests).toEqual([]);
    expect(await open(core.address, [authority]).facts()).toMatchObject({ cdi: '5.4' });
    expect(core.keys).toContain(KEY);
  });
});

describe('the file that NODE_EXTRA_CA_CERTS names', () => {
  function setFile(path: string): void {
    vi.stubEnv('NODE_EXTRA_CA_CERTS', path);
    onTestFinished(() => void vi.unstubAllEnvs());
  }

  test('adds authorities for all connections', async () => {
    setFile(fileURLToPath(new URL('../../fixtures/tls/authority.pem', import.meta.url)));
    const core = await encryptedCore('good');
    expect(await open(core.address, []).facts()).toMatchObject({ cdi: '5.4' });
  });

  test('is named when it cannot be read and a certificate is not trusted', async () => {
    setFile('/no/such/file.pem');
    const core = await encryptedCore('good');
    expect(await refusal(core.address, [])).toMatchObject({
      code: 'tls',
      reason: 'extra-authorities-unread',
    });
    expect(await open(core.address, [authority]).facts()).toMatchObject({ cdi: '5.4' });
  });
});

test('the reasons and the texts of refused certificates are all different', () => {
  const reasons = matrix.map((row) => row[4]);
  const texts = reasons.map((reason) => formatError({ code: 'tls', reason, params: { host: 'h' } }).message);
  expect(new Set(reasons).size).toBe(matrix.length);
  expect(new Set(texts).size).toBe(matrix.length);
});
