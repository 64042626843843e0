import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { callContext, type Recorded, recordStream } from '../../../test/unit/support/stream.ts';
import { defaultConnectionSettings, type Environment } from '../../contract/domain/connection.ts';
import {
  type RevocationReport,
  type RevocationScope,
  type RunItem,
  revocationPlan,
  revocationReport,
  runItem,
  type TargetRow,
} from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import { createRevocations, type Revocations } from './revocations.ts';

const connectionId = 'sandbox';
let core: FakeCore;
let clock: number;
let environment: Environment;
let address: string;
let revocations: Revocations;

beforeEach(() => {
  core = new FakeCore();
  clock = 1_000_000;
  environment = 'development';
  address = 'http://core.example';
  revocations = createRevocations({
    core: () => core.port,
    settings: () => ({
      ...defaultConnectionSettings,
      name: 'Test',
      address,
      environment,
      accessTokenLifetimeS: 60,
    }),
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
    now: () => clock++,
  });
});

async function plan(scope: RevocationScope) {
  const frozen = await revocations.handlers['revocation.plan']({ connectionId, scope }, callContext());
  return revocationPlan.parse(frozen);
}

async function run(
  scope: RevocationScope,
  recorded = recordStream<RunItem>(),
  typedCount: number | null = null,
): Promise<RevocationReport> {
  const { id: planId } = await plan(scope);
  await revocations.handlers['revocation.run'](
    { planId, reason: 'stolen laptop', typedCount },
    recorded.context,
  );
  for (const item of recorded.items) runItem.parse(item);
  return report(planId);
}

async function report(id: string): Promise<RevocationReport> {
  return revocationReport.parse(await revocations.handlers['revocation.report']({ id }, callContext()));
}

async function targets(id: string): Promise<TargetRow[]> {
  const recorded = recordStream<TargetRow[]>();
  await revocations.handlers['revocation.targets']({ id }, recorded.context);
  return recorded.items.flat();
}

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
    expect(revocations.connectionOfPlan(id)).toBe(connectionId);
    expect(revocations.connectionOfPlan(randomUUID())).toBeUndefined();
  });
});

describe('running a plan', () => {
  it('tells apart what it revoked and what was not there any more', async () => {
    const handle = core.addSession('u');
    const done = await run({ type: 'handles', handles: [handle, randomUUID()] });
    expect(done).toMatchObject({ outcome: 'complete', reason: 'stolen laptop', rounds: 1, errors: [] });
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
    const recorded = recordStream<RunItem>();
    const done = await run(everythingOf(id), recorded);
    expect(recorded.items[0]).toMatchObject({ type: 'progress' });
    expect(recorded.items.at(-1)).toEqual({ type: 'report', report: done });
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
    const again = () =>
      revocations.handlers['revocation.run'](
        { planId, reason: '', typedCount: null },
        recordStream<RunItem>().context,
      );
    await again();
    expect(await errorOf(again())).toMatchObject({ code: 'bad-input' });
  });

  it('wants the number typed on production, and the right one everywhere', async () => {
    const handle = core.addSession('u');
    const scope: RevocationScope = { type: 'handles', handles: [handle] };
    expect(await errorOf(run(scope, recordStream(), 2))).toMatchObject({ code: 'bad-input' });
    environment = 'production';
    expect(await errorOf(run(scope))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.has(handle)).toBe(true);
    expect((await run(scope, recordStream(), 1)).outcome).toBe('complete');
  });
});

describe('sessions that do not end at once', () => {
  it('newcomers are ended in the next round, and counted apart', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    let late: string | undefined;
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') late ??= core.addSession(id);
      return result;
    };
    const done = await run(everythingOf(id));
    expect(done).toMatchObject({ outcome: 'complete', rounds: 2, newcomers: { ended: 1, left: 0 } });
    expect(done.counts.revoked).toBe(1);
    expect((await targets(done.id)).find(({ handle }) => handle === late)).toMatchObject({ newcomer: true });
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
    expect(done).toMatchObject({ outcome: 'complete', rounds: 3, closedByUserId: true });
    expect(done.newcomers).toEqual({ ended: 3, left: 0 });
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

  it('survivors of a core that says it revoked them are failed after three rounds', async () => {
    const handle = core.addSession('u');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    const done = await run({ type: 'handles', handles: [handle] });
    expect(done).toMatchObject({ outcome: 'incomplete', rounds: 3, counts: { failed: 1, revoked: 0 } });
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
    expect(done.newcomers).toEqual({ ended: 0, left: 0 });
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
    expect(done.counts).toMatchObject({ revoked: 3, failed: 1, 'revoked-unconfirmed-by-core': 0 });
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

  it('leaves unknown what was sent, until it can be read again', async () => {
    const [id = ''] = core.addPerson({});
    core.addSession(id);
    const { id: planId } = await plan(everythingOf(id));
    core.fault = (call, perform) => {
      // The last call gets through, its answer does not.
      if (call.name === 'revokeHandles') perform();
      throw gone;
    };
    const stream = recordStream<RunItem>();
    await revocations.handlers['revocation.run']({ planId, reason: '', typedCount: null }, stream.context);
    expect(await report(planId)).toMatchObject({
      outcome: 'incomplete',
      checkedAt: null,
      counts: { unknown: 1, failed: 0 },
      errors: [{ code: 'unreachable' }],
    });
    await revocations.handlers['revocation.recheck']({ id: planId }, recordStream<RunItem>().context);
    expect(await report(planId)).toMatchObject({ outcome: 'incomplete', counts: { unknown: 1 } });
    core.fault = (_call, perform) => perform();
    const again = recordStream<RunItem>();
    await revocations.handlers['revocation.recheck']({ id: planId }, again.context);
    const after = await report(planId);
    expect(after).toMatchObject({
      outcome: 'complete',
      counts: { unknown: 0, 'revoked-unconfirmed-by-core': 1 },
      errors: [],
    });
    expect(after.checkedAt).not.toBeNull();
    expect(again.items.at(-1)).toEqual({ type: 'report', report: after });
  });

  it('and comes back without having got the call: what is still there is failed, and nothing is ended', async () => {
    const handle = core.addSession('u');
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' || call.name === 'session' || call.name === 'tenants') throw gone;
      return perform();
    };
    const { id } = await run({ type: 'handles', handles: [handle] });
    core.fault = (_call, perform) => perform();
    await revocations.handlers['revocation.recheck']({ id }, recordStream<RunItem>().context);
    expect(await report(id)).toMatchObject({ outcome: 'incomplete', counts: { failed: 1, unknown: 0 } });
    expect(core.sessions.has(handle)).toBe(true);
  });
});

describe('stopping', () => {
  it('ends with the call that is under way; what was not sent stays planned', async () => {
    const handles = [...Array(3_000)].map(() => core.addSession('u'));
    const recorded = recordStream<RunItem>();
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') recorded.abort();
      return perform();
    };
    const done = await run({ type: 'handles', handles }, recorded);
    expect(done).toMatchObject({ outcome: 'stopped', checkedAt: null });
    expect(done.counts.revoked).toBe(1_000);
    expect(done.counts.planned).toBe(2_000);
    expect(core.sessions.size).toBe(2_000);
  });

  it('is recorded although its window is gone, and can be looked at', async () => {
    const handle = core.addSession('u');
    const recorded: Recorded<RunItem> = recordStream<RunItem>(() => recorded.abort());
    const done = await run({ type: 'handles', handles: [handle] }, recorded);
    expect(done.counts.revoked).toBe(1);
    expect(await targets(done.id)).toEqual([
      { handle, tenantId: 'public', state: 'revoked', newcomer: false },
    ]);
    await revocations.handlers['revocation.recheck']({ id: done.id }, recordStream<RunItem>().context);
    expect((await report(done.id)).checkedAt).not.toBeNull();
  });
});

describe('reports', () => {
  it('are listed newest first, by connection', async () => {
    const first = await run({ type: 'handles', handles: [core.addSession('u')] });
    const second = await run({ type: 'handles', handles: [core.addSession('u')] });
    await plan({ type: 'handles', handles: [core.addSession('u')] });
    const list = (id: string) =>
      revocations.handlers['revocation.reports']({ connectionId: id }, callContext());
    expect((await list(connectionId)).map(({ id }) => id)).toEqual([second.id, first.id]);
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
    const context = recordStream<RunItem>().context;
    const error = await errorOf(
      revocations.handlers['revocation.run']({ planId, reason: '', typedCount: null }, context),
    );
    expect(error.code).toBe('bad-input');
    expect(core.sessions.size).toBe(2);
  });

  it('reads nothing again there', async () => {
    const { id } = await run({ type: 'handles', handles: [core.addSession('u')] });
    address = 'http://other.example';
    const context = recordStream<RunItem>().context;
    const error = await errorOf(revocations.handlers['revocation.recheck']({ id }, context));
    expect(error.code).toBe('bad-input');
  });
});

describe('reading again what was never sent', () => {
  it('asks the core before it says that it was checked', async () => {
    const handles = [core.addSession('u'), core.addSession('u')];
    const { id: planId } = await plan({ type: 'handles', handles });
    const stop = new AbortController();
    stop.abort();
    const { context } = recordStream<RunItem>();
    const input = { planId, reason: '', typedCount: null };
    await revocations.handlers['revocation.run'](input, { ...context, signal: stop.signal });
    expect((await report(planId)).checkedAt).toBeNull();

    core.fault = () => {
      throw failure('unreachable', 'Nothing listens.');
    };
    await revocations.handlers['revocation.recheck']({ id: planId }, recordStream<RunItem>().context);
    expect((await report(planId)).checkedAt).toBeNull();

    core.fault = (_call, perform) => perform();
    core.sessions.delete(handles[0] ?? '');
    await revocations.handlers['revocation.recheck']({ id: planId }, recordStream<RunItem>().context);
    const { checkedAt, counts } = await report(planId);
    expect(checkedAt).not.toBeNull();
    expect(counts).toMatchObject({ planned: 1, 'already-gone': 1 });
  });
});
