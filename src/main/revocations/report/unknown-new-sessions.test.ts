import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterFirstBatch } from '../../../../test/unit/support/cores/after-first-batch.ts';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { exportedBy } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { RunProgress, UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import { failure } from '../../../contract/failure.ts';

const unknown = { ended: 0, left: 1, unknown: 1 };

/** A revocation of one user, with a session beside the plan that the operator orders to end. The call fails, and nothing can be read again. Resolves when it has ended, and its progress said that this is unknown. */
async function loseTheCall(which: UnplannedSessions) {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const driver = await openRevocations({
    ...{ core: () => core.port, dataDirectory: folder, closesWithTest: true },
    clock: createTestClock('automatic'),
    saveFile: async () => join(folder, 'out.jsonl'),
  });
  const [ada = '', other = ''] = ['ada', 'other'].map(
    (name) => core.addUser({ email: `${name}@a.example` })[0],
  );
  core.addSession(ada);
  if (which === 'linked') core.addSession(other);
  if (which === 'linked') afterFirstBatch(core, () => core.link(other, ada));
  const { id } = await driver.end({ type: 'user', userId: ada, tenantId: null });
  if (which === 'new') {
    core.addSession(ada);
    await watchFor(driver, id, 'report');
    await driver.finished(id);
  }
  const gate = createGate();
  core.fault = async (call, perform) => {
    if (call.name !== 'revokeHandles' && call.name !== 'session') return perform();
    if (call.name === 'session') await gate.pass();
    throw failure('core-error', { retryable: false });
  };
  await driver.endUnplanned(id, which, 1);
  let progress: RunProgress | undefined;
  const settled = driver.settled(id, (item) => {
    if (item.type === 'progress') progress = item.progress;
  });
  await gate.reached;
  await eventually(() => expect(progress?.[`${which}Sessions`]).toEqual(unknown));
  gate.open();
  await settled;
  await exportedBy(driver.revocations.handlers['revocation.export'], {
    ...{ id, show: 'all', search: '', sort: null, format: 'json-lines' },
  });
  const head: unknown = JSON.parse(await readFile(join(folder, 'out.head.json'), 'utf8'));
  return { driver, head, id };
}

describe.each([
  ['new', 'newSessions', 'new_sessions'],
  ['linked', 'linkedSessions', 'linked_sessions'],
] as const)('a %s session of which nobody knows whether it ended', (which, inReport, inFile) => {
  it('is unknown, and not still active, in progress, report, export and audit log', async () => {
    const { driver, head, id } = await loseTheCall(which);
    expect((await driver.report(id))[inReport]).toEqual(unknown);
    expect(head).toMatchObject({ [inFile]: { ended: 0, still_active: 0, unknown: 1 } });
    const record = driver.audit.of('run.finished').at(-1);
    expect(record?.details).toMatchObject({ [`${inReport}Left`]: 1, [`${inReport}Unknown`]: 1 });
  });
});

it('a new session whose tenant is deleted after its batch got lost is unknown, and not still active', async () => {
  const core = new FakeCore();
  const driver = await openRevocations({
    ...{ core: () => core.port, clock: createTestClock('automatic'), closesWithTest: true },
  });
  const [ada = ''] = core.addUser({ email: 'ada@a.example' });
  core.addSession(ada);
  const { id } = await driver.end({ type: 'user', userId: ada, tenantId: null });
  core.addSession(ada, 'acme');
  await watchFor(driver, id, 'report');
  await driver.finished(id);
  core.fault = (call, perform) => {
    if (call.name !== 'revokeHandles') return perform();
    core.tenants.delete('acme');
    throw failure('core-error', { retryable: false });
  };
  await driver.endUnplanned(id, 'new', 1);
  await driver.settled(id);
  expect((await driver.report(id)).newSessions).toEqual(unknown);
});
