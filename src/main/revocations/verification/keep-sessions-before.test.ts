import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { defaultSettings } from '../../../contract/domain/app.ts';
import { failure } from '../../../contract/failure.ts';
import { parseSessionBefore } from './keep-sessions-before.ts';

const shared = sharedStore();
const keeping = () => ({ ...defaultSettings.evidence, payloadsUpTo: 1_000 });

async function openWorld(payloadsUpTo = 1_000) {
  const core = new FakeCore();
  const driver = await openRevocations({
    core: () => core.port,
    ...shared.forDriver(),
    evidence: () => ({ ...defaultSettings.evidence, payloadsUpTo }),
  });
  const recorded = async (id: string) => {
    const targets = await driver.store.read.targets({ id, view: null, offset: 0, limit: 100 });
    const rows = await driver.store.read.sessionsBefore({ id, targets: targets.map((one) => one.id) });
    return rows.map(({ json }) => json && parseSessionBefore(json));
  };
  const end = async (handles: string[]) => {
    const plan = await driver.plan({ type: 'handles', handles });
    await driver.start(plan.id);
    return { plan, report: await driver.finished(plan.id) };
  };
  return { core, driver, end, recorded };
}

describe('a revocation', () => {
  it('that is taken up again counts each session as it was kept before the console ended', async () => {
    const { core, driver } = await openWorld();
    // More than are read between two commits.
    const handles = Array.from({ length: 501 }, () => core.addSession('ada'));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      const isLast = call.name === 'session' && JSON.stringify(call.input).includes(handles.at(-1) ?? '');
      if (!isLast) return perform();
      void driver.close();
      throw failure('unreachable');
    };
    await driver.start(id);
    await driver.settled(id);
    await driver.close();
    core.fault = (_call, perform) => perform();
    core.sessions.delete(handles[0] ?? '');
    const again = await openRevocations({ core: () => core.port, ...shared.forDriver(), evidence: keeping });
    await again.resume(id);
    expect((await again.finished(id)).counts).toMatchObject({ revoked: 500, 'already-gone': 1 });
    const { report, sessionsBefore } = await again.revocations.evidence(id, {});
    expect(report).toMatchObject({ sessions_before: { read: 501, gone: 0, unread: 0 } });
    const lines: string[] = [];
    for await (const line of sessionsBefore()) lines.push(JSON.parse(line).read);
    expect(lines).toEqual(handles.map(() => 'yes'));
  });

  it('keeps each session with its redacted payloads before the first of them is ended', async () => {
    const { core, end, recorded } = await openWorld();
    const userDataInJWT = { role: 'admin', apiKey: 'planted' };
    const handles = [
      core.addSession('ada', 'public', { userDataInJWT, ip: '10.0.0.9' }),
      core.addSession('ada', 'public', { userDataInDatabase: { refresh_token: 'planted' } }),
    ];
    const reads: string[] = [];
    core.fault = ({ name }, perform) => {
      if (name === 'session') reads.push('read');
      if (name === 'revokeHandles') reads.push('ended');
      return perform();
    };
    const { plan } = await end(handles);
    const rows = await recorded(plan.id);
    expect(rows).toMatchObject([
      {
        type: 'read',
        userId: 'ada',
        ip: '10.0.0.9',
        userDataInJWT: { json: '{"role":"admin","apiKey":"[redacted]"}', isCut: false },
      },
      { type: 'read', userDataInDatabase: { json: '{"refresh_token":"[redacted]"}' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('planted');
    // Planning reads each of them, then the run does.
    expect(reads.slice(0, 5)).toEqual(['read', 'read', 'read', 'read', 'ended']);
  });

  it('ends a session that could not be read, and notes that', async () => {
    const { core, end, recorded } = await openWorld();
    const handles = [core.addSession('ada'), core.addSession('ada')];
    let reads = 0;
    core.fault = ({ name, input }, perform) => {
      const isFirst = name === 'session' && (input as { handle: string }).handle === handles[0];
      if (!isFirst || core.callsOf('revokeHandles').length > 0) return perform();
      reads += 1;
      throw failure('core-error', { reason: 'core-answer-impossible' });
    };
    const { plan, report } = await end(handles);
    expect(reads).toBeGreaterThan(1);
    expect(report.counts.revoked).toBe(2);
    expect(await recorded(plan.id)).toMatchObject([
      { type: 'unread', code: 'core-error: core-answer-impossible' },
      { type: 'read' },
    ]);
  });

  it('notes a session that was gone before', async () => {
    const { core, driver, recorded } = await openWorld();
    const handle = core.addSession('ada');
    const plan = await driver.plan({ type: 'handles', handles: [handle] });
    core.sessions.delete(handle);
    await driver.start(plan.id);
    await driver.finished(plan.id);
    expect(await recorded(plan.id)).toMatchObject([{ type: 'gone' }]);
  });

  it('reads nothing in a plan with more sessions than the settings say, and says so', async () => {
    const { core, driver, end, recorded } = await openWorld(1);
    const { plan } = await end([core.addSession('ada'), core.addSession('ada')]);
    expect(await recorded(plan.id)).toEqual([]);
    const { facts } = await driver.store.read.documents({ id: plan.id, names: ['facts'] });
    expect(facts).toMatchObject({ sessionsBefore: { type: 'skipped', limit: 1 } });
  });
});
