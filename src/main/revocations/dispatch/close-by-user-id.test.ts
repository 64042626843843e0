import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createMemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { type Failure, failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** A user who signs in again with each batch, so that one pass leaves a session to the closing call. */
async function openClosing() {
  const core = new FakeCore();
  const audit = createMemoryAudit();
  let readOnly = false;
  const driver = await openRevocations({
    ...{ core: () => core.port, audit, ...shared.forDriver() },
    settings: () => ({
      ...defaultConnectionSettings,
      name: 'Test',
      address: 'http://core.example',
      readOnly,
    }),
  });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  core.addSession(ada);
  const { id } = await driver.plan({ type: 'user', userId: ada, tenantId: null });
  const makeReadOnly = (now: boolean): void => {
    readOnly = now;
  };
  return { ada, audit, core, driver, id, makeReadOnly };
}

/** The core goes away at the first closing call, for so many calls. `isCarriedOut`: the call itself still arrives. */
function goAwayAtClosing(core: FakeCore, ada: string, error: Failure, isCarriedOut = false): void {
  let away = -1;
  core.fault = (call, perform) => {
    if (call.name === 'revokeUser' && away === -1) {
      away = 3;
      if (isCarriedOut) perform();
      throw error;
    }
    if (away > 0) {
      away -= 1;
      throw failure('unreachable', { sent: false });
    }
    const answer = perform();
    if (call.name === 'revokeHandles') core.addSession(ada);
    return answer;
  };
}

describe('a core that goes away while users are closed by their ids', () => {
  it('is waited for, and the user is closed then', async () => {
    const { ada, core, driver, id } = await openClosing();
    goAwayAtClosing(core, ada, failure('unreachable', { sent: false }));
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'complete', closedByUserId: true, errors: [] },
      newSessions: { ended: 1, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
    expect(core.callsOf('revokeUser')).toHaveLength(2);
  });

  it('is waited for, and the user is closed again, when nobody knows whether the call arrived', async () => {
    const { ada, core, driver, id } = await openClosing();
    goAwayAtClosing(core, ada, failure('timeout'));
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'complete', closedByUserId: true },
      newSessions: { ended: 1, left: 0 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('has ended what it was asked to end when the call did arrive', async () => {
    const { ada, core, driver, id } = await openClosing();
    goAwayAtClosing(core, ada, failure('timeout'), true);
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
    });
  });

  it('at every such call is not asked for ever', async () => {
    const { ada, core, driver, id } = await openClosing();
    let away = 0;
    core.fault = (call, perform) => {
      if (call.name === 'revokeUser') {
        away = 1;
        throw failure('timeout');
      }
      if (away-- > 0) throw failure('unreachable', { sent: false });
      const answer = perform();
      if (call.name === 'revokeHandles') core.addSession(ada);
      return answer;
    };
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({
      ...{ outcome: 'incomplete', closedByUserId: true },
      newSessions: { ended: 0, left: 1 },
    });
    expect(core.callsOf('revokeUser')).toHaveLength(3);
  });
});

type Closing = Awaited<ReturnType<typeof openClosing>>;

function becomeReadOnlyBeforeClosing({ ada, core, makeReadOnly }: Closing): void {
  core.fault = (call, perform) => {
    const answer = perform();
    if (call.name === 'revokeHandles') {
      core.addSession(ada);
      makeReadOnly(true);
    }
    return answer;
  };
}

describe('a connection that becomes read-only before a user is closed by an id', () => {
  it('pauses the run, which does not say that it closed anybody', async () => {
    const opened = await openClosing();
    const { audit, core, driver, id } = opened;
    becomeReadOnlyBeforeClosing(opened);
    await driver.start(id, { passes: 1 });
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { error: { code: 'read-only' } } } },
    });
    expect(audit.of('batch.ended').at(-1)).toMatchObject({ outcome: 'failed', details: { notSent: 1 } });
    expect(await driver.stopped(id)).toMatchObject({ outcome: 'stopped', closedByUserId: false });
    expect(core.callsOf('revokeUser')).toEqual([]);
  });

  it('is closed when the connection may end sessions again', async () => {
    const opened = await openClosing();
    const { driver, id, makeReadOnly } = opened;
    becomeReadOnlyBeforeClosing(opened);
    await driver.start(id, { passes: 1 });
    await driver.settled(id);
    makeReadOnly(false);
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', closedByUserId: true });
  });
});
