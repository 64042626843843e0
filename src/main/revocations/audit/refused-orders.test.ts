import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();

/** What the audit log says of questions, in its order. */
function questionsOf({ audit }: RevocationDriver) {
  return audit.of('question.confirmed').map(({ details, outcome }) => ({ outcome, ...details }));
}

const started = { outcome: 'done', question: 'start', count: 1, isTyped: false };

/** A watch that has found a new session. */
async function openWatch() {
  const core = new FakeCore();
  const clock = createTestClock();
  const driver = await openRevocations({ core: () => core.port, clock, ...shared.forDriver() });
  core.addSession('u');
  const { id } = await driver.end({ type: 'user', userId: 'u', tenantId: null });
  await watchFor(driver, id, 'report', 10);
  const watch = followWatch(driver, id, clock);
  await watch.looked();
  core.addSession('u');
  await watch.nextLook();
  return { core, driver, id, ...watch };
}

describe('an order to a run that refuses it', () => {
  it('is in the audit log as no confirmed question when the run does not watch', async () => {
    const core = new FakeCore();
    const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    core.addSession('u');
    const { id } = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'revokeHandles') await gate.pass();
      return perform();
    };
    await driver.start(id);
    await gate.reached;
    expect(await errorOf(driver.endUnplanned(id, 'new', 1))).toMatchObject({
      reason: 'revocation-does-not-watch',
    });
    gate.open();
    await driver.finished(id);
    expect(questionsOf(driver)).toEqual([started]);
  });

  it('is in the audit log as no confirmed question when the watch is paused', async () => {
    const { driver, id } = await openWatch();
    await driver.pause(id);
    expect(await errorOf(driver.endUnplanned(id, 'new', 1))).toMatchObject({ reason: 'revocation-paused' });
    await driver.stopped(id);
    expect(questionsOf(driver)).toEqual([started]);
  });

  it('is in the audit log as no confirmed question when another number is there than it named', async () => {
    const { core, driver, id } = await openWatch();
    expect(await errorOf(driver.endUnplanned(id, 'new', 2))).toMatchObject({ reason: 'count-changed' });
    await driver.stopped(id);
    expect(questionsOf(driver)).toEqual([started]);
    expect(core.sessions.size).toBe(1);
  });

  it('is in the audit log as no confirmed question when the watch ends before it', async () => {
    const { beginLook, core, driver, id } = await openWatch();
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'sessionHandles') await gate.pass();
      return perform();
    };
    await beginLook();
    await gate.reached;
    const refused = errorOf(driver.endUnplanned(id, 'new', 1));
    await driver.stop(id);
    gate.open();
    expect(await refused).toMatchObject({ reason: 'revocation-does-not-watch' });
    await driver.finished(id);
    expect(questionsOf(driver)).toEqual([started]);
    expect(core.sessions.size).toBe(1);
  });

  it('is in the audit log with what became of it when the run is stopped while its record is written', async () => {
    const { core, driver, id } = await openWatch();
    driver.audit.after = async ({ details }) => {
      if (details?.question === 'end-new') await driver.stop(id);
    };
    expect(await errorOf(driver.endUnplanned(id, 'new', 1))).toMatchObject({ code: 'aborted' });
    await driver.finished(id);
    const ending = { question: 'end-new', count: 1, isTyped: false };
    expect(questionsOf(driver)).toEqual([
      started,
      { ...ending, outcome: 'done' },
      { ...ending, outcome: 'unknown', code: 'aborted' },
    ]);
    expect(core.sessions.size).toBe(1);
  });

  it('is in the audit log once, before what it ends, when the watch takes it', async () => {
    const { driver, id, progress } = await openWatch();
    await driver.endUnplanned(id, 'new', 1);
    await eventually(() => expect(progress().newSessions).toEqual({ ended: 1, left: 0, unknown: 0 }));
    await driver.stopped(id);
    const ending = { outcome: 'done', question: 'end-new', count: 1, isTyped: false };
    expect(questionsOf(driver)).toEqual([started, ending]);
    const order = driver.audit.actions('question.confirmed', 'batch.intended');
    expect(order).toEqual(['question.confirmed', 'batch.intended', 'question.confirmed', 'batch.intended']);
  });
});

/** A revocation with a session that is left, OAuth2 tokens that are not ended, and a user who can be watched. */
async function openElsewhere() {
  const core = new FakeCore();
  let address = 'http://core.example';
  const driver = await openRevocations({
    core: () => core.port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address }),
    ...shared.forDriver(),
  });
  const [ended = '', left = ''] = [core.addSession('u'), core.addSession('u')];
  core.fault = (call, perform) => {
    if (call.name !== 'revokeHandles') return perform();
    core.sessions.delete(ended);
    return [ended];
  };
  const { id } = await driver.end({ type: 'handles', handles: [ended, left] });
  address = 'http://another-core.example';
  return { driver, id };
}

type Orders = Record<string, (driver: RevocationDriver, id: string) => Promise<unknown>>;
const orders: Orders = {
  'to end what remains': (driver, id) => driver.endRemaining(id, { count: 1 }),
  'to end OAuth2 tokens': (driver, id) => driver.endOAuthTokens(id, 1),
  'to watch and end': (driver, id) => watchFor(driver, id, 'end'),
};

describe.each(Object.entries(orders))('an order %s whose connection leads elsewhere by now', (_, give) => {
  it('is refused, and in the audit log as no confirmed question', async () => {
    const { driver, id } = await openElsewhere();
    expect(await errorOf(give(driver, id))).toMatchObject({ reason: 'revocation-of-other-core' });
    expect(questionsOf(driver)).toEqual([{ ...started, count: 2 }]);
  });
});

describe('a start that was confirmed', () => {
  it('is in the audit log as failed where the order could not be written', async () => {
    const core = new FakeCore();
    const { store, ...folder } = shared.forDriver();
    let isFull = true;
    const full = withFaults(store, {
      before: ({ changes }) => {
        const begins = changes.some((change) => change.type === 'state' && change.state === 'running');
        if (begins && isFull) throw failure('disk-full');
      },
    });
    const driver = await openRevocations({ core: () => core.port, store: full, ...folder });
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'disk-full' });
    isFull = false;
    expect(questionsOf(driver)).toEqual([started, { ...started, outcome: 'failed', code: 'disk-full' }]);
    expect(core.sessions.size).toBe(1);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
  });
});
