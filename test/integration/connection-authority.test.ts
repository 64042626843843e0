import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCore } from '../../src/main/connections/core-worker.ts';
import { selfSigned, selfSignedServer } from './support/odd-servers.ts';
import { coreWorkerSpawner } from './support/spawn-core-worker.ts';

test('a certificate of an authority of one’s own is trusted when NODE_EXTRA_CA_CERTS names its file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'curfew-authority-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  await writeFile(file, selfSigned.cert);
  const before = process.env.NODE_EXTRA_CA_CERTS;
  process.env.NODE_EXTRA_CA_CERTS = file;
  onTestFinished(() => {
    if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
    else process.env.NODE_EXTRA_CA_CERTS = before;
  });

  const address = (await selfSignedServer()).replace('127.0.0.1', 'localhost');
  const core = openCore({
    spawn: await coreWorkerSpawner(),
    options: { address, apiKey: null, connectTimeoutMs: 5_000, requestTimeoutMs: 5_000 },
  });
  onTestFinished(core.close);
  // The server only greets, so the opening goes on to what no core would answer: the encryption was accepted.
  await expect(core.port.facts()).rejects.toMatchObject({ error: { code: 'not-a-core' } });
});
