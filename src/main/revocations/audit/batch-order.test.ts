import { createHash } from 'node:crypto';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createMemoryAudit, type MemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { failure } from '../../../contract/failure.ts';
import type { AuditEntry } from '../../audit/audit-entry.ts';

const shared = sharedStore();
const smallBatches = fixedThrottle(10, 2);

interface World {
  readonly core: FakeCore;
  readonly audit: MemoryAudit;
  readonly driver: RevocationDriver;
  readonly handles: readonly string[];
  readonly id: string;
}

async function openWorld(sessions = 60): Promise<World> {
  const core = new FakeCore();
  const handles = Array.from({ length: sessions }, () => core.addSession('u'));
  const audit = createMemoryAudit();
  const driver = await openRevocations({
    ...shared.forDriver(),
    core: () => core.port,
    createThrottle: smallBatches,
    audit,
  });
  const { id } = await driver.plan({ type: 'handles', handles: [...handles] });
  return { core, audit, driver, handles, id };
}

function handlesOf(input: unknown): readonly string[] {
  return (input as { handles: readonly string[] }).handles;
}

function isOf(action: AuditEntry['action']): (entry: AuditEntry) => boolean {
  return (entry) => entry.action === action;
}

function sha256(lines: readonly string[]): string {
  return createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
}

/** Each batch with its intent, in the order of the intents. */
function batchesOf({ entries, of }: MemoryAudit) {
  const ended = new Map(of('batch.ended').map((record) => [record.details.batch, record]));
  const intents = entries.filter(isOf('batch.intended'));
  return intents.map((intent) => ({ intent, ended: ended.get(intent.details?.batch ?? '') }));
}

const pausedByLog = (code: string, reason: string) => ({
  progress: { run: { state: 'paused', reason: { type: 'log', error: { code, reason } } } },
});

describe('a batch', () => {
  it('leaves when its intent is in the audit log and its targets are on disk as sent, in this order', async () => {
    const { audit, core, driver, id } = await openWorld();
    const { read } = shared.store();
    const wrong: unknown[] = [];
    async function sentOnDisk(): Promise<ReadonlySet<string>> {
      const sent = await read.runTargets({ id, where: 'sent', after: 0, limit: 1_000 });
      return new Set(sent.map(({ handle }) => handle));
    }
    audit.before = async ({ action, targets }) => {
      if (action !== 'batch.intended') return;
      const sent = await sentOnDisk();
      wrong.push(...(targets?.handles ?? []).filter((handle) => sent.has(handle)));
    };
    core.fault = async (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      const sent = await sentOnDisk();
      const intended = new Set(
        audit.entries.filter(isOf('batch.intended')).flatMap((e) => e.targets?.handles),
      );
      wrong.push(...handlesOf(call.input).filter((handle) => !sent.has(handle) || !intended.has(handle)));
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 60 } });
    expect(wrong).toEqual([]);
  });

  it('has one record of its intent and one of how it ended, each with the hash over its lines', async () => {
    const { audit, core, driver, handles, id } = await openWorld(25);
    core.sessions.delete(handles[0] ?? '');
    await driver.start(id);
    await driver.finished(id);
    const batches = batchesOf(audit);
    expect(batches.flatMap(({ intent }) => intent.targets?.handles ?? [])).toEqual(handles);
    for (const { ended, intent } of batches) {
      const { handles: own = [], userIds } = intent.targets ?? {};
      expect(userIds).toEqual(['u']);
      expect(intent).toMatchObject({
        outcome: 'intended',
        revocation: id,
        correlation: id,
        reason: 'stolen laptop',
        details: { pass: 1, count: own.length, sha256: sha256(own) },
      });
      const outcomes = own.map((handle) => `${handle}\t${handle === handles[0] ? 'not-named' : 'revoked'}`);
      expect(ended).toMatchObject({
        outcome: 'done',
        details: { count: own.length, sha256: sha256(outcomes) },
      });
    }
  });

  it('that got lost has ended as unknown, and those that follow with its targets have records of their own', async () => {
    const { audit, core, driver, id } = await openWorld(10);
    let calls = 0;
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      calls += 1;
      if (calls === 1) throw failure('timeout');
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    const [first, ...others] = batchesOf(audit).map(({ ended }) => ended);
    expect(first).toMatchObject({ outcome: 'unknown', details: { unknown: 10, code: 'timeout' } });
    expect(others.length).toBeGreaterThan(0);
    expect(others.every((ended) => ended?.outcome === 'done')).toBe(true);
  });

  it('whose core answers with keys and tokens has its error by code alone in the log', async () => {
    const { audit, core, driver, id } = await openWorld(3);
    const planted = 'planted-key-5d1f0c7e';
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      throw failure('core-error', { reason: 'status-error', params: { body: planted, status: 500 } });
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ counts: { failed: 3 } });
    expect(batchesOf(audit)[0]?.ended).toMatchObject({ outcome: 'unknown', details: { code: 'core-error' } });
    expect(JSON.stringify(audit.records)).not.toContain(planted);
  });

  it('by user id is in the log before its calls, with the sessions that these ended', async () => {
    const core = new FakeCore();
    const user = core.addUser({ email: 'whole@example.com' })[0] ?? '';
    const handles = [1, 2].map(() => core.addSession(user));
    const audit = createMemoryAudit();
    const driver = await openRevocations({ ...shared.forDriver(), core: () => core.port, audit });
    const { id } = await driver.plan({ type: 'user', userId: user, tenantId: null });
    const known: unknown[] = [];
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') return handlesOf(call.input);
      if (call.name === 'revokeUser') known.push(audit.of('batch.intended').at(-1)?.details);
      return perform();
    };
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', closedByUserId: true });
    expect(known).toEqual([expect.objectContaining({ byUserId: true, count: 2 })]);
    const last = batchesOf(audit).at(-1);
    expect(last?.intent.user).toBe(user);
    expect(last?.ended).toMatchObject({
      outcome: 'done',
      details: { revoked: 2, sha256: sha256(handles.map((handle) => `${handle}\trevoked`)) },
    });
  });
});

describe('an audit log that cannot be written', () => {
  it.each([
    ['a full disk', failure('disk-full'), 'disk-full', 'log-full'],
    [
      'a read-only file',
      failure('store-unavailable', { reason: 'store-unreachable', params: { cause: 'SQLITE_READONLY' } }),
      'store-unavailable',
      'log-read-only',
    ],
    ['a damaged file', failure('store-damaged'), 'store-damaged', 'log-damaged'],
    ['a disk that reports errors', failure('store-unavailable'), 'store-unavailable', 'log-unreachable'],
  ])('because of %s pauses the run before anything is sent, and says why; written again, it goes on', async (_, thrown, code, reason) => {
    const { audit, core, driver, id } = await openWorld();
    audit.before = ({ action }) => {
      if (action === 'batch.intended') throw thrown;
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog(code, reason));
    expect(core.callsOf('revokeHandles')).toEqual([]);
    // Tried again on the same log, it says the same.
    await driver.resume(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog(code, reason));
    expect(core.callsOf('revokeHandles')).toEqual([]);
    audit.before = () => undefined;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 60 } });
    expect(batchesOf(audit).every(({ ended }) => ended !== undefined)).toBe(true);
    expect(audit.actions('run.started', 'run.paused', 'run.resumed', 'run.finished')).toEqual([
      ...['run.started', 'run.paused', 'run.resumed', 'run.paused', 'run.resumed', 'run.finished'],
    ]);
  });

  it('when a revocation is started begins nothing, and the plan can be started when it can be written', async () => {
    const { audit, core, driver, id } = await openWorld(3);
    audit.before = () => {
      throw failure('disk-full');
    };
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full', reason: 'log-full' });
    expect((await driver.history()).entries.filter((entry) => entry.id === id)).toEqual([]);
    audit.before = () => undefined;
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(core.callsOf('revokeHandles')).toHaveLength(1);
  });

  it('after a batch was answered holds back what follows; written again, no outcome is missing', async () => {
    const { audit, core, driver, id } = await openWorld(2_000);
    let isFull = false;
    audit.before = ({ action }) => {
      if (isFull || action === 'batch.ended') isFull = true;
      if (isFull) throw failure('disk-full');
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog('disk-full', 'log-full'));
    // What was intended before is under way: the batches that go at a time, and those made ready beside them.
    expect(core.callsOf('revokeHandles').length).toBeLessThanOrEqual(6);
    audit.before = () => undefined;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 2_000 } });
    const ended = batchesOf(audit).map((batch) => batch.ended?.details);
    expect(ended).not.toContain(undefined);
    expect(ended.reduce((sum, details) => sum + Number(details?.revoked), 0)).toBe(2_000);
    expect(audit.actions().at(-1)).toBe('run.finished');
  });

  it('at the end of a run pauses it; its end is on disk only when it is in the log', async () => {
    const { audit, driver, id } = await openWorld(3);
    audit.before = ({ action }) => {
      if (action === 'run.finished') throw failure('disk-full');
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog('disk-full', 'log-full'));
    expect(await errorOf(driver.report(id))).toMatchObject({ code: 'not-found' });
    audit.before = () => undefined;
    await driver.resume(id);
    const { auditHead, outcome } = await driver.finished(id);
    const finished = audit.of('run.finished').at(-1);
    expect(outcome).toBe('complete');
    expect(auditHead).toEqual({ sequence: finished?.sequence, hash: finished?.hash });
  });

  it('and a stop leave the revocation interrupted: it ends another time, with all of its records', async () => {
    const { audit, driver, id } = await openWorld();
    audit.before = ({ action }) => {
      if (action === 'batch.intended') throw failure('disk-full');
    };
    await driver.start(id);
    await driver.settled(id);
    audit.before = () => {
      throw failure('disk-full');
    };
    await driver.stop(id);
    expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'interrupted' } } });
    audit.before = () => undefined;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 60 } });
    expect(audit.actions('run.stopped', 'run.finished')).toEqual(['run.stopped', 'run.finished']);
  });
});

describe('a console that is killed', () => {
  interface Killed {
    readonly audit: MemoryAudit;
    readonly core: FakeCore;
    readonly id: string;
    /** As the next start of the console, after something happened to the data folder. */
    readonly restart: (change?: (folder: string) => void) => Promise<RevocationDriver>;
  }

  /** Keeps the data folder as it is at this moment of a run, and nothing of what comes after it. */
  async function killAt(
    moment: 'intended' | 'sent' | 'answered',
    plan = (driver: RevocationDriver, handles: string[]) => driver.plan({ type: 'handles', handles }),
  ): Promise<Killed> {
    const core = new FakeCore();
    const handles = Array.from({ length: 10 }, () => core.addSession('u'));
    const dataDirectory = temporaryFolder();
    const copy = temporaryFolder();
    const audit = createMemoryAudit();
    const before = createMemoryAudit();
    const driver = await openRevocations({
      ...{ core: () => core.port, dataDirectory, audit: before, createThrottle: smallBatches },
      store: await openTestStore(dataDirectory),
      closesWithTest: true,
    });
    const { id } = await plan(driver, handles);
    const killed = Promise.withResolvers<void>();
    const resumedLater = Promise.withResolvers<void>();
    async function kill(): Promise<void> {
      cpSync(dataDirectory, copy, { recursive: true, filter: (path) => !path.includes('lock') });
      audit.records.push(...before.records);
      audit.entries.push(...before.entries);
      killed.resolve();
      await resumedLater.promise;
    }
    if (moment === 'intended')
      before.after = (entry) => (entry.action === 'batch.intended' ? kill() : undefined);
    if (moment === 'sent')
      core.fault = async (call, perform) => {
        if (call.name === 'revokeHandles') await kill();
        return perform();
      };
    if (moment === 'answered')
      before.before = (entry) => (entry.action === 'batch.ended' ? kill() : undefined);
    await driver.start(id);
    await killed.promise;
    const sessions = new Map(core.sessions);
    const restart: Killed['restart'] = async (change) => {
      change?.(copy);
      resumedLater.resolve();
      await driver.close();
      core.sessions.clear();
      for (const [handle, session] of sessions) core.sessions.set(handle, session);
      core.fault = (_call, perform) => perform();
      return openRevocations({
        ...{ core: () => core.port, dataDirectory: copy, audit },
        store: await openTestStore(copy),
        closesWithTest: true,
      });
    };
    return { audit, core, id, restart };
  }

  async function ended({ audit }: Killed): Promise<AuditRecord | undefined> {
    return audit.of('batch.ended')[0];
  }

  it('between an intent and `sent` says at the next start that the batch was not sent, and sends it when resumed', async () => {
    const killed = await killAt('intended');
    const driver = await killed.restart();
    await driver.resume(killed.id);
    expect(await driver.finished(killed.id)).toMatchObject({ outcome: 'complete', counts: { revoked: 10 } });
    expect(await ended(killed)).toMatchObject({
      outcome: 'failed',
      revocation: killed.id,
      details: { state: 'not-sent', notSent: 10, recovered: true },
    });
    expect(killed.audit.actions('batch.intended', 'batch.ended')).toEqual([
      ...['batch.intended', 'batch.ended', 'batch.intended', 'batch.ended'],
    ]);
  });

  it('after `sent` says that nobody knows, and a run that is resumed reads the sessions again', async () => {
    const killed = await killAt('sent');
    const driver = await killed.restart();
    await driver.resume(killed.id);
    expect(await driver.finished(killed.id)).toMatchObject({ outcome: 'complete' });
    expect(await ended(killed)).toMatchObject({
      outcome: 'unknown',
      details: { unknown: 10, recovered: true },
    });
  });

  it('and whose file of the revocation is gone then knows nothing of the batch, and ends other sessions', async () => {
    const killed = await killAt('sent', (console, handles) => console.planList(handles));
    const driver = await killed.restart((folder) => {
      for (const name of readdirSync(join(folder, 'revocations'))) rmSync(join(folder, 'revocations', name));
    });
    const report = await driver.end({ type: 'handles', handles: [killed.core.addSession('other')] });
    expect(report).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
    expect(await ended(killed)).toMatchObject({
      outcome: 'unknown',
      details: { unknown: 10, recovered: true },
    });
  });

  it('between an outcome and its record adds the record at the next start, also when nobody resumes the run', async () => {
    const killed = await killAt('answered');
    const { entries } = killed.audit;
    await killed.restart();
    await expect.poll(() => ended(killed)).toMatchObject({ outcome: 'done', details: { revoked: 10 } });
    const { handles = [] } = entries.find(isOf('batch.intended'))?.targets ?? {};
    expect((await ended(killed))?.details.sha256).toBe(sha256(handles.map((handle) => `${handle}\trevoked`)));
  });
});
