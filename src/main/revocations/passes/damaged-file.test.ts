import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { changeFile, damagePage } from '../../../../test/unit/support/store/faults/damage-file.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { failure } from '../../../contract/failure.ts';

const sessions = 3_000;

/** Three revocations that the end of the console cut off in the middle, the first in a file of its own. */
async function openWorld() {
  const core = new FakeCore();
  const dataDirectory = temporaryFolder();
  const open = () => openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
  const first = await open();
  const handles = Array.from({ length: sessions }, () => core.addSession('u'));
  const plans = [
    await first.plan({ type: 'handles', handles }),
    await first.plan({ type: 'handles', handles: [core.addSession('v')] }),
    await first.plan({ type: 'handles', handles: [core.addSession('w')] }),
  ];
  const [id = '', ...others] = plans.map((plan) => plan.id);
  const gate = createGate();
  let calls = 0;
  core.fault = async (call, perform) => {
    if (call.name !== 'revokeHandles') return perform();
    await gate.pass();
    if ((call.input as { readonly handles: readonly string[] }).handles.length === 1)
      throw failure('unreachable');
    if (++calls === 3) void first.close();
    return perform();
  };
  for (const plan of plans) await first.start(plan.id, {}, plan.targets);
  await gate.reached;
  const closed = eventually(() => expect(calls).toBeGreaterThanOrEqual(3)).then(first.close);
  gate.open();
  await closed;
  core.fault = (_call, perform) => perform();
  const path = join(dataDirectory, 'revocations', `${id}.db`);
  expect(readdirSync(join(dataDirectory, 'revocations'))).toContain(`${id}.db`);
  return { core, open, id, others, path, planned: handles.filter((handle) => core.sessions.has(handle)) };
}

/** Of one row its checksum is wrong; a page cannot be read at all. */
function damageAt(path: string, handle: string, what: 'row' | 'page'): void {
  if (what === 'page') damagePage(path, handle);
  else changeFile(path, `UPDATE target SET created = 7 WHERE handle = '${handle}'`);
}

const pausedByDamage = {
  type: 'progress',
  progress: { run: { state: 'paused', reason: { type: 'store', error: { code: 'store-damaged' } } } },
};

describe.each(['row', 'page'] as const)('a file that is damaged in the middle (a %s)', (what) => {
  it('stops its own revocation, which says why and works on nothing that may be wrong', async () => {
    const { core, id, open, path, planned } = await openWorld();
    const handle = planned[Math.floor(planned.length / 2)] ?? '';
    damageAt(path, handle, what);
    const driver = await open();
    await driver.resume(id);
    expect(await driver.settled(id)).toMatchObject(pausedByDamage);
    // What is not read to its end is not sent: the damaged one least of all.
    expect(core.sessions.has(handle)).toBe(true);
    await driver.resume(id);
    expect(await driver.settled(id)).toMatchObject(pausedByDamage);
    await driver.stop(id);
    const report = await driver.finished(id);
    expect(report).toMatchObject({ outcome: 'stopped', verifiedAt: null });
    // Of a page that cannot be read, all rows that are read together with it.
    if (what === 'row') expect(report.damagedRows).toBe(1);
    else expect(report.damagedRows).toBeGreaterThan(1);
  });

  it('leaves the others: they are listed, and come to their ends', async () => {
    const { id, open, others, path, planned } = await openWorld();
    damageAt(path, planned[Math.floor(planned.length / 2)] ?? '', what);
    const driver = await open();
    expect((await driver.history()).entries.map((entry) => entry.id).sort()).toEqual([id, ...others].sort());
    for (const other of others) {
      await driver.resume(other);
      expect(await driver.finished(other)).toMatchObject({ outcome: 'complete', plan: { targets: 1 } });
    }
  });
});

describe('a file that cannot be read, or that a newer version made, among others', () => {
  it.each([
    ['store-damaged', (path: string) => writeFileSync(path, 'This is no database.')],
    ['store-newer', (path: string) => changeFile(path, 'PRAGMA user_version = 99')],
  ] as const)('(%s) is listed as that; the others are listed, and come to their ends', async (code, change) => {
    const { id, open, others, path } = await openWorld();
    change(path);
    const driver = await open();
    expect(await errorOf(driver.resume(id))).toMatchObject({ code });
    const { entries } = await driver.history();
    expect(entries).toContainEqual(
      expect.objectContaining({ type: 'unreadable', id, error: expect.objectContaining({ code }) }),
    );
    for (const other of others) {
      expect(entries).toContainEqual(expect.objectContaining({ type: 'open', id: other }));
      await driver.resume(other);
      expect(await driver.finished(other)).toMatchObject({ outcome: 'complete' });
    }
    if (code === 'store-newer') return;
    // Nobody can go on with it, so it can be removed. The newer version can go on with its own.
    await driver.revocations.handlers['revocation.remove']({ id }, callContext());
    expect((await driver.history()).entries.map((entry) => entry.id)).not.toContain(id);
  });
});

describe('a file that is removed while the console is open', () => {
  it('of a revocation that was cut off is listed with an error, and the others with what they have', async () => {
    const { id, open, others, path } = await openWorld();
    const again = await open();
    rmSync(path);
    const { entries } = await again.history();
    expect(entries).toContainEqual(
      expect.objectContaining({
        ...{ type: 'unreadable', id },
        error: expect.objectContaining({ code: 'store-unavailable' }),
      }),
    );
    expect(entries.filter(({ type }) => type === 'open').map((entry) => entry.id)).toEqual(
      expect.arrayContaining(others),
    );
    await again.resume(others[0] ?? '');
    expect(await again.finished(others[0] ?? '')).toMatchObject({ outcome: 'complete' });
  });
});
