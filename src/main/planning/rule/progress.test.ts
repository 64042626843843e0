import { describe, expect, test } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { type RuleDesk, settled, until } from '../../../../test/unit/support/planning/rule-desk.ts';
import { shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import type { OpenDraft } from '../draft/draft.ts';

const everyone: Rule = { all: [] };
let core: FakeCore;
let desk: RuleDesk;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
});

function addUsers(count: number, tenantIds: readonly string[]): void {
  for (let n = 0; n < count; n++)
    core.addUser({ email: `${tenantIds.join('-')}-${n}@alpha.example`, tenantIds });
}

function usersOf(draft: OpenDraft) {
  const { progress } = draft.snapshot();
  if (progress.type !== 'rule') throw new Error('This is no rule.');
  return { users: progress.users, usersInAll: progress.usersInAll };
}

/** What is told on the way. */
function follow(draft: OpenDraft) {
  const told = [usersOf(draft)];
  draft.onChange(() => told.push(usersOf(draft)));
  return told;
}

describe('the progress over several tenants', () => {
  test('counts a user of many tenants once', async () => {
    const tenants = Array.from({ length: 40 }, (_, n) => `tenant-${n}`);
    addUsers(600, tenants);
    addUsers(20, ['tenant-0']);
    addUsers(30, ['tenant-7', 'tenant-39']);
    const draft = await desk.start({ tenants, rule: everyone });
    const told = follow(draft);
    await settled(draft);
    expect(usersOf(draft)).toEqual({ users: 650, usersInAll: 650 });
    for (const { users, usersInAll } of told) expect(users).toBeLessThanOrEqual(usersInAll ?? users);
  });

  test('sums the users of all of them, in whatever order they are counted', async () => {
    const tenants = Array.from({ length: 8 }, (_, n) => `tenant-${n}`);
    for (const [n, tenant] of tenants.entries()) addUsers(n + 1, [tenant]);
    const counted: (() => void)[] = [];
    core.fault = async (call, perform) => {
      if (call.name === 'users') await new Promise((resolve) => setImmediate(resolve));
      if (call.name !== 'userCount') return perform();
      // The last that is asked is answered first.
      await new Promise<void>((resolve) => {
        counted.unshift(resolve);
        setImmediate(() => counted.shift()?.());
      });
      return perform();
    };
    const draft = await desk.start({ tenants, rule: everyone });
    await settled(draft);
    expect(usersOf(draft)).toEqual({ users: 36, usersInAll: 36 });
  });

  test('is right when the scan goes on in the middle of a page', async () => {
    addUsers(300, ['public', 'acme']);
    const tenants = ['public', 'acme'];
    const draft = await desk.start({ tenants, rule: everyone });
    let lists = 0;
    await new Promise<void>((resolve) => {
      core.fault = (call, perform) => {
        if (call.name === 'sessionHandles' && ++lists === 250) resolve();
        return perform();
      };
    });
    await draft.close();
    expect(usersOf(draft).users).toBeLessThan(300);
    const restored = await desk.restoreOne();
    await restored.control('resume');
    await settled(restored);
    expect(usersOf(restored)).toEqual({ users: 300, usersInAll: 300 });
  });
});

test('the progress over 152 tenants and 50,000 users is out of all of them, each counted once', async () => {
  addUsers(50_000, ['public']);
  const others = Array.from({ length: 151 }, (_, n) => `tenant-${n}`);
  for (const tenant of others) addUsers(2, [tenant]);
  addUsers(10, ['public', ...others]);
  const draft = await desk.start({ rule: everyone });
  await until(draft, () => usersOf(draft).usersInAll !== null);
  expect(usersOf(draft).usersInAll).toBe(50_000 + 2 * 151 + 10);
});

describe('a user who is linked with another one while the scan is between both', () => {
  test.each([
    'before',
    'after',
  ] as const)('is one user in the progress over one tenant, when users were counted %s that', async (when) => {
    const [ada = '', bob = ''] = ['ada', 'bob'].flatMap((name) =>
      core.addUser({ email: `${name}@alpha.example` }),
    );
    let isLinked = false;
    core.fault = async (call, perform) => {
      if (call.name === 'userCount' && when === 'after')
        while (!isLinked) await new Promise((resolve) => setImmediate(resolve));
      if (call.name !== 'users') return perform();
      const { pageToken } = call.input as { readonly pageToken?: string };
      if (pageToken === undefined) {
        while (when === 'before' && core.callsOf('userCount').length === 0)
          await new Promise((resolve) => setImmediate(resolve));
        return { users: [await core.port.user({ userId: bob })], nextPageToken: 'older' };
      }
      // The older one is the primary user, so that both come where that one is.
      core.link(ada, bob);
      isLinked = true;
      return { users: [await core.port.user({ userId: ada })] };
    };
    const draft = await desk.start({ tenants: ['public'], rule: everyone });
    const told = follow(draft);
    await settled(draft);
    expect(usersOf(draft)).toEqual({ users: 1, usersInAll: 1 });
    for (const { users, usersInAll } of told) expect(users).toBeLessThanOrEqual(usersInAll ?? users);
  });

  test('is one user in the progress over all tenants', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example', tenantIds: ['t1'] });
    const [bob = ''] = core.addUser({ email: 'bob@alpha.example', tenantIds: ['t2'] });
    addUsers(3, ['t2']);
    core.fault = (call, perform) => {
      const isSecond = call.name === 'users' && (call.input as { tenantId: string }).tenantId === 't2';
      if (isSecond) core.link(ada, bob);
      return perform();
    };
    const draft = await desk.start({ rule: everyone });
    await settled(draft);
    expect(usersOf(draft)).toEqual({ users: 4, usersInAll: 4 });
  });
});

test('the progress never tells more users than there are, also when users sign up meanwhile', async () => {
  addUsers(3, ['public']);
  let isFirst = true;
  core.fault = async (call, perform) => {
    if (call.name === 'users' && isFirst) {
      isFirst = false;
      while (core.callsOf('userCount').length === 0) await new Promise((resolve) => setImmediate(resolve));
      addUsers(5, ['public', 'late']);
    }
    return perform();
  };
  const draft = await desk.start({ rule: everyone });
  const told = follow(draft);
  await settled(draft);
  expect(usersOf(draft)).toEqual({ users: 8, usersInAll: 8 });
  for (const { users, usersInAll } of told) expect(users).toBeLessThanOrEqual(usersInAll ?? users);
});
