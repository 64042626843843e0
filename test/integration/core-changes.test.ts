import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/main/sandbox/start-sandbox.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { openRevocations, type RevocationDriver } from '../unit/support/revocation-driver.ts';
import { coreUnderTest } from './support/core-under-test.ts';

const core = coreUnderTest();

async function throughProxy(): Promise<{ readonly proxy: FaultProxy; readonly driver: RevocationDriver }> {
  const proxy = await startFaultProxy(core.uri, { delayMs: 20 });
  const { port } = core.open({ address: proxy.uri, requestTimeoutMs: 2_000 });
  const dataDirectory = mkdtempSync(join(tmpdir(), 'curfew-test-'));
  const driver = await openRevocations({
    core: () => port,
    dataDirectory,
    backoff: { firstMs: 5, mostMs: 40, pauseAfterMs: 200 },
  });
  onTestFinished(async () => {
    await driver.close();
    await proxy.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  return { proxy, driver };
}

async function alive(userId: string): Promise<number> {
  return (await core.port.sessionHandles({ userId, tenantId: null })).length;
}

describe('a core that is restarted in the middle of a revocation', () => {
  it('is waited for, and the rest is ended', async () => {
    const { driver, proxy } = await throughProxy();
    const { id: userId } = await core.make.emailUser('restarted');
    const handles = await core.make.sessions({ userId }, 1_200);
    const { id } = await driver.plan({ type: 'handles', handles });
    let calls = 0;
    proxy.decide(({ path }) => (path.includes('/session/remove') && ++calls === 2 ? 'down' : 'delay'));
    await driver.start(id);
    let last = await driver.settled(id);
    while (last.type === 'progress') {
      await driver.resume(id);
      last = await driver.settled(id);
    }
    const { counts, outcome } = last.report;
    expect(outcome).toBe('complete');
    expect(counts.revoked + counts['revoked-unconfirmed']).toBe(1_200);
    expect(await alive(userId)).toBe(0);
  });
});

describe('another core in its place', () => {
  it('ends nothing there and believes nothing of it; back at the first one, the rest is ended', async () => {
    const { driver, proxy } = await throughProxy();
    const other = await startSandbox({
      sampleData: false,
      ...(core.key === null ? {} : { apiKey: core.key }),
    });
    onTestFinished(other.close);
    const { id: userId } = await core.make.emailUser('replaced');
    const handles = await core.make.sessions({ userId }, 1_200);
    const { id } = await driver.plan({ type: 'handles', handles });
    let calls = 0;
    proxy.decide(({ path }) => {
      if (path.includes('/session/remove') && ++calls === 2) proxy.retarget(other.uri);
      return 'delay';
    });
    await driver.start(id);
    const paused = await driver.settled(id);
    expect(paused).toMatchObject({
      type: 'progress',
      progress: { run: { state: 'paused', reason: { by: 'core', error: { code: 'other-core' } } } },
    });
    if (paused.type !== 'progress') return;
    const { 'already-gone': gone, 'revoked-unconfirmed': unconfirmed } = paused.progress.counts;
    expect(gone + unconfirmed).toBe(0);
    expect(await alive(userId)).toBeGreaterThan(0);

    proxy.decide();
    proxy.retarget(core.uri);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', plan: { targets: 1_200 } });
    expect(await alive(userId)).toBe(0);
  });
});
