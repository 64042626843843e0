import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { openRevocations } from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { fullCoverage, gapsOf } from '../../contract/domain/coverage.ts';
import { failure } from '../../contract/failure.ts';
import { systemClock } from '../shared/clock.ts';
import { defaultBackoff } from '../shared/retry/core-health.ts';
import { createStoredDraft, draftSource } from './draft/stored-draft.ts';
import { restoreRuleDraft } from './rule/rule-draft.ts';
import { firstCheckpoint } from './rule/scan.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  const user = (name: string, tenant = 'public'): string =>
    core.addUser({ email: `${name}@alpha.example`, tenantIds: [tenant] })[0] as string;
  /** Calls about one of these user ids or handles fail, until it is healed. */
  const fail = (...names: readonly string[]) => {
    core.fault = (call, perform) => {
      const { handle, userId } = (call.input ?? {}) as { readonly handle?: string; readonly userId?: string };
      const isMeant =
        (call.name === 'sessionHandles' && names.includes(userId ?? '')) ||
        (call.name === 'session' && names.includes(handle ?? ''));
      if (isMeant) throw failure('core-error');
      return perform();
    };
  };
  const heal = () => {
    core.fault = (_call, perform) => perform();
  };
  return { core, driver, fail, heal, user };
}

describe('trying the gaps of a list again', () => {
  it('looks up its unknown, ambiguous and unread lines, and no others', async () => {
    const { core, driver, fail, heal, user } = await openWorld();
    const [done, lost, repeated] = [core.addSession('ada'), core.addSession('bob'), 'cy@alpha.example'];
    for (const tenant of ['public', 'acme']) core.addSession(user('twin', tenant));
    fail(lost);
    const first = await driver.planList([
      done,
      'a\tb',
      lost,
      repeated,
      'twin@alpha.example',
      'nobody, "at" all',
    ]);
    heal();
    await driver.start(first.id);
    await driver.finished(first.id);
    // Who was unknown signs up.
    const added = core.addSession(user('cy'));

    const draft = await driver.tryAgain(first.id);
    expect(draft.source).toMatchObject({ type: 'list', name: 'list.txt', retryOf: first.id });
    const rows = await driver.rows(draft.id);
    expect(rows.map((row) => ('text' in row ? row.text : ''))).toEqual([
      lost,
      repeated,
      'twin@alpha.example',
      'nobody, "at" all',
    ]);
    const second = await driver.freeze(draft.id);
    expect(second).toMatchObject({
      targets: 2,
      source: { type: 'list', name: 'list.txt', retryOf: first.id },
    });
    await driver.start(second.id);
    const report = await driver.finished(second.id);
    expect(report).toMatchObject({ outcome: 'complete-with-gaps', counts: { revoked: 2 } });
    expect(gapsOf(report.plan.coverage)).toEqual([
      { gap: 'ambiguous-lines', count: 1 },
      { gap: 'unknown-lines', count: 1 },
    ]);
    expect([core.sessions.has(lost), core.sessions.has(added)]).toEqual([false, false]);
  });

  it('does it for more lines than are read at a time', async () => {
    const { core, driver } = await openWorld();
    const unknown = Array.from({ length: 611 }, (_, at) => `nobody-${at}`);
    const first = await driver.planList([core.addSession('ada'), ...unknown]);
    await driver.start(first.id);
    await driver.finished(first.id);
    const draft = await driver.tryAgain(first.id);
    expect(draft.totals).toMatchObject({ rows: 611, byResult: { unknown: 611 } });
  });

  it('is refused when all that is left are malformed lines', async () => {
    const { core, driver } = await openWorld();
    const first = await driver.planList([core.addSession('ada'), 'a\tb']);
    await driver.start(first.id);
    await driver.finished(first.id);
    await expect(driver.tryAgain(first.id)).rejects.toMatchObject({ error: { code: 'bad-input' } });
  });
});

describe('trying the gaps of a rule again', () => {
  it('reads only the users and sessions that could not be read', async () => {
    const { core, driver, fail, heal, user } = await openWorld();
    const [ada, bob, cy] = [user('ada'), user('bob'), user('cy')];
    const ofAda = core.addSession(ada);
    core.addSession(bob);
    const ofBob = core.addSession(bob);
    core.addSession(cy);
    fail(ada, ofBob);
    // Not everyone: of whole users, a run ends also what was not read.
    const first = await driver.planRule({ field: 'created', when: 'before', at: 4_000_000_000_000 });
    heal();
    await driver.start(first.id);
    expect((await driver.finished(first.id)).outcome).toBe('complete-with-gaps');
    // A session that the first rule would have found: it is not asked for again.
    const since = core.addSession(cy);

    const draft = await driver.tryAgain(first.id);
    expect(draft).toMatchObject({
      source: { type: 'rule', retryOf: first.id },
      progress: { users: 2, usersInAll: 2, unread: 0, matches: 2 },
    });
    const second = await driver.freeze(draft.id);
    expect(second).toMatchObject({ targets: 2, coverage: fullCoverage, source: { retryOf: first.id } });
    await driver.start(second.id);
    expect(await driver.finished(second.id)).toMatchObject({ outcome: 'complete', counts: { revoked: 2 } });
    const alive = [ofAda, ofBob, since].map((handle) => core.sessions.has(handle));
    expect(alive).toEqual([false, false, true]);
  });

  it('reads undecided sessions again, which can be included then', async () => {
    const { core, driver, fail, heal, user } = await openWorld();
    const [ada, bob] = [user('ada'), user('bob')];
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const [recorded, still, lost, ofBob] = [ada, ada, ada, bob].map((id) => core.addSession(id)) as [
      string,
      string,
      string,
      string,
    ];
    fail(lost);
    const first = await driver.planRule({ field: 'ip', network: '192.0.2.0/24' });
    heal();
    expect(gapsOf(first.coverage)).toEqual([
      { gap: 'unread-sessions', count: 1 },
      { gap: 'undecided-sessions', count: 3 },
    ]);
    await driver.start(first.id);
    await driver.finished(first.id);
    // The application has recorded it by now.
    for (const session of core.sessions.values())
      if (session.handle === recorded) core.sessions.set(recorded, { ...session, ip: '192.0.2.8' });

    const draft = await driver.tryAgain(first.id);
    expect(draft).toMatchObject({
      progress: { users: 2, usersInAll: 2, unread: 0, matches: 1, undecided: 3 },
      totals: { undecided: 3, undecidedIncluded: 0 },
    });
    await driver.include(draft.id, { type: 'undecided-of-user', userId: ada });
    const second = await driver.freeze(draft.id);
    expect(gapsOf(second.coverage)).toEqual([{ gap: 'undecided-sessions', count: 1 }]);
    await driver.start(second.id);
    expect(await driver.finished(second.id)).toMatchObject({ counts: { revoked: 3 } });
    const alive = [recorded, still, lost, ofBob].map((handle) => core.sessions.has(handle));
    expect(alive).toEqual([false, false, false, true]);
  });

  it('leaves as a gap what can still not be read', async () => {
    const { core, driver, fail, user } = await openWorld();
    const [ada, bob, cy] = [user('ada'), user('bob'), user('cy')];
    for (const id of [ada, bob, cy]) core.addSession(id);
    fail(ada, bob);
    const first = await driver.planRule({ all: [] });
    await driver.start(first.id);
    await driver.finished(first.id);
    fail(ada);
    const draft = await driver.tryAgain(first.id);
    const second = await driver.freeze(draft.id);
    expect(second.targets).toBe(1);
    expect(gapsOf(second.coverage)).toEqual([{ gap: 'unread-users', count: 1 }]);
  });

  it('is refused when everything was read', async () => {
    const { core, driver, user } = await openWorld();
    core.addSession(user('ada'));
    const first = await driver.planRule({ all: [] });
    await driver.start(first.id);
    await driver.finished(first.id);
    await expect(driver.tryAgain(first.id)).rejects.toMatchObject({ error: { code: 'bad-input' } });
  });
});

it('chosen sessions have nothing that can be tried again', async () => {
  const { core, driver } = await openWorld();
  const report = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
  await expect(driver.tryAgain(report.id)).rejects.toMatchObject({ error: { code: 'bad-input' } });
});

it('a draft whose users were not all copied before the console ended can never be taken for the whole', async () => {
  const { core, driver } = await openWorld();
  const ports = {
    store: driver.store,
    clock: systemClock,
    core: () => core.port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' }),
  };
  const rule = { type: 'rule', rule: { all: [] }, tenants: null, retryOf: randomUUID() };
  const checkpoint = { ...firstCheckpoint, of: 'unread' };
  const stored = await createStoredDraft(ports, {
    id: randomUUID(),
    source: draftSource.parse({
      ...{
        connectionId: 'under-test',
        address: 'http://core.example',
        createdAt: 1,
        source: rule,
        size: null,
      },
    }),
    expectedBytes: 1,
    planning: { tenants: null },
    checkpoint,
  });
  const draftPorts = {
    ...ports,
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
    ownUserIds: () => [],
    backoff: defaultBackoff,
  };
  await expect(restoreRuleDraft(draftPorts, stored, { checkpoint })).rejects.toMatchObject({
    error: { code: 'interrupted' },
  });
  await driver.store.write.remove({ id: stored.id });
});
