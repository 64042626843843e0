import { describe, expect, it } from 'vitest';
import type { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { openListDesk } from '../../../test/unit/support/planning/list-desk.ts';
import {
  freeze,
  isOfHandle,
  isOfUser,
  type RuleDesk,
  settled,
  troubleOf,
  until,
} from '../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../test/unit/support/planning/shared-rule-desk.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { fullCoverage, gapsOf } from '../../contract/domain/coverage.ts';
import { failure } from '../../contract/failure.ts';

const opened = sharedStore();
let core: FakeCore;
let rules: RuleDesk;

shareRuleDesk((nextCore, nextDesk) => {
  [core, rules] = [nextCore, nextDesk];
});

const user = (name: string) => addUser(core, name);

describe('the plan of a list', () => {
  const openLists = () => openListDesk({ core: () => core.port, ...opened.forDriver() });

  it('has no gaps when each of its lines selects something, or repeats another one', async () => {
    const handle = core.addSession('ada');
    const list = await (await openLists()).read([handle, handle, user('bob')]);
    expect((await list.freeze()).coverage).toEqual(fullCoverage);
  });

  it('counts the lines that nobody knows, that are malformed, and that could not be looked up', async () => {
    const lost = core.addSession('ada');
    core.fault = (call, perform) => {
      if ((call.input as { handle?: string } | null)?.handle === lost) throw failure('core-error');
      return perform();
    };
    const list = await (await openLists()).read([core.addSession('ada'), 'nobody', 'a\u0007b', lost]);
    expect(gapsOf((await list.freeze()).coverage)).toEqual([
      { gap: 'unknown-lines', count: 1 },
      { gap: 'malformed-lines', count: 1 },
      { gap: 'unread-lines', count: 1 },
    ]);
  });

  it('counts an ambiguous line as long as the operator chose none of its users', async () => {
    const twins = ['public', 'acme'].map((tenant) => {
      const [id] = core.addUser({ email: 'twin@alpha.example', tenantIds: [tenant] });
      core.addSession(id as string);
      return id as string;
    });
    const list = await (await openLists()).read([core.addSession('ada'), 'twin@alpha.example']);
    expect((await list.freeze()).coverage['ambiguous-lines']).toBe(1);
    await list.choose(1, twins.slice(0, 1));
    expect((await list.freeze()).coverage).toEqual(fullCoverage);
    await list.choose(1, []);
    expect((await list.freeze()).coverage['ambiguous-lines']).toBe(1);
  });
});

describe('the plan of a rule', () => {
  it('has no gaps when every user was read', async () => {
    core.addSession(user('ada'));
    const draft = await rules.start({ rule: { all: [] } });
    await settled(draft);
    expect((await freeze(draft)).coverage).toEqual(fullCoverage);
  });

  it('counts users and sessions that could not be read apart, until they are read', async () => {
    const [ada, bob] = [user('ada'), user('bob')];
    core.addSession(ada);
    const [fine, ofBob] = [core.addSession(bob), core.addSession(bob)];
    const heal = troubleOf(core).fail(
      (call) =>
        (call.name === 'sessionHandles' && isOfUser(call, ada)) ||
        (call.name === 'session' && isOfHandle(call, ofBob)),
    );
    const draft = await rules.start({ rule: { field: 'created', when: 'after', at: 0 } });
    await settled(draft);
    const plan = await freeze(draft);
    expect(plan.targets).toBe(fine ? 1 : 0);
    expect(gapsOf(plan.coverage)).toEqual([
      { gap: 'unread-users', count: 1 },
      { gap: 'unread-sessions', count: 1 },
    ]);
    heal();
    await draft.control('retry');
    await settled(draft);
    expect((await freeze(draft)).coverage).toEqual(fullCoverage);
  });

  it('counts the sessions of which a fact was not recorded', async () => {
    const ada = user('ada');
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    core.addSession(ada);
    const draft = await rules.start({ rule: { field: 'ip', network: '192.0.2.0/24' } });
    await settled(draft);
    expect(gapsOf((await freeze(draft)).coverage)).toEqual([{ gap: 'undecided-sessions', count: 1 }]);
  });

  it('that was stopped counts the users to whom the scan did not come', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => user(`u${index}`));
    for (const id of ids) core.addSession(id);
    const held = troubleOf(core).hold((call) => call.name === 'sessionHandles' && isOfUser(call, ids[20]));
    const draft = await rules.start({ rule: { all: [] } });
    await held.reached;
    await until(draft, ({ totals }) => totals.rows >= 20);
    await draft.control('stop');
    const { progress } = draft.snapshot();
    const users = progress.type === 'rule' ? progress.users : -1;
    expect(gapsOf((await freeze(draft)).coverage)).toEqual([{ gap: 'users-not-scanned', count: 30 - users }]);
  });
});
