import { describe, expect, test } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  freeze,
  handlesOf,
  matchesOf,
  type RuleDesk,
  settled,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import type { Rule } from '../../../contract/domain/rule.ts';

let core: FakeCore;
let desk: RuleDesk;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
});

const user = (name: string, tenantIds?: readonly string[]) => addUser(core, name, tenantIds);

const inTenant = (tenantId: string): Rule => ({ field: 'tenant', tenantId });

/** Which lists of sessions were asked for, as "user tenant". */
function lists(): string[] {
  return core.callsOf('sessionHandles').map(({ input }) => {
    const { userId, tenantId } = input as { userId: string; tenantId: string | null };
    return `${userId} ${tenantId ?? '(all)'}`;
  });
}

describe('a rule', () => {
  test('for everyone reads the handles alone, and its preview has no details', async () => {
    const handle = core.addSession(user('ada'), 'public', { ip: '203.0.113.7' });

    const draft = await desk.start({ rule: { all: [] } });

    await settled(draft);
    expect(core.callsOf('session')).toEqual([]);
    expect(await matchesOf(draft)).toMatchObject([
      { handle, createdAt: null, expiry: null, ip: null, userAgent: null, damaged: false },
    ]);
    expect(await freeze(draft)).toMatchObject({ targets: 1 });
  });

  test('for a tenant reads the handles alone, in this tenant alone', async () => {
    const ada = user('ada', ['public', 'acme']);
    core.addSession(ada);
    const handle = core.addSession(ada, 'acme');

    const draft = await desk.start({ rule: inTenant('acme') });

    await settled(draft);
    expect(await handlesOf(draft)).toEqual([handle]);
    expect(core.callsOf('session')).toEqual([]);
    expect(lists()).toEqual([`${ada} acme`]);
  });

  test('reads no details of sessions whose result is known', async () => {
    const ada = user('ada', ['public', 'acme']);
    const inPublic = core.addSession(ada);
    const handles = [inPublic, core.addSession(ada, 'acme')];
    const rule: Rule = { any: [inTenant('acme'), { field: 'created', when: 'after', at: 0 }] };

    const draft = await desk.start({ rule });

    await settled(draft);
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(core.callsOf('session').map(({ input }) => input)).toMatchObject([{ handle: inPublic }]);
  });

  test('reads the chosen tenants only, for every id of the user, and not all 152', async () => {
    for (let n = 1; n <= 151; n++) core.tenants.add(`t${n}`);
    const ada = core.addUser({ email: 'ada@alpha.example', external: 'ada-1', tenantIds: ['t1', 't2'] })[0];
    const handles = [core.addSession(ada ?? '', 't1'), core.addSession('ada-1', 't2')];
    core.addSession('ada-1', 't3');

    const draft = await desk.start({ tenants: ['t1', 't2'], rule: { all: [] } });

    await settled(draft);
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(lists().sort()).toEqual([`${ada} t1`, `${ada} t2`, 'ada-1 t1', 'ada-1 t2'].sort());
  });

  test('finds a session in a chosen tenant that its user has left', async () => {
    const ada = user('ada', ['t1']);
    const handle = core.addSession(ada, 't2');

    const draft = await desk.start({ tenants: ['t1', 't2'], rule: { all: [] } });

    await settled(draft);
    expect(await handlesOf(draft)).toEqual([handle]);
  });

  test('with more chosen tenants reads one list of all tenants, of which only the chosen ones count', async () => {
    const chosen = ['t1', 't2', 't3', 't4', 't5', 't6'];
    for (const tenantId of chosen) core.tenants.add(tenantId);
    const ada = user('ada', ['t1']);
    const handle = core.addSession(ada, 't6');
    core.addSession(ada, 'public');

    const draft = await desk.start({ tenants: chosen, rule: { all: [] } });

    await settled(draft);
    expect(await handlesOf(draft)).toEqual([handle]);
    expect(lists()).toEqual([`${ada} (all)`]);
  });

  test('for a tenant that does not exist selects nothing, and no user is unread', async () => {
    core.addSession(user('ada'));
    const draft = await desk.start({ rule: inTenant('gone') });
    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { matches: 0, unread: 0 },
    });
  });
});
