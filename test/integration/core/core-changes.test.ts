import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import { startSandbox } from '../../support/sandbox.ts';
import { openRevocations, type RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import { coreUnderTest } from '../support/core-under-test.ts';

const core = coreUnderTest();

/** A given core begins sessions one call each: 1,200 take it a minute on a busy machine. */
const manySessionsMs = 300_000;

async function throughProxy(): Promise<{ readonly proxy: FaultProxy; readonly driver: RevocationDriver }> {
  const proxy = await startFaultProxy(core.uri, { delayMs: 20 });
  const { port } = core.open({ address: proxy.uri });
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

describe('a core that is restarted in the middle of a revocation', { timeout: manySessionsMs }, () => {
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

describe('a burst of failed reads', () => {
  // Not whole users, and too many of them to be listed: each session is read.
  const users = 60;

  async function planned(driver: RevocationDriver, name: string) {
    const ids = Array.from({ length: users }, (_, n) => `${core.make.prefix}-${name}-${n}`);
    const made = await Promise.all(ids.map((userId) => core.make.sessions({ userId }, 2)));
    const handles = made.flat();
    return { handles, plan: await driver.plan({ type: 'handles', handles }) };
  }

  /** Of the reads of sessions, so many pass, and so many after them break off. */
  function breakReads(proxy: FaultProxy, after: number, count: number): () => number {
    let reads = 0;
    proxy.decide(({ method, path }) => {
      const isRead = method === 'GET' && path.includes('/recipe/session?');
      if (!isRead) return 'none';
      reads += 1;
      return reads > after && reads <= after + count ? 'reset-before' : 'none';
    });
    return () => reads;
  }

  it('in a verification gives up none of the rest: every session is read', async () => {
    const { driver, proxy } = await throughProxy();
    const { handles, plan } = await planned(driver, 'burst');
    const reads = breakReads(proxy, 20, 80);
    await driver.start(plan.id);
    let last = await driver.settled(plan.id);
    while (last.type === 'progress') {
      await driver.resume(plan.id);
      last = await driver.settled(plan.id);
    }
    expect(last.report).toMatchObject({
      outcome: 'complete',
      counts: { revoked: handles.length, unknown: 0 },
    });
    expect(reads()).toBeGreaterThan(handles.length);
  });

  it('after a stop leaves nothing unknown that the core answers for', async () => {
    const { driver, proxy } = await throughProxy();
    const { handles, plan } = await planned(driver, 'burst-stopped');
    let isAway = true;
    proxy.decide(({ path }) => (isAway && !path.includes('jwks') ? 'reset-after' : 'none'));
    await driver.start(plan.id);
    const paused = await driver.settled(plan.id);
    expect(paused).toMatchObject({ progress: { counts: { unknown: handles.length } } });
    isAway = false;
    breakReads(proxy, 20, 40);
    expect(await driver.stopped(plan.id)).toMatchObject({
      counts: { unknown: 0, 'revoked-unconfirmed': handles.length },
    });
  });
});

describe('another core in its place', { timeout: manySessionsMs }, () => {
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
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'other-core' } } } },
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
