import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFaultProxy } from '../../faults/fault-proxy.ts';
import { errorOf } from '../../unit/support/rejection.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { linkedAndMapped } from '../support/fixtures.ts';
import { servicesOver } from '../support/receivers/services.ts';

const core = coreUnderTest();
const services = servicesOver(() => core.port);

/** Which of the handles are sessions now, by plain HTTP beside the code under test. */
async function alive(handles: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    handles.map((sessionHandle) =>
      core.cdi({ method: 'GET', path: '/recipe/session', query: { sessionHandle } }),
    ),
  );
  return handles.filter((_, index) => answers[index]?.status === 'OK');
}

function everythingOf(userId: string, tenantId: string | null = null) {
  return { type: 'user', userId, tenantId } as const;
}

describe('ending everything of a user', () => {
  it('leaves none of the four sessions of a linked user with external ids', async (context) => {
    const { primaryId, handles } = await licensed(context, () => linkedAndMapped(core.make, 'four'));
    expect(await alive(handles)).toHaveLength(4);
    const report = await services.end(everythingOf(primaryId));
    expect(await alive(handles)).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'complete',
      closedByUserId: false,
      newSessions: { ended: 0, left: 0 },
    });
    expect(report.counts).toMatchObject({ revoked: 4, 'already-gone': 0, unknown: 0, failed: 0 });
    expect(report.plan.byIdentity.map(({ sessions }) => sessions)).toEqual([1, 1, 1, 1]);
  });

  it('reaches the sessions from before the user got an external id', async () => {
    const { id } = await core.make.emailUser('two');
    const old = await core.make.session({ userId: id });
    const external = await core.make.map(id, 'two-ext');
    const young = await core.make.session({ userId: external });
    expect((await services.end(everythingOf(external))).counts.revoked).toBe(2);
    expect(await alive([old.handle, young.handle])).toEqual([]);
  });

  it('can be of one tenant, and leaves the others', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('one'));
    const { id } = await make.emailUser('one-tenant');
    await make.addToTenant(id, tenantId);
    const here = await make.session({ userId: id });
    const there = [
      await make.session({ userId: id, tenantId }),
      await make.session({ userId: id, tenantId }),
    ];
    const report = await services.end(everythingOf(id, tenantId));
    expect(report).toMatchObject({ outcome: 'complete', counts: { revoked: 2 } });
    expect(await alive([here.handle, ...there.map(({ handle }) => handle)])).toEqual([here.handle]);
  });

  it('leaves everyone else signed in', async () => {
    const [ada, bob] = [await core.make.emailUser('ada'), await core.make.emailUser('bob')];
    await core.make.session({ userId: ada.id });
    const other = await core.make.session({ userId: bob.id });
    await services.end(everythingOf(ada.id));
    expect(await alive([other.handle])).toEqual([other.handle]);
  });

  it('works for an id that is no user', async () => {
    const userId = `${core.make.prefix}-orphan`;
    const handles = await core.make.sessions({ userId }, 3);
    expect((await services.end(everythingOf(userId))).counts.revoked).toBe(3);
    expect(await alive(handles)).toEqual([]);
  });

  it('says that sessions were gone already when the user was deleted meanwhile', async () => {
    const { id } = await core.make.emailUser('meanwhile');
    await core.make.sessions({ userId: id }, 2);
    const plan = await services.plan(everythingOf(id));
    await core.make.removeUser(id);
    expect(await services.run(plan.id)).toMatchObject({
      outcome: 'complete',
      counts: { revoked: 0, 'already-gone': 2 },
    });
  });

  it('takes in what began after the plan was frozen, and counts it apart', async () => {
    const { id } = await core.make.emailUser('newSession');
    await core.make.session({ userId: id });
    const plan = await services.plan(everythingOf(id));
    const newSession = await core.make.session({ userId: id });
    expect(await services.run(plan.id)).toMatchObject({
      outcome: 'complete',
      passes: 2,
      counts: { revoked: 1 },
      newSessions: { ended: 1, left: 0 },
    });
    expect(await alive([newSession.handle])).toEqual([]);
  });

  it('ends many in calls of some hundred', async () => {
    const { id } = await core.make.emailUser('many');
    const handles = await core.make.sessions({ userId: id }, 700);
    const report = await services.end(everythingOf(id));
    expect(report).toMatchObject({ outcome: 'complete', plan: { targets: 700 } });
    const { revoked, 'revoked-unconfirmed': unconfirmed } = report.counts;
    expect(revoked + unconfirmed).toBe(700);
    expect(await alive(handles.slice(0, 50))).toEqual([]);
  });
});

describe('ending sessions by handle', () => {
  it('ends one, and says the second time that it was not there any more', async () => {
    const { id } = await core.make.emailUser('single');
    const [first, second] = [
      await core.make.session({ userId: id }),
      await core.make.session({ userId: id }),
    ];
    const once = await services.end({ type: 'handles', handles: [first.handle] });
    expect(once.counts).toMatchObject({ revoked: 1, 'already-gone': 0 });
    expect(once.verifiedAt).not.toBeNull();
    expect(await alive([first.handle, second.handle])).toEqual([second.handle]);
    const twice = await services.end({ type: 'handles', handles: [first.handle] });
    expect(twice).toMatchObject({ outcome: 'complete', counts: { revoked: 0, 'already-gone': 1 } });
  });

  it('fails only the handles of a tenant that does not exist', async (context) => {
    const { make } = core;
    const tenantId = await licensed(context, () => make.tenant('mixed'));
    const { id } = await make.emailUser('mixed');
    await make.addToTenant(id, tenantId);
    const good = [await make.session({ userId: id }), await make.session({ userId: id, tenantId })];
    const ghosts = [`${randomUUID()}_ghost`, `${randomUUID()}_phantom`];
    const gone = randomUUID();
    const [first = '', second = ''] = good.map(({ handle }) => handle);
    const report = await services.end({ type: 'handles', handles: [first, ...ghosts, second, gone, first] });
    expect(report).toMatchObject({ outcome: 'incomplete', plan: { targets: 5, duplicates: 1 } });
    expect(report.counts).toMatchObject({ revoked: 2, 'already-gone': 1, failed: 2, unknown: 0 });
    expect(report.errors.map(({ code }) => code)).toEqual(['tenant-unknown']);
    const failed = (await services.targets(report.id)).filter(({ state }) => state === 'failed');
    expect(failed.map(({ handle }) => handle).toSorted()).toEqual(ghosts.toSorted());
    expect(await alive([first, second])).toEqual([]);
  });

  it('refuses a handle with a NUL byte, which no core can have stored, and ends nothing', async () => {
    const handles = await core.make.sessions({ userId: `${core.make.prefix}-nul` }, 2);
    const ending = services.end({ type: 'handles', handles: [...handles, `${randomUUID()}\0`] });
    expect(await errorOf(ending)).toMatchObject({ code: 'bad-input' });
    expect(await alive(handles)).toEqual(handles);
  });
});

describe('a core that goes away', () => {
  it('between plan and run: it pauses with the reason; stopped, what was sent is unknown until it can be read again', async () => {
    const { id } = await core.make.emailUser('away');
    const handles = await core.make.sessions({ userId: id }, 3);
    const proxy = await startFaultProxy(core.uri);
    onTestFinished(proxy.close);
    const { port } = core.open({ address: proxy.uri });
    const over = servicesOver(() => port);
    const plan = await over.plan(everythingOf(id));
    proxy.decide((request) => (request.path.includes('jwks') ? 'none' : 'reset-before'));
    const report = await over.runUntilItPauses(plan.id);
    expect(report).toMatchObject({ outcome: 'stopped', verifiedAt: null, counts: { unknown: 3, failed: 0 } });
    expect(report.errors[0]?.code).toBe('unreachable');
    proxy.decide();
    const later = await over.verifyAgain(report.id);
    expect(later).toMatchObject({ outcome: 'stopped', counts: { unknown: 0, failed: 3 } });
    expect(await alive(handles)).toHaveLength(3);
  });

  it('with the answer leaves unknown what is found to be gone later', async () => {
    const { id } = await core.make.emailUser('lost');
    const handles = await core.make.sessions({ userId: id }, 3);
    const proxy = await startFaultProxy(core.uri);
    onTestFinished(proxy.close);
    const { port } = core.open({ address: proxy.uri });
    const over = servicesOver(() => port);
    const plan = await over.plan(everythingOf(id));
    proxy.decide((request) => (request.path.includes('jwks') ? 'none' : 'reset-after'));
    const report = await over.runUntilItPauses(plan.id);
    expect(report).toMatchObject({ outcome: 'stopped', counts: { unknown: 3 } });
    proxy.decide();
    expect(await over.verifyAgain(report.id)).toMatchObject({
      counts: { unknown: 0, 'revoked-unconfirmed': 3 },
    });
    expect(await alive(handles)).toEqual([]);
  });
});
