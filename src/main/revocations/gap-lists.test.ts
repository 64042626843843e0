import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { openRevocations } from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../contract/failure.ts';

const shared = sharedStore();

async function openWorld() {
  const core = new FakeCore();
  const driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  const user = (name: string): string => core.addUser({ email: `${name}@alpha.example` })[0] as string;
  /** Calls about one of these user ids or handles fail. */
  const fail = (...names: readonly string[]) => {
    core.fault = (call, perform) => {
      const { handle, userId } = (call.input ?? {}) as { readonly handle?: string; readonly userId?: string };
      const isMeant =
        (call.name === 'sessionHandles' && names.includes(userId ?? '')) || names.includes(handle ?? '');
      if (isMeant) throw failure('core-error');
      return perform();
    };
  };
  return { core, driver, fail, user };
}

describe('what a report lists as not covered', () => {
  it('is each line of a list for which nothing was ended, with its number, its text and why', async () => {
    const { core, driver, fail } = await openWorld();
    const lost = core.addSession('ada');
    for (const tenant of ['public', 'acme'])
      core.addSession(core.addUser({ email: 'twin@alpha.example', tenantIds: [tenant] })[0] as string);
    fail(lost);
    const plan = await driver.planList([
      core.addSession('ada'),
      'nobody',
      '',
      'a\u0007b',
      lost,
      'twin@alpha.example',
    ]);
    await driver.start(plan.id);
    await driver.finished(plan.id);
    expect(await driver.gaps(plan.id)).toMatchObject({
      total: 4,
      rows: [
        { type: 'line', line: 2, text: 'nobody', why: { type: 'unknown-lines' } },
        { type: 'line', line: 4, why: { type: 'malformed-lines', reason: { code: 'control-character' } } },
        { type: 'line', line: 5, text: lost, why: { type: 'unread-lines', error: { code: 'core-error' } } },
        { type: 'line', line: 6, text: 'twin@alpha.example', why: { type: 'ambiguous-lines', users: 2 } },
      ],
    });
    expect((await driver.gaps(plan.id, { offset: 1, limit: 2 })).rows).toMatchObject([
      { line: 4 },
      { line: 5 },
    ]);
  });

  it('is each user and each session that a rule could not read', async () => {
    const { core, driver, fail, user } = await openWorld();
    const [ada, bob] = [user('ada'), user('bob')];
    core.addSession(ada);
    core.addSession(bob);
    const unread = core.addSession(bob);
    fail(ada);
    const fails = core.fault;
    core.fault = (call, perform) =>
      call.name === 'session' && JSON.stringify(call.input).includes(unread)
        ? Promise.reject(failure('core-error'))
        : (fails as NonNullable<typeof fails>)(call, perform);
    const plan = await driver.planRule({ field: 'created', when: 'after', at: 0 });
    core.fault = (_call, perform) => perform();
    await driver.start(plan.id);
    await driver.finished(plan.id);
    const { total, rows } = await driver.gaps(plan.id);
    expect(total).toBe(2);
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { type: 'user', userId: ada },
        { type: 'session', userId: bob, handle: unread },
      ]),
    );
  });

  it('is each session about which a rule is undecided and that was not included, behind those that could not be read', async () => {
    const { core, driver, fail, user } = await openWorld();
    const [ada, bob, cy] = [user('ada'), user('bob'), user('cy')];
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const [ofAda, ofBob] = [core.addSession(ada), core.addSession(bob, 'public', { ip: 'unknown' })];
    core.addSession(cy);
    fail(cy);
    const { id: draftId } = await driver.draftRule({ field: 'ip', network: '192.0.2.0/24' });
    core.fault = (_call, perform) => perform();
    await driver.include(draftId, { type: 'undecided-of-user', userId: ada });
    const { id } = await driver.freeze(draftId);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      counts: { revoked: 2 },
      plan: { coverage: { 'undecided-sessions': 1, 'unread-users': 1 } },
    });
    const undecided = {
      ...{ type: 'undecided', userId: bob, name: 'bob@alpha.example', handle: ofBob, ip: 'unknown' },
      undecidedFor: ['ip'],
    };
    expect(await driver.gaps(id)).toEqual({ total: 2, rows: [{ type: 'user', userId: cy }, undecided] });
    expect(await driver.gaps(id, { offset: 1, limit: 1 })).toEqual({ total: 2, rows: [undecided] });
    const included = (await driver.targets(id)).find(({ handle }) => handle === ofAda);
    expect(included).toMatchObject({
      ...{ state: 'revoked', name: 'ada@alpha.example' },
      selectedBy: { type: 'undecided', undecidedFor: ['ip'] },
    });
    const others = (await driver.targets(id)).filter(({ handle }) => handle !== ofAda);
    expect(others.map(({ selectedBy }) => selectedBy)).toEqual([{ type: 'rule' }]);
  });

  it('is nothing where everything was covered', async () => {
    const { core, driver } = await openWorld();
    const plan = await driver.planList([core.addSession('ada')]);
    await driver.start(plan.id);
    await driver.finished(plan.id);
    expect(await driver.gaps(plan.id)).toEqual({ total: 0, rows: [] });
  });

  it('is refused, not empty, for a revocation that is not there', async () => {
    const { driver } = await openWorld();
    const id = '00000000-0000-4000-8000-000000000000';
    await expect(driver.gaps(id)).rejects.toMatchObject({ error: { code: 'not-found' } });
  });
});
