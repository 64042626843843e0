import { describe, expect, it, onTestFinished } from 'vitest';
import { testSecrets } from '../../../../test/unit/audit/support/test-log.ts';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { fixedThrottle } from '../../../../test/unit/support/revocations/fixed-throttle.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { createDisk } from '../../../../test/unit/support/store/faults/full-disk.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { everyRecord } from '../../../contract/domain/audit/log.ts';
import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import { openAuditLog } from '../../audit/audit-log.ts';
import { createRecorder } from '../../audit/recorder.ts';
import { openSigningKey } from '../../audit/signing-key.ts';
import { systemClock } from '../../shared/clock.ts';

/** A revocation over the real log, on a disk of which the file of the log can become full. */
async function openWorld() {
  const disk = createDisk();
  onTestFinished(disk.makeRoom);
  const dataDirectory = temporaryFolder();
  const store = await openTestStore(dataDirectory, { spawn: disk.spawn });
  const log = await openAuditLog({
    store: store.audit,
    key: await openSigningKey(dataDirectory, testSecrets()),
    clock: systemClock,
    version: '1',
    operatorName: () => 'Ada',
  });
  const core = new FakeCore();
  const handles = Array.from({ length: 200 }, () => core.addSession('u'));
  const { openIntents, page, targetsOf } = log;
  const driver = await openRevocations({
    ...{ core: () => core.port, store, dataDirectory, closesWithTest: true },
    createThrottle: fixedThrottle(10, 1),
    log: { openIntents, page, targetsOf, recorder: createRecorder(log) },
  });
  const { id } = await driver.plan({ type: 'handles', handles });
  async function records(): Promise<readonly AuditRecord[]> {
    const all: AuditRecord[] = [];
    for await (const page of log.records({ ...everyRecord, revocation: id })) all.push(...page);
    return all;
  }
  return { core, disk, driver, id, log, records };
}

const pausedByLog = {
  progress: {
    run: { state: 'paused', reason: { type: 'log', error: { code: 'disk-full', reason: 'log-full' } } },
  },
};

describe('a disk on which the audit log has no room', () => {
  it('pauses a run in its middle, which goes on when there is room: each batch has its records', async () => {
    const { core, disk, driver, id, log, records } = await openWorld();
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') disk.fill('curfew.db');
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog);
    const sent = core.callsOf('revokeHandles').length;
    expect(sent).toBeLessThan(20);
    await driver.resume(id);
    expect(await driver.settled(id)).toMatchObject(pausedByLog);
    expect(core.callsOf('revokeHandles')).toHaveLength(sent);
    core.fault = (_call, perform) => perform();
    disk.makeRoom();
    await driver.resume(id);
    const { auditHead, outcome } = await driver.finished(id);
    expect(outcome).toBe('complete');
    expect(await log.openIntents()).toEqual([]);
    const written = await records();
    const revoked = written.reduce((sum, { action, details }) => {
      return action === 'batch.ended' ? sum + Number(details.revoked) : sum;
    }, 0);
    expect(revoked).toBe(200);
    expect(written.at(-1)).toMatchObject({ action: 'run.finished', ...auditHead, details: { ended: 200 } });
  });

  it('lets no revocation begin', async () => {
    const { core, disk, driver, id } = await openWorld();
    disk.fill('curfew.db');
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full' });
    expect(core.callsOf('revokeHandles')).toEqual([]);
    disk.makeRoom();
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 200 } });
  });

  it('tells the handles of an open batch in their order until it has ended', async () => {
    const { log } = await openWorld();
    const targets = { handles: ['c', 'a', 'b'], userIds: ['u'] };
    const common = { correlation: 'r', details: { batch: 'x' } };
    const { sequence } = await log.record({
      ...common,
      action: 'batch.intended',
      outcome: 'intended',
      targets,
    });
    expect(await log.targetsOf(sequence)).toEqual(targets);
    await log.record({ ...common, action: 'batch.ended', outcome: 'done' });
    expect(await log.targetsOf(sequence)).toEqual({ handles: [], userIds: [] });
  });
});
