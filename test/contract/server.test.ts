import { Agent, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';
import { createClient } from './client.ts';

describe('startSandbox', () => {
  const started: Sandbox[] = [];

  async function start(
    options: Parameters<typeof startSandbox>[0] = { sampleData: false },
  ): Promise<Sandbox> {
    const sandbox = await startSandbox(options);
    started.push(sandbox);
    return sandbox;
  }

  afterEach(async () => {
    for (const sandbox of started.splice(0)) await sandbox.close();
  });

  it('has an address of this machine only, and a key of its own', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.apiKey.length).toBeGreaterThanOrEqual(20);
    expect(one.apiKey).not.toBe(two.apiKey);
    expect((await createClient({ uri: one.uri, apiKey: two.apiKey }).get('/users/count')).status).toBe(401);
  });

  it('refuses a short key, and a port in use', async () => {
    await expect(start({ sampleData: false, apiKey: 'short' })).rejects.toThrow('at least 20');
    const { uri } = await start();
    const port = Number(new URL(uri).port);
    await expect(start({ sampleData: false, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('ends connections that are kept alive when it is closed, and may be closed twice', async () => {
    const sandbox = await start();
    const agent = new Agent({ keepAlive: true });
    const socketClosed = new Promise<void>((resolve, reject) => {
      const call = request(`${sandbox.uri}/hello`, { agent }, (answer) => answer.resume());
      call.on('socket', (socket) => socket.once('close', () => resolve()));
      call.on('error', reject);
      call.on('close', () => void sandbox.close());
      call.end();
    });
    await socketClosed;
    await sandbox.close();
    await expect(fetch(`${sandbox.uri}/hello`)).rejects.toThrow();
  });

  it('knows nothing beyond its interface: 404, as the core says it', async () => {
    const client = createClient(await start());
    for (const path of ['/recipe/dashboard/session', '/recipe/session/data', '/', '/acme/no']) {
      expect(await client.get(path)).toMatchObject({ status: 404, text: 'Not found' });
    }
  });
});
