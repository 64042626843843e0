import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { openRevocations, type RevocationDriver } from '../../../test/unit/support/revocation-driver.ts';
import { callContext, type Recorded, recordStream } from '../../../test/unit/support/stream.ts';
import { defaultConnectionSettings, type Environment } from '../../contract/domain/connection.ts';
import { defaultRunOptions, type RevocationScope, type RunItem } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';

let core: FakeCore;
let environment: Environment;
let address: string;
let driver: RevocationDriver;

beforeEach(async () => {
  core = new FakeCore();
  let clock = 1_000_000;
  environment = 'development';
  address = 'http://core.example';
  driver = await openRevocations({
    core: () => core.port,
    settings: () => ({
      ...defaultConnectionSettings,
      name: 'Test',
      address,
      environment,
      accessTokenLifetimeS: 60,
    }),
    now: () => clock++,
  });
});

const plan = (scope: RevocationScope) => driver.plan(scope);
const run = (scope: RevocationScope) => driver.end(scope);
const report = (id: string) => driver.report(id);
const targets = (id: string) => driver.targets(id);

function everythingOf(userId: string, tenantId: string | null = null): RevocationScope {
  return { type: 'user', userId, tenantId };
}

describe('a plan', () => {
  it('holds each handle once, and says how many were given twice', async () => {
    const [a, b] = [core.addSession('u'), core.addSession('u', 'acme')];
    expect(await plan({ type: 'handles', handles: [a, b, a] })).toMatchObject({
      targets: 2,
      duplicates: 1,
      byTenant: [
        { name: 'acme', sessions: 1 },
        { name: 'public', sessions: 1 },
      ],
      byIdentity: [],
      accessTokenLifetimeS: 60,
    });
  });

  it('holds everything of a user, under all ids of all login methods', async () => {
    const [first = '', second = ''] = core.addPerson({ external: 'ext-p' }, { external: 'ext-q' });
    for (const id of [first, second, 'ext-p', 'ext-q']) core.addSession(id);
    const frozen = await plan(everythingOf('ext-p'));
    expect(frozen.targets).toBe(4);
    expect(frozen.byIdentity.map(({ identity, sessions }) => [identity.id, sessions])).toEqual([
      ['ext-p', 1],
      [first, 1],
      ['ext-q', 1],
      [second, 1],
    ]);
  });

  it('can be of one tenant', async () => {
    const [id = ''] = core.addPerson({ tenantIds: ['public', 'acme'] });
    core.addSession(id);
    core.addSession(id, 'acme');
    expect((await plan(everythingOf(id, 'acme'))).byTenant).toEqual([{ name: 'acme', sessions: 1 }]);
  });

  it('is refused when a part of it cannot be listed', async () => {
    core.addPerson({ external: 'ext' });
    core.fault = (call, perform) => {
      const { userId } = (call.input ?? {}) as { userId?: string };
      if (call.name === 'sessionHandles' && userId !== 'ext') throw failure('timeout', 'It took too long.');
      return perform();
    };
    expect(await errorOf(plan(everythingOf('ext')))).toMatchObject({ code: 'timeout' });
  });

  it('ends nothing', async () => {
    const handle = core.addSession('u');
    await plan({ type: 'handles', handles: [handle] });
    await plan(everythingOf('u'));
    expect(core.sessions.has(handle)).toBe(true);
  });

  it('knows its connection, for the access check', async () => {
    const { id } = await plan(everythingOf('u'));
    expect(driver.revocations.connectionOfPlan(id)).toBe('under-test');
    expect(driver.revocations.connectionOfPlan(randomUUID())).toBeUndefined();
  });
});

describe('running a plan', () => {
  it('tells apart what it revoked and what was not there any more', async () => {
    const handle = core.addSession('u');
    const done = await run({ type: 'handles', handles: [handle, randomUUID()] });
    expect(done).toMatchObject({ outcome: 'complete', reason: 'stolen laptop', passes: 1, errors: [] });
    expect(done.counts).toMatchObject({ revoked: 1, 'already-gone': 1, planned: 0, unknown: 0, failed: 0 });
    expect(done.checkedAt).not.toBeNull();
    expect((await run({ type: 'handles', handles: [handle] })).counts).toMatchObject({
      revoked: 0,
      'already-gone': 1,
    });
  });

  it('tells how far it is, and its report last', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    const { id: planId } = await plan(everythingOf(id));
    await driver.start(planId);
    const items: RunItem[] = [];
    await driver.settled(planId, (item) => items.push(item));
    expect(items[0]).toMatchObject({ type: 'progress' });
    expect(items.at(-1)).toEqual({ type: 'report', report: await report(planId) });
  });

  it('does not mark the user as active: sessions are ended by their handles', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    expect(await run(everythingOf(id))).toMatchObject({ outcome: 'complete', closedByUserId: false });
    expect(core.callsOf('revokeUser')).toEqual([]);
  });

  it('counts the time from the last call that ended something', async () => {
    const handle = core.addSession('u');
    const done = await run({ type: 'handles', handles: [handle] });
    expect(done.exposureUntil).toBeGreaterThan(done.startedAt + 60_000);
    expect(done.exposureUntil).toBeLessThanOrEqual(done.endedAt + 60_000);
  });

  it('is done when there is nothing to end', async () => {
    const [id = ''] = core.addPerson({});
    expect(await run(everythingOf(id))).toMatchObject({ outcome: 'complete', plan: { targets: 0 } });
  });

  it('works once', async () => {
    const { id: planId } = await plan({ type: 'handles', handles: [core.addSession('u')] });
    await driver.start(planId);
    expect(await errorOf(driver.start(planId))).toMatchObject({ code: 'bad-input' });
    await driver.finished(planId);
    expect(await errorOf(driver.start(planId))).toMatchObject({ code: 'bad-input' });
  });

  it('wants the number typed on production, and the right one everywhere', async () => {
    const handle = core.addSession('u');
    const scope: RevocationScope = { type: 'handles', handles: [handle] };
    const { id } = await plan(scope);
    expect(await errorOf(driver.start(id, {}, 2))).toMatchObject({ code: 'bad-input' });
    environment = 'production';
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.has(handle)).toBe(true);
    await driver.start(id, {}, 1);
    expect((await driver.finished(id)).outcome).toBe('complete');
  });
});

describe('sessions that do not end at once', () => {
  it('new sessions are ended in the next pass, and counted apart', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    let late: string | undefined;
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') late ??= core.addSession(id);
      return result;
    };
    const done = await run(everythingOf(id));
    expect(done).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
    expect(done.counts.revoked).toBe(1);
    expect((await targets(done.id)).find(({ handle }) => handle === late)).toMatchObject({
      newSession: true,
    });
  });

  it('a user who keeps signing in is closed by id, and the report says so', async () => {
    const [id = ''] = core.addPerson({ external: 'emp-1' });
    core.addSession(id);
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') core.addSession('emp-1');
      return result;
    };
    const done = await run(everythingOf('emp-1'));
    expect(done).toMatchObject({ outcome: 'complete', passes: 3, closedByUserId: true });
    expect(done.newSessions).toEqual({ ended: 3, left: 0 });
    expect(core.callsOf('revokeUser').map(({ input }) => input)).toEqual([
      { userId: 'emp-1', tenantId: null },
      { userId: id, tenantId: null },
    ]);
  });

  it('closing keeps to the tenant of the plan', async () => {
    const [id = ''] = core.addPerson({ tenantIds: ['public', 'acme'] });
    const elsewhere = core.addSession(id);
    core.addSession(id, 'acme');
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') core.addSession(id, 'acme');
      return result;
    };
    expect(await run(everythingOf(id, 'acme'))).toMatchObject({ outcome: 'complete', closedByUserId: true });
    expect([...core.sessions.keys()]).toEqual([elsewhere]);
  });

  it('survivors of a core that says it revoked them are failed after three passes', async () => {
    const handle = core.addSession('u');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    const done = await run({ type: 'handles', handles: [handle] });
    expect(done).toMatchObject({ outcome: 'incomplete', passes: 3, counts: { failed: 1, revoked: 0 } });
    expect(done.errors[0]?.message).toContain('still there');
  });
});

describe('a long list of handles', () => {
  it('is looked at again by listing where it is of few people, and handle by handle where it is not', async () => {
    const [ada = '', adasInner = ''] = ['emp-1', ...core.addPerson({ external: 'emp-1' })];
    const ofAda = [...Array(600)].map((_, i) => core.addSession(i % 2 ? ada : adasInner));
    const ofOthers = [...Array(60)].map((_, i) => core.addSession(`other-${i}`));
    const done = await run({ type: 'handles', handles: [randomUUID(), ...ofAda, ...ofOthers] });
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 660, 'already-gone': 1 } });
    expect(core.callsOf('session').length).toBeLessThan(100);
  });

  it('does not hide survivors, nor take other sessions of these people in', async () => {
    const handles = [...Array(600)].map(() => core.addSession('u'));
    const other = core.addSession('u');
    const [survivor = ''] = handles;
    core.fault = (call, perform) => {
      const { handles: sent = [] } = (call.input ?? {}) as { handles?: readonly string[] };
      if (call.name !== 'revokeHandles' || !sent.includes(survivor)) return perform();
      for (const handle of sent) if (handle !== survivor) core.sessions.delete(handle);
      return [...sent];
    };
    const done = await run({ type: 'handles', handles });
    expect(done).toMatchObject({ outcome: 'incomplete', counts: { revoked: 599, failed: 1 } });
    expect(done.newSessions).toEqual({ ended: 0, left: 0 });
    expect([...core.sessions.keys()]).toEqual([survivor, other]);
  });

  it('is read handle by handle when nobody can be asked', async () => {
    const handles = [...Array(600)].map(() => core.addSession('u'));
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles') throw failure('core-error', 'It answered 500.');
      return perform();
    };
    expect(await run({ type: 'handles', handles })).toMatchObject({ outcome: 'complete', errors: [] });
    expect(core.callsOf('session').length).toBeGreaterThanOrEqual(600);
  });
});

describe('handles that fail a call', () => {
  it('of a tenant that does not exist fail alone', async () => {
    const good = [core.addSession('u'), core.addSession('u', 'acme'), core.addSession('u')];
    const ghost = `${randomUUID()}_ghost`;
    const done = await run({ type: 'handles', handles: [...good, ghost] });
    expect(done.counts).toMatchObject({ revoked: 3, failed: 1, 'revoked-unconfirmed': 0 });
    expect(done).toMatchObject({ outcome: 'incomplete', errors: [{ code: 'tenant-unknown' }] });
    expect((await targets(done.id)).find(({ handle }) => handle === ghost)).toMatchObject({
      state: 'failed',
      error: { code: 'tenant-unknown' },
    });
  });

  it('with a NUL byte fail alone', async () => {
    const good = [...Array(9)].map(() => core.addSession('u'));
    const done = await run({ type: 'handles', handles: [...good, `${randomUUID()}\0`] });
    expect(done.counts).toMatchObject({ revoked: 9, failed: 1, unknown: 0 });
  });

  it('are found by halving when only the call shows it', async () => {
    const handles = [...Array(100)].map(() => core.addSession('u'));
    const [poison = ''] = handles;
    core.fault = (call, perform) => {
      const { handles: sent = [] } = (call.input ?? {}) as { handles?: readonly string[] };
      if (call.name === 'revokeHandles' && sent.includes(poison))
        throw failure('core-error', 'It answered 500.');
      return perform();
    };
    const done = await run({ type: 'handles', handles });
    expect(done.counts).toMatchObject({ revoked: 99, failed: 1 });
    expect([...core.sessions.keys()]).toEqual([poison]);
  });
});

describe('a core that goes away', () => {
  const gone = failure('unreachable', 'Nothing listens.');

  it('is waited for: when it comes back in time, nobody has to do anything', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    const { id: planId } = await plan(everythingOf(id));
    let away = 4;
    core.fault = (call, perform) => {
      // The call gets through, its answer does not.
      if (call.name === 'revokeHandles') perform();
      if (away-- > 0) throw gone;
      return perform();
    };
    await driver.start(planId);
    expect(await driver.finished(planId)).toMatchObject({
      outcome: 'complete',
      counts: { 'revoked-unconfirmed': 1 },
      errors: [],
    });
  });

  it('or answers 500 to everything for a while is waited for, too', async () => {
    const handles = [...Array(5)].map(() => core.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    let refused = 0;
    core.fault = (_call, perform) => {
      if (refused++ < 6) throw failure('core-error', 'It answered 500.');
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 5 } });
  });

  it('for long pauses the revocation, with the reason; stopped then, what was sent is unknown until it can be read again', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    const { id: planId } = await plan(everythingOf(id));
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') perform();
      throw gone;
    };
    await driver.start(planId);
    expect(await driver.settled(planId)).toMatchObject({
      progress: { run: { state: 'paused', reason: { by: 'core', error: { code: 'unreachable' } } } },
    });
    expect(await driver.stopped(planId)).toMatchObject({
      outcome: 'stopped',
      checkedAt: null,
      counts: { unknown: 1, failed: 0 },
      errors: [{ code: 'unreachable' }],
    });
    core.fault = (_call, perform) => perform();
    const after = await driver.recheck(planId);
    expect(after).toMatchObject({ counts: { unknown: 0, 'revoked-unconfirmed': 1 }, errors: [] });
    expect(after.checkedAt).not.toBeNull();
  });

  it('and comes back without having got the call: it is sent again when resumed', async () => {
    const handle = core.addSession('u');
    const { id } = await plan({ type: 'handles', handles: [handle] });
    core.fault = (call, perform) => {
      if (['revokeHandles', 'session', 'tenants'].includes(call.name)) throw gone;
      return perform();
    };
    await driver.start(id);
    await driver.settled(id);
    expect(core.sessions.has(handle)).toBe(true);
    core.fault = (_call, perform) => perform();
    await driver.revocations.handlers['revocation.resume']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });

  it('because the key is refused is not tried again and again', async () => {
    const { id } = await plan({ type: 'handles', handles: [core.addSession('u')] });
    core.fault = () => {
      throw failure('bad-key', 'The core refused the API key.');
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { by: 'core', error: { code: 'bad-key' } } } },
    });
    expect(core.callsOf('revokeHandles').length).toBeLessThanOrEqual(1);
    expect((await driver.stopped(id)).counts).toMatchObject({ planned: 1, unknown: 0 });
  });

  it('by refusing calls for a while gets them once more, and what was refused is not in doubt', async () => {
    const handles = [...Array(20)].map(() => core.addSession('u'));
    let refusals = 3;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && refusals-- > 0) throw failure('rate-limited', 'Fewer calls.');
      return perform();
    };
    const done = await run({ type: 'handles', handles });
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 20 } });
  });
});

describe('stopping and pausing', () => {
  it('stopped, it ends with the calls that are under way; what was not sent stays planned', async () => {
    const handles = [...Array(5_000)].map(() => core.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles')
        void driver.revocations.handlers['revocation.stop']({ id }, callContext());
      return perform();
    };
    await driver.start(id);
    const done = await driver.finished(id);
    expect(done).toMatchObject({ outcome: 'stopped', checkedAt: null });
    expect(done.counts.revoked).toBe(core.callsOf('revokeHandles').length * 250);
    expect(done.counts.revoked).toBeLessThanOrEqual(1_000);
    expect(done.counts.planned).toBe(5_000 - done.counts.revoked);
    expect(core.sessions.size).toBe(done.counts.planned);
  });

  it('paused, it sends nothing until it is resumed, and then the rest', async () => {
    const handles = [...Array(2_000)].map(() => core.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && core.callsOf('revokeHandles').length === 2)
        void driver.revocations.handlers['revocation.pause']({ id }, callContext());
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { by: 'operator' } } },
    });
    const sent = core.callsOf('revokeHandles').length;
    expect(core.sessions.size).toBeGreaterThan(0);
    await driver.revocations.handlers['revocation.resume']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 2_000 } });
    expect(core.callsOf('revokeHandles').length).toBeGreaterThan(sent);
  });

  it('a window that goes away changes nothing', async () => {
    const handle = core.addSession('u');
    const { id } = await plan({ type: 'handles', handles: [handle] });
    await driver.start(id);
    const leaving: Recorded<RunItem> = recordStream<RunItem>(() => leaving.abort());
    await driver.revocations.handlers['revocation.watch']({ id }, leaving.context).catch(() => undefined);
    expect((await driver.finished(id)).counts.revoked).toBe(1);
    expect(await targets(id)).toMatchObject([
      { handle, tenantId: 'public', userId: 'u', state: 'revoked', newSession: false },
    ]);
  });
});

describe('what the operator has to say', () => {
  const start = (planId: string, more: { reason?: string; ticket?: string | null }) =>
    driver.revocations.handlers['revocation.start'](
      { planId, reason: 'r', ticket: null, typedCount: null, options: defaultRunOptions, ...more },
      callContext(),
    );

  it('is a reason', async () => {
    const { id } = await plan({ type: 'handles', handles: [core.addSession('u')] });
    expect(await errorOf(start(id, { reason: '' }))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.size).toBe(1);
  });

  it('is a ticket of the form that the settings ask for, when they do', async () => {
    driver = await openRevocations({
      core: () => core.port,
      operator: () => ({ ownUserIds: [], ticket: { required: true, pattern: 'INC-\\d+' } }),
    });
    const { id } = await plan({ type: 'handles', handles: [core.addSession('u')] });
    expect(await errorOf(start(id, {}))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(start(id, { ticket: 'xINC-1' }))).toMatchObject({ code: 'bad-input' });
    await start(id, { ticket: 'INC-2214' });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', ticket: 'INC-2214' });
  });
});

describe('reports', () => {
  it('are listed newest first, by connection', async () => {
    const first = await run({ type: 'handles', handles: [core.addSession('u')] });
    const second = await run({ type: 'handles', handles: [core.addSession('u')] });
    await plan({ type: 'handles', handles: [core.addSession('u')] });
    const list = (id: string) =>
      driver.revocations.handlers['revocation.list']({ connectionId: id }, callContext());
    expect(await list('under-test')).toEqual([
      { is: 'ended', report: second },
      { is: 'ended', report: first },
    ]);
    expect(await list('other')).toEqual([]);
  });

  it('are not there before a plan was run, nor for what nobody knows', async () => {
    const { id } = await plan(everythingOf('u'));
    expect(await errorOf(report(id))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(report(randomUUID()))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(targets(id))).toMatchObject({ code: 'not-found' });
  });
});

describe('a connection that leads to another core since the sessions were listed', () => {
  it('ends nothing: there the handles would look as if they had ended', async () => {
    const handles = [core.addSession('u'), core.addSession('u')];
    const { id: planId } = await plan({ type: 'handles', handles });
    address = 'http://other.example';
    expect(await errorOf(driver.start(planId))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.size).toBe(2);
  });

  it('reads nothing again there', async () => {
    const { id } = await run({ type: 'handles', handles: [core.addSession('u')] });
    address = 'http://other.example';
    expect(await errorOf(driver.recheck(id))).toMatchObject({ code: 'bad-input' });
  });

  it('in the middle of it ends nothing there either', async () => {
    const handles = [...Array(3_000)].map(() => core.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && core.callsOf('revokeHandles').length === 1)
        address = 'http://other.example';
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { by: 'core', error: { code: 'bad-input' } } } },
    });
    expect(core.sessions.size).toBeGreaterThan(0);
    address = 'http://core.example';
    await driver.revocations.handlers['revocation.resume']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 3_000 } });
  });
});

describe('another core behind the same address', () => {
  function withKey(kid: string): FakeCore {
    const fresh = new FakeCore();
    fresh.keys.push({ kid });
    return fresh;
  }

  it('is found out, nothing it said is believed, and the first one can be finished', async () => {
    const first = withKey('s-first');
    const other = withKey('s-other');
    let now = first;
    driver = await openRevocations({ core: () => now.port });
    const handles = [...Array(3_000)].map(() => first.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    first.fault = (call, perform) => {
      if (call.name === 'revokeHandles') now = other;
      return perform();
    };
    await driver.start(id);
    const still = await driver.settled(id);
    expect(still).toMatchObject({ progress: { run: { state: 'paused', reason: { by: 'core' } } } });
    if (still.type !== 'progress') return;
    const { counts } = still.progress;
    expect(counts['already-gone'] + counts['revoked-unconfirmed']).toBe(0);
    first.fault = (_call, perform) => perform();
    now = first;
    await driver.revocations.handlers['revocation.resume']({ planId: id }, callContext());
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(first.sessions.size).toBe(0);
  });
});

describe('reading again what was never sent', () => {
  it('asks the core before it says that it was checked', async () => {
    const handles = [...Array(2_000)].map(() => core.addSession('u'));
    const { id } = await plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles')
        void driver.revocations.handlers['revocation.stop']({ id }, callContext());
      return perform();
    };
    await driver.start(id);
    const { counts } = await driver.finished(id);
    expect(counts.planned).toBeGreaterThan(1);
    expect((await report(id)).checkedAt).toBeNull();
    core.fault = (_call, perform) => perform();
    const [gone = ''] = [...core.sessions.keys()];
    core.sessions.delete(gone);
    const checked = await driver.recheck(id);
    expect(checked.checkedAt).not.toBeNull();
    expect(checked.counts).toMatchObject({ planned: counts.planned - 1, 'already-gone': 1 });
  });
});
