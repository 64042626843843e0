import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import { failure } from '../../../contract/failure.ts';

const shared = sharedStore();
let core: FakeCore;
let driver: RevocationDriver;

beforeEach(async () => {
  core = new FakeCore();
  driver = await openOver(() => core);
});

function openOver(now: () => FakeCore): Promise<RevocationDriver> {
  return openRevocations({ core: () => now().port, ...shared.forDriver() });
}

function everythingOf(userId: string, tenantId: string | null = null): RevocationSelection {
  return { type: 'user', userId, tenantId };
}

function handlesOf(input: unknown): readonly string[] {
  return (input as { handles?: readonly string[] } | null)?.handles ?? [];
}

describe('running a plan', () => {
  it('distinguishes what it revoked from what was already gone', async () => {
    const handle = core.addSession('u');
    const done = await driver.end({ type: 'handles', handles: [handle, randomUUID()] });
    expect(done).toMatchObject({ outcome: 'complete', reason: 'stolen laptop', passes: 1, errors: [] });
    expect(done.counts).toMatchObject({ revoked: 1, 'already-gone': 1, planned: 0, unknown: 0, failed: 0 });
    expect(done.verifiedAt).not.toBeNull();
    expect((await driver.end({ type: 'handles', handles: [handle] })).counts).toMatchObject({
      revoked: 0,
      'already-gone': 1,
    });
  });

  it('does not mark the user as active: sessions are ended by their handles', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    expect(await driver.end(everythingOf(id))).toMatchObject({ outcome: 'complete', closedByUserId: false });
    expect(core.callsOf('revokeUser')).toEqual([]);
  });

  it('counts the time of exposure from the last batch that ended something', async () => {
    const handle = core.addSession('u');
    const done = await driver.end({ type: 'handles', handles: [handle] });
    expect(done.exposureUntil).toBeGreaterThanOrEqual(done.startedAt + 3_600_000);
    expect(done.exposureUntil).toBeLessThanOrEqual(done.endedAt + 3_600_000);
  });

  it('is done when there is nothing to end', async () => {
    const [id = ''] = core.addUser({});
    expect(await driver.end(everythingOf(id))).toMatchObject({ outcome: 'complete', plan: { targets: 0 } });
  });
});

describe('sessions that do not end in the first pass', () => {
  it('new sessions are ended in the next pass, and counted apart', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    let newSession: string | undefined;
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') newSession ??= core.addSession(id);
      return result;
    };
    const done = await driver.end(everythingOf(id));
    expect(done).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
    expect(done.counts.revoked).toBe(1);
    expect((await driver.targets(done.id)).find(({ handle }) => handle === newSession)).toMatchObject({
      newSession: true,
    });
  });

  it('a user who keeps signing in is closed by id, and the report says so', async () => {
    const [id = ''] = core.addUser({ external: 'emp-1' });
    core.addSession(id);
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') core.addSession('emp-1');
      return result;
    };
    const done = await driver.end(everythingOf('emp-1'));
    expect(done).toMatchObject({ outcome: 'complete', passes: 3, closedByUserId: true });
    expect(done.newSessions).toEqual({ ended: 3, left: 0, unknown: 0 });
    expect(core.callsOf('revokeUser').map(({ input }) => input)).toEqual([
      { userId: 'emp-1', tenantId: null },
      { userId: id, tenantId: null },
    ]);
  });

  it('closing by user id ends sessions in the tenant of the plan only', async () => {
    const [id = ''] = core.addUser({ tenantIds: ['public', 'acme'] });
    const elsewhere = core.addSession(id);
    core.addSession(id, 'acme');
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') core.addSession(id, 'acme');
      return result;
    };
    const done = await driver.end(everythingOf(id, 'acme'));
    expect(done).toMatchObject({ outcome: 'complete', closedByUserId: true });
    expect([...core.sessions.keys()]).toEqual([elsewhere]);
  });

  it('a closing call without an answer is read again, and reported', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles') core.addSession(id);
      if (call.name === 'revokeUser') throw failure('timeout');
      return result;
    };
    const done = await driver.end(everythingOf(id));
    expect(done).toMatchObject({ outcome: 'complete', closedByUserId: true, newSessions: { left: 0 } });
    expect(core.sessions.size).toBe(0);
  });

  it('what is active although the core says that it revoked it is failed after three passes', async () => {
    const handle = core.addSession('u');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    const done = await driver.end({ type: 'handles', handles: [handle] });
    expect(done).toMatchObject({ outcome: 'incomplete', passes: 3, counts: { failed: 1, revoked: 0 } });
    expect(done.errors.map(({ code }) => code)).toEqual(['still-active']);
  });
});

describe('a long list of handles', () => {
  it('is verified by listing where it is of few users, and handle by handle where it is not', async () => {
    const [ada, adasInner = ''] = ['emp-1', ...core.addUser({ external: 'emp-1' })];
    const ofAda = [...Array(600)].map((_, i) => core.addSession(i % 2 ? ada : adasInner));
    const ofOthers = [...Array(60)].map((_, i) => core.addSession(`other-${i}`));
    const done = await driver.end({ type: 'handles', handles: [randomUUID(), ...ofAda, ...ofOthers] });
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 660, 'already-gone': 1 } });
    expect(core.callsOf('session').length).toBeLessThan(100);
  });

  it('names the users who are found on the way', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const handles = Array.from({ length: 600 }, () => core.addSession(ada));
    const report = await driver.end({ type: 'handles', handles });
    const names = (await driver.targets(report.id)).map(({ email, name }) => `${name} ${email}`);
    expect([names.length, ...new Set(names)]).toEqual([600, 'ada@alpha.example ada@alpha.example']);
  });

  it('does not hide active sessions, nor take other sessions of these users in', async () => {
    const handles = [...Array(600)].map(() => core.addSession('u'));
    const other = core.addSession('u');
    const [active = ''] = handles;
    core.fault = (call, perform) => {
      const sent = handlesOf(call.input);
      if (call.name !== 'revokeHandles' || !sent.includes(active)) return perform();
      for (const handle of sent) if (handle !== active) core.sessions.delete(handle);
      return [...sent];
    };
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({ outcome: 'incomplete', counts: { revoked: 599, failed: 1 } });
    expect(done.newSessions).toEqual({ ended: 0, left: 0, unknown: 0 });
    expect([...core.sessions.keys()]).toEqual([active, other]);
  });

  it('is read handle by handle when no user can be listed', async () => {
    const handles = [...Array(600)].map(() => core.addSession('u'));
    core.fault = (call, perform) => {
      if (call.name === 'sessionHandles') throw failure('core-error');
      return perform();
    };
    expect(await driver.end({ type: 'handles', handles })).toMatchObject({ outcome: 'complete', errors: [] });
    expect(core.callsOf('session').length).toBeGreaterThanOrEqual(600);
  });

  it('is worked on page by page: more targets than fit into one are all ended and verified', async () => {
    const handles = [...Array(9_001)].map((_, i) =>
      core.addSession(`user-${i % 3_000}`, i % 7 ? 'public' : 'acme'),
    );
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 9_001 } });
    expect(core.sessions.size).toBe(0);
    const sent = core.callsOf('revokeHandles').flatMap(({ input }) => handlesOf(input));
    expect(sent.length).toBe(9_001);
  });
});

describe('handles that fail a batch', () => {
  it('of a tenant that does not exist fail alone', async () => {
    const good = [core.addSession('u'), core.addSession('u', 'acme'), core.addSession('u')];
    const ghost = `${randomUUID()}_ghost`;
    const done = await driver.end({ type: 'handles', handles: [...good, ghost] });
    expect(done.counts).toMatchObject({ revoked: 3, failed: 1, 'revoked-unconfirmed': 0 });
    expect(done).toMatchObject({ outcome: 'incomplete', errors: [{ code: 'tenant-unknown' }] });
    expect((await driver.targets(done.id)).find(({ handle }) => handle === ghost)).toMatchObject({
      state: 'failed',
      error: { code: 'tenant-unknown' },
    });
  });

  it('with a control character, at which the core fails, fail alone', async () => {
    const good = [...Array(9)].map(() => core.addSession('u'));
    const bad = `${randomUUID()}\u0001`;
    core.failsAt.add(bad);
    const done = await driver.end({ type: 'handles', handles: [...good, bad] });
    expect(done.counts).toMatchObject({ revoked: 9, failed: 1, unknown: 0 });
  });

  it('are found by halving when only the batch shows it', async () => {
    const handles = [...Array(100)].map(() => core.addSession('u'));
    const [poison = ''] = handles;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && handlesOf(call.input).includes(poison))
        throw failure('core-error');
      return perform();
    };
    const done = await driver.end({ type: 'handles', handles });
    expect(done.counts).toMatchObject({ revoked: 99, failed: 1 });
    expect([...core.sessions.keys()]).toEqual([poison]);
  });
});

describe('a core that comes back', () => {
  beforeEach(async () => {
    // It comes back after a few calls, however long these take on a busy machine.
    const backoff = { firstMs: 1, mostMs: 8, pauseAfterMs: Number.POSITIVE_INFINITY };
    driver = await openRevocations({ core: () => core.port, backoff, ...shared.forDriver() });
  });

  it('is waited for: when it comes back in time, nobody has to do anything', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    const { id: planId } = await driver.plan(everythingOf(id));
    let away = 0;
    core.fault = (call, perform) => {
      // The call gets through, its answer does not.
      if (call.name === 'revokeHandles') {
        perform();
        away = 4;
      }
      if (away-- > 0) throw failure('unreachable');
      return perform();
    };
    await driver.start(planId);
    const done = await driver.finished(planId);
    expect(done).toMatchObject({ outcome: 'complete', errors: [] });
    expect(done.counts.revoked + done.counts['revoked-unconfirmed']).toBe(1);
  });

  it('is waited for with one pass as with three', async () => {
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
    let away = -1;
    core.fault = (call, perform) => {
      // The connection breaks off before the core has read the call.
      if (call.name === 'revokeHandles' && away === -1) away = 4;
      if (away > 0) {
        away -= 1;
        throw failure('timeout', { sent: true });
      }
      return perform();
    };
    await driver.start(id, { passes: 1 });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });

  it('after it answered 500 to everything for a while is waited for, too', async () => {
    const handles = [...Array(5)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    let refused = 0;
    core.fault = (_call, perform) => {
      if (refused++ < 6) throw failure('core-error');
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 5 } });
  });
});

describe('a core that goes away', () => {
  const gone = failure('unreachable');

  it('for long pauses the revocation, with the reason; stopped then, what was sent is unknown until it can be read again', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    const { id: planId } = await driver.plan(everythingOf(id));
    let isAway = false;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') {
        perform();
        isAway = true;
      }
      if (isAway) throw gone;
      return perform();
    };
    await driver.start(planId);
    expect(await driver.settled(planId)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'unreachable' } } } },
    });
    expect(await driver.stopped(planId)).toMatchObject({
      outcome: 'stopped',
      verifiedAt: null,
      counts: { unknown: 1, failed: 0 },
      errors: [{ code: 'unreachable' }],
    });
    core.fault = (_call, perform) => perform();
    const after = await driver.verifyAgain(planId);
    expect(after).toMatchObject({ counts: { unknown: 0, 'revoked-unconfirmed': 1 }, errors: [] });
    expect(after.verifiedAt).not.toBeNull();
  });

  it('and comes back without having got the batch: it is sent again when resumed', async () => {
    const handle = core.addSession('u');
    const { id } = await driver.plan({ type: 'handles', handles: [handle] });
    core.fault = (call, perform) => {
      if (['revokeHandles', 'session', 'tenants'].includes(call.name)) throw gone;
      return perform();
    };
    await driver.start(id);
    await driver.settled(id);
    expect(core.sessions.has(handle)).toBe(true);
    core.fault = (_call, perform) => perform();
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 1 } });
  });

  it('because the key is refused is not tried again and again', async () => {
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('u')] });
    core.fault = () => {
      throw failure('bad-key');
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'bad-key' } } } },
    });
    expect(core.callsOf('revokeHandles').length).toBeLessThanOrEqual(1);
    expect((await driver.stopped(id)).counts).toMatchObject({ planned: 1, unknown: 0 });
  });

  it('by refusing calls for a while gets them once more, and what was refused is not in doubt', async () => {
    const handles = [...Array(20)].map(() => core.addSession('u'));
    let refusals = 3;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' && refusals-- > 0) throw failure('rate-limited');
      return perform();
    };
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({ outcome: 'complete', counts: { revoked: 20 } });
  });

  it('with an error that looks like "not sent", after the request left, is in doubt: the sessions are read, not sent again', async () => {
    const handles = [...Array(5)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name !== 'revokeHandles') return answer;
      const details = { cause: 'EHOSTUNREACH' };
      throw failure('unreachable', { sent: true, params: details });
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      counts: { 'revoked-unconfirmed': 5, revoked: 0, planned: 0 },
    });
    expect(core.callsOf('revokeHandles')).toHaveLength(1);
  });

  it('before the request left is not in doubt either: the HTTP layer says that it was not sent', async () => {
    const handle = core.addSession('u');
    const { id } = await driver.plan({ type: 'handles', handles: [handle] });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles' || call.name === 'tenants')
        throw failure('unreachable', { sent: false });
      return perform();
    };
    await driver.start(id);
    await driver.settled(id);
    expect((await driver.stopped(id)).counts).toMatchObject({ planned: 1, unknown: 0 });
  });
});

describe('another core', () => {
  function withKey(kid: string): FakeCore {
    const fresh = new FakeCore();
    fresh.keys.push({ kid });
    return fresh;
  }

  it('behind the same address is found out, nothing it said is believed, and the first one can be finished', async () => {
    const first = withKey('s-first');
    const other = withKey('s-other');
    let now = first;
    driver = await openOver(() => now);
    const handles = [...Array(3_000)].map(() => first.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    first.fault = (call, perform) => {
      if (call.name === 'revokeHandles') now = other;
      return perform();
    };
    await driver.start(id);
    const last = await driver.settled(id);
    expect(last).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'other-core' } } } },
    });
    if (last.type !== 'progress') return;
    const { counts } = last.progress;
    expect(counts['already-gone'] + counts['revoked-unconfirmed']).toBe(0);
    first.fault = (_call, perform) => perform();
    now = first;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
    expect(first.sessions.size).toBe(0);
  });

  it('that answers while sessions are listed again ends nothing and takes no sessions in', async () => {
    const first = withKey('s-first');
    const other = withKey('s-other');
    let now = first;
    driver = await openOver(() => now);
    first.addSession('u');
    const stranger = other.addSession('u');
    const { id } = await driver.plan(everythingOf('u'));
    let listed = 0;
    first.fault = (call, perform) => {
      // The first list of the verification comes of the other core.
      if (call.name === 'sessionHandles' && first.sessions.size === 0 && listed++ === 0) {
        now = other;
        return other.port.sessionHandles({ userId: 'u', tenantId: null });
      }
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { error: { code: 'other-core' } } } },
    });
    now = first;
    await driver.resume(id);
    const done = await driver.finished(id);
    expect(done).toMatchObject({ outcome: 'complete', newSessions: { ended: 0, left: 0 } });
    expect([...other.sessions.keys()]).toEqual([stranger]);
  });
});

describe('reading again what was never sent', () => {
  it('asks the core before it says that it was checked', async () => {
    const handles = [...Array(2_000)].map(() => core.addSession('u'));
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') void driver.stop(id);
      return perform();
    };
    await driver.start(id);
    const { verifiedAt, counts } = await driver.finished(id);
    expect(counts.planned).toBeGreaterThan(1);
    expect(verifiedAt).toBeNull();
    core.fault = (_call, perform) => perform();
    const [gone = ''] = [...core.sessions.keys()];
    core.sessions.delete(gone);
    const checked = await driver.verifyAgain(id);
    expect(checked.verifiedAt).not.toBeNull();
    expect(checked.outcome).toBe('stopped');
    expect(checked.counts).toMatchObject({ planned: counts.planned - 1, 'already-gone': 1 });
  });

  it('says what it said before when the core cannot be asked', async () => {
    const [handle = '', other = ''] = [core.addSession('u'), core.addSession('u')];
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle, other] : perform());
    const before = await driver.end({ type: 'handles', handles: [handle, other] });
    expect(before).toMatchObject({ outcome: 'incomplete', counts: { failed: 2 } });
    core.fault = () => {
      throw failure('bad-key');
    };
    await driver.revocations.handlers['revocation.verifyAgain']({ id: before.id }, callContext());
    expect(await driver.settled(before.id)).toMatchObject({ progress: { run: { state: 'paused' } } });
    const after = await driver.stopped(before.id);
    expect(after).toMatchObject({
      outcome: 'incomplete',
      verifiedAt: before.verifiedAt,
      counts: { failed: 2 },
    });
  });
});
