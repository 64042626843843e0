import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import { defaultRunOptions } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import { freezePlan } from '../plan.ts';
import { beginRecord } from '../record.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { beginWork } from './work.ts';

const keys = { ipKeys: [], userAgentKeys: [] };

/** A journal on a disk that is full or not. */
function journal() {
  const disk = { full: false, settled: 0 };
  const file: JournalFile = {
    append: () => undefined,
    settle: async () => {
      if (disk.full) throw failure('store-unavailable', 'The disk is full.');
      disk.settled += 1;
    },
    waiting: () => 0,
    length: () => 0,
    close: async () => undefined,
  };
  return { disk, file };
}

async function begin(core: FakeCore, file: JournalFile): Promise<OpenRun> {
  const handles = [...core.sessions.keys()];
  const request = { connectionId: 'c', address: 'http://core.example', keys, ownUserIds: [], createdAt: 0 };
  const plan = await freezePlan(
    core.port,
    { ...request, scope: { type: 'handles', handles }, accessTokenLifetimeS: 60 },
    new AbortController().signal,
  );
  const order = { reason: 'r', ticket: null, options: defaultRunOptions, startedAt: 0 };
  return openRun(
    beginRecord(plan, order),
    file,
    {
      ...{ core: () => core.port, endingCore: () => core.port, keys, now: Date.now },
      patience: { firstMs: 0, mostMs: 0, giveUpAfterMs: 10 },
      onChange: () => undefined,
    },
    beginWork(file, () => undefined),
  );
}

async function whenPaused(run: OpenRun): Promise<void> {
  await run.changes
    .follow(async () => {
      if (run.control.state().state === 'paused') throw new Error('paused');
    }, new AbortController().signal)
    .catch(() => undefined);
}

describe('a disk that is full', () => {
  it('before the plan is on it: nothing is sent until there is room', async () => {
    const core = new FakeCore();
    for (let session = 0; session < 3; session++) core.addSession('u');
    const { disk, file } = journal();
    disk.full = true;
    const run = await begin(core, file);
    await whenPaused(run);
    expect(run.control.state()).toMatchObject({
      reason: { by: 'store', error: { code: 'store-unavailable' } },
    });
    expect(core.callsOf('revokeHandles')).toEqual([]);
    disk.full = false;
    run.control.resume();
    await run.done;
    expect(run.report()).toMatchObject({ outcome: 'complete', counts: { revoked: 3 } });
  });

  it('in the middle: no more is sent, what was answered is excluded, and it is resumed to the end', async () => {
    const core = new FakeCore();
    for (let session = 0; session < 5_000; session++) core.addSession('u');
    const { disk, file } = journal();
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') disk.full = true;
      return perform();
    };
    const run = await begin(core, file);
    await whenPaused(run);
    const left = core.sessions.size;
    expect(left).toBeGreaterThan(0);
    expect(run.record.ledger.counts().revoked).toBe(5_000 - left);
    core.fault = (_call, perform) => perform();
    disk.full = false;
    run.control.resume();
    await run.done;
    expect(run.report()).toMatchObject({ outcome: 'complete', counts: { revoked: 5_000 } });
  });

  it('and a revocation that is stopped then: what was not sent is planned', async () => {
    const core = new FakeCore();
    for (let session = 0; session < 3; session++) core.addSession('u');
    const { disk, file } = journal();
    disk.full = true;
    const run = await begin(core, file);
    await whenPaused(run);
    run.control.stop();
    await run.done;
    expect(run.report()).toMatchObject({ outcome: 'stopped', counts: { planned: 3 } });
    expect(core.sessions.size).toBe(3);
  });
});
