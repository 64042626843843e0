import { describe, expect, onTestFinished, test } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  createRuleDesk,
  freeze,
  handlesOf,
  isOfHandle,
  isOfUser,
  type RuleDesk,
  settled,
  troubleOf,
  until,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { failure } from '../../../contract/failure.ts';

let core: FakeCore;
let desk: RuleDesk;
let trouble: ReturnType<typeof troubleOf>;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
  trouble = troubleOf(core);
});

const user = (name: string, tenantIds?: readonly string[]) => addUser(core, name, tenantIds);

function users(count: number): string[] {
  return Array.from({ length: count }, (_, index) => user(`u${index}`));
}

describe('a scan that is held back', () => {
  test('by a pause finds all sessions when it is resumed, each of them once', async () => {
    const ids = users(40);
    const handles = ids.flatMap((id) => [core.addSession(id), core.addSession(id)]);
    const held = trouble.hold((call) => call.name === 'sessionHandles' && isOfUser(call, ids[20]));
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    const pausing = draft.control('pause');
    expect(draft.snapshot().state).toEqual({ state: 'pausing' });
    held.release();
    await pausing;
    expect(draft.snapshot().state).toEqual({ state: 'paused', by: 'operator', error: null });
    expect(await errorOf(freeze(draft))).toMatchObject({ code: 'bad-input' });
    const calls = core.calls.length;
    await draft.rows({ show: 'all', offset: 0, limit: 1 });
    expect(core.calls).toHaveLength(calls);

    await draft.control('resume');
    expect((await settled(draft)).progress).toMatchObject({ users: 40, sessions: 80, matches: 80 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
  });

  test('by a stop ends with what was found', async () => {
    const ids = users(30);
    for (const id of ids) core.addSession(id);
    const held = trouble.hold((call) => call.name === 'sessionHandles' && isOfUser(call, ids[20]));
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    await until(draft, ({ totals }) => totals.rows >= 20);
    await draft.control('stop');
    const found = draft.snapshot();
    expect(found.state).toEqual({ state: 'stopped' });
    expect((await freeze(draft)).targets).toBe(found.totals.rows);
    expect(await errorOf(draft.control('resume'))).toMatchObject({ code: 'bad-input' });
    await draft.close();
    expect((await desk.restoreOne()).snapshot()).toMatchObject({
      state: { state: 'stopped' },
      totals: { rows: found.totals.rows },
    });
  });

  test('can be stopped while it is paused', async () => {
    users(3);
    const held = trouble.hold(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    const pausing = draft.control('pause');
    held.release();
    await pausing;
    await draft.control('stop');
    expect(draft.snapshot().state).toEqual({ state: 'stopped' });
  });
});

describe('a core', () => {
  test('that is away for a while is waited for', async () => {
    const handle = core.addSession(user('ada'));
    trouble.away(3);
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
    expect(await handlesOf(draft)).toEqual([handle]);
    expect(draft.snapshot().progress).toMatchObject({ unread: 0 });
  });

  test('that is away is said to be waited for, with no rate and no remaining time', async () => {
    const clock = createTestClock();
    const other = await createRuleDesk(() => core.port, { clock });
    onTestFinished(other.remove);
    const ids = users(20);
    const back = trouble.awayFrom((call) => call.name === 'sessionHandles' && isOfUser(call, ids[10]));
    const draft = await other.start({ rule: { all: [] } });
    const waiting = await until(draft, ({ state }) => state.state === 'waiting');
    expect(waiting).toMatchObject({
      state: { error: { code: 'unreachable' }, retryAt: clock.now() + 500 },
      rate: null,
      remainingMs: null,
    });
    back();
    clock.advance(500);
    expect((await settled(draft)).progress).toMatchObject({ users: 20, unread: 0 });
  });

  test('that stays away pauses the scan with its error, and resume goes on', async () => {
    const ids = users(20);
    const handles = ids.map((id) => core.addSession(id));
    const back = trouble.awayFrom((call) => call.name === 'sessionHandles' && isOfUser(call, ids[10]));
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: { code: 'unreachable' },
    });
    back();
    await draft.control('resume');
    expect((await settled(draft)).progress).toMatchObject({ users: 20, matches: 20, unread: 0 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
  });

  test('that refuses the key pauses the scan at once', async () => {
    const clock = createTestClock('automatic');
    const other = await createRuleDesk(() => core.port, { clock });
    onTestFinished(other.remove);
    const [ada] = users(1);
    core.addSession(ada as string);
    const back = trouble.fail(
      ({ name }) => name === 'sessionHandles' || name === 'tenants',
      failure('bad-key'),
    );
    // All users in one tenant: its list of tenants is not needed.
    const draft = await other.start({ tenants: ['public'], rule: { all: [] } });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: { code: 'bad-key' },
    });
    expect(core.callsOf('sessionHandles')).toHaveLength(1);
    back();
    await draft.control('resume');
    expect((await settled(draft)).progress).toMatchObject({ users: 1, matches: 1, unread: 0 });
  });

  test('that does not know a chosen tenant pauses the scan, and the error names the tenant', async () => {
    core.addSession(user('ada'));
    const draft = await desk.start({ tenants: ['public', 'none'], rule: { all: [] } });
    expect((await settled(draft)).state).toMatchObject({
      state: 'paused',
      by: 'core',
      error: { code: 'tenant-unknown', reason: 'no-such-tenant', params: { tenant: 'none' } },
    });
    core.tenants.add('none');
    await draft.control('resume');
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
  });

  test('that lost a tenant meanwhile is scanned without it', async () => {
    const handle = core.addSession(user('ada'));
    core.tenants.add('gone');
    core.fault = (call, perform) => {
      const tenants = perform();
      if (call.name === 'tenants') core.tenants.delete('gone');
      return tenants;
    };
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
    expect(await handlesOf(draft)).toEqual([handle]);
  });

  test('can be waited for, and the scan be paused or stopped meanwhile', async () => {
    const clock = createTestClock();
    const slow = await createRuleDesk(() => core.port, { clock });
    onTestFinished(slow.remove);
    user('ada');
    const back = trouble.awayFrom(({ name }) => name === 'sessionHandles');
    const draft = await slow.start({ tenants: ['public'], rule: { all: [] } });
    await draft.control('pause');
    expect(draft.snapshot().state).toEqual({ state: 'paused', by: 'operator', error: null });
    back();
    await draft.control('resume');
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
    trouble.awayFrom(({ name }) => name === 'sessionHandles');
    const other = await slow.start({ tenants: ['public'], rule: { all: [] } });
    await other.control('stop');
    expect(other.snapshot().state).toEqual({ state: 'stopped' });
  });

  test('that another one took the place of is not asked', async () => {
    core.addSession(user('ada'));
    const held = trouble.hold(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    const pausing = draft.control('pause');
    held.release();
    await pausing;
    desk.address = 'http://elsewhere.example';
    expect(await errorOf(draft.control('resume'))).toMatchObject({
      code: 'other-core',
      reason: 'draft-of-other-core',
    });
    desk.address = desk.home;
    await draft.control('resume');
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
  });
});

describe('a user', () => {
  test('who is scanned in part has no more matches than sessions', async () => {
    const ada = user('ada', ['public', 'acme']);
    core.addSession(ada);
    core.addSession(ada, 'acme');
    trouble.awayFrom(({ name }) => name === 'roles');
    const rule = {
      any: [{ field: 'tenant', tenantId: 'public' } as const, { field: 'role', role: 'x' } as const],
    };
    const draft = await desk.start({ rule });
    await settled(draft);
    expect(
      await until(draft, ({ progress }) => progress.type === 'rule' && progress.matches === 1),
    ).toMatchObject({
      state: { state: 'paused', by: 'core' },
      progress: { users: 0, matches: 1, sessions: 1 },
    });
  });

  test('who cannot be read is counted, and is read by a retry, also after a restart', async () => {
    const [ada, bob] = [user('ada'), user('bob')];
    const lost = [core.addSession(ada), core.addSession(ada)];
    const ofBob = core.addSession(bob);
    const fine = core.addSession(bob);
    const heal = trouble.fail(
      (call) =>
        (call.name === 'sessionHandles' && isOfUser(call, ada)) ||
        (call.name === 'session' && isOfHandle(call, ofBob)),
    );
    const draft = await desk.start({ rule: { field: 'created', when: 'after', at: 0 } });
    expect((await settled(draft)).progress).toMatchObject({ users: 2, matches: 1, unread: 2 });
    expect(await handlesOf(draft)).toEqual([fine]);

    await draft.close();
    const again = await desk.restoreOne();
    expect(again.snapshot().progress).toMatchObject({ unread: 2 });
    await again.control('retry');
    expect((await settled(again)).progress).toMatchObject({ unread: 2, sessions: 2 });
    heal();
    await again.control('retry');
    expect(await settled(again)).toMatchObject({
      state: { state: 'ready' },
      progress: { users: 2, sessions: 4, matches: 4, unread: 0 },
    });
    expect(await handlesOf(again)).toEqual([...lost, ofBob, fine].sort());
  });

  test('who was deleted meanwhile with all sessions is not unread any more', async () => {
    const ada = user('ada');
    const session = core.addSession(ada);
    const heal = trouble.fail(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).progress).toMatchObject({ unread: 1 });
    core.removeUser(ada);
    core.sessions.delete(session);
    heal();
    await draft.control('retry');
    expect((await settled(draft)).progress).toMatchObject({ unread: 0, matches: 0 });
  });

  test('who was deleted meanwhile stays unread with each session that is still there', async () => {
    const [ada, bob] = [user('ada'), user('bob')];
    const [left, ended] = [core.addSession(bob), core.addSession(bob)];
    core.addSession(ada);
    core.addSession(ada);
    const heal = trouble.fail(
      (call) =>
        (call.name === 'sessionHandles' && isOfUser(call, ada)) ||
        (call.name === 'session' && (isOfHandle(call, left) || isOfHandle(call, ended))),
    );
    const draft = await desk.start({ rule: { field: 'created', when: 'after', at: 0 } });
    expect((await settled(draft)).progress).toMatchObject({ unread: 3 });
    for (const deleted of [ada, bob]) core.removeUser(deleted);
    core.sessions.delete(ended);
    await draft.control('retry');
    expect((await settled(draft)).coverage).toMatchObject({ 'unread-users': 1, 'unread-sessions': 2 });
    heal();
    await draft.control('retry');
    expect(await settled(draft)).toMatchObject({
      progress: { matches: 0 },
      coverage: { 'unread-users': 0, 'unread-sessions': 3 },
    });
  });

  test('stays unread when a retry meets a core that is away, and is read when it is resumed', async () => {
    core.addSession(user('ada'));
    const heal = trouble.fail(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).progress).toMatchObject({ unread: 1 });
    expect((await freeze(draft).catch((thrown) => thrown.error)).code).toBe('bad-input');
    heal();
    const back = trouble.awayFrom(() => true);
    await draft.control('retry');
    expect((await settled(draft)).state).toMatchObject({ state: 'paused', by: 'core' });
    expect(draft.snapshot().progress).toMatchObject({ unread: 1 });
    expect(await errorOf(draft.control('retry'))).toMatchObject({ code: 'bad-input' });
    back();
    await draft.control('resume');
    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { matches: 1, unread: 0 },
    });
  });
});
