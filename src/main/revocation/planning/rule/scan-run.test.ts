import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../../test/unit/support/rejection.ts';
import {
  createRuleDesk,
  handlesOf,
  type RuleDesk,
  settled,
  troubleOf,
  until,
} from '../../../../../test/unit/support/rule-desk.ts';

let core: FakeCore;
let desk: RuleDesk;
let trouble: ReturnType<typeof troubleOf>;

beforeEach(async () => {
  core = new FakeCore();
  desk = await createRuleDesk(
    () => core.port,
    async () => undefined,
  );
  trouble = troubleOf(core);
  onTestFinished(desk.remove);
});

function person(name: string, tenantIds: readonly string[] = ['public']): string {
  const [id] = core.addPerson({ email: `${name}@alpha.example`, tenantIds });
  return id as string;
}

describe('standing still', () => {
  test('paused it keeps what it found, and goes on from there without losing or doubling', async () => {
    const people = Array.from({ length: 40 }, (_, index) => person(`p${index}`));
    const handles = people.flatMap((id) => [core.addSession(id), core.addSession(id)]);
    const held = trouble.hold(({ name, input }) => name === 'sessionHandles' && isOf(input, people[20]));
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    await draft.control('pause');
    held.release();
    expect(draft.draft().state).toEqual({ state: 'paused', by: 'operator', error: null });
    expect(await errorOf(draft.freeze())).toMatchObject({ code: 'bad-input' });
    const before = draft.draft().progress;
    expect(before).toMatchObject({ users: expect.any(Number) });

    await draft.control('resume');
    expect((await settled(draft)).progress).toMatchObject({ users: 40, sessions: 80, matches: 80 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
  });

  test('stopped it ends with what was found', async () => {
    const people = Array.from({ length: 30 }, (_, index) => person(`p${index}`));
    for (const id of people) core.addSession(id);
    const held = trouble.hold(({ name, input }) => name === 'sessionHandles' && isOf(input, people[20]));
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    await until(draft, ({ totals }) => totals.rows >= 20);
    await draft.control('stop');
    held.release();
    const found = draft.draft();
    expect(found.state).toEqual({ state: 'stopped' });
    expect((await draft.freeze()).targets.size).toBe(found.totals.rows);
    expect(await errorOf(draft.control('resume'))).toMatchObject({ code: 'bad-input' });
    await draft.close();
    expect((await desk.restoreOne()).draft()).toMatchObject({
      state: { state: 'stopped' },
      totals: { rows: found.totals.rows },
    });
  });

  test('a core that is away for a while is waited for', async () => {
    const handle = core.addSession(person('ada'));
    trouble.away(3);
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
    expect(await handlesOf(draft)).toEqual([handle]);
    expect(draft.draft().progress).toMatchObject({ unread: 0 });
  });

  test('a core that stays away stops the walk with its error, and resume goes on', async () => {
    const people = Array.from({ length: 20 }, (_, index) => person(`p${index}`));
    const handles = people.map((id) => core.addSession(id));
    const back = trouble.awayFrom(({ name, input }) => name === 'sessionHandles' && isOf(input, people[10]));
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

  test('in the middle of a user no fewer sessions were seen than match', async () => {
    const ada = person('ada', ['public', 'acme']);
    core.addSession(ada);
    core.addSession(ada, 'acme');
    trouble.awayFrom(({ name }) => name === 'roles');
    const rule = {
      any: [{ field: 'tenant', tenantId: 'public' } as const, { field: 'role', role: 'x' } as const],
    };
    const draft = await desk.start({ rule });
    expect(await settled(draft)).toMatchObject({
      state: { state: 'paused', by: 'core' },
      progress: { users: 0, matches: 1, sessions: 1 },
    });
  });

  test('can be paused while a core is waited for, and a retry that meets no core leaves the rest to be resumed', async () => {
    const ada = person('ada');
    core.addSession(ada);
    const heal = trouble.fail(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).progress).toMatchObject({ unread: 1 });
    heal();
    const back = trouble.awayFrom(() => true);
    await draft.control('retry');
    expect((await settled(draft)).state).toMatchObject({ state: 'paused', by: 'core' });
    expect(draft.draft().progress).toMatchObject({ unread: 1 });
    back();
    await draft.control('resume');
    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { matches: 1, unread: 0 },
    });

    const slow = await createRuleDesk(
      () => core.port,
      (_ms, signal) => aborted(signal),
    );
    onTestFinished(slow.remove);
    trouble.awayFrom(({ name }) => name === 'sessionHandles');
    const waiting = await slow.start({ rule: { all: [] } });
    await waiting.control('pause');
    expect(waiting.draft().state).toEqual({ state: 'paused', by: 'operator', error: null });
  });

  test('what cannot be read is counted, and read by a retry', async () => {
    const [ada, bob] = [person('ada'), person('bob')];
    const lost = [core.addSession(ada), core.addSession(ada)];
    const ofBob = core.addSession(bob);
    const fine = core.addSession(bob);
    const heal = trouble.fail(
      ({ name, input }) =>
        (name === 'sessionHandles' && isOf(input, ada)) || (name === 'session' && isHandle(input, ofBob)),
    );
    const draft = await desk.start({ rule: { all: [] } });
    expect((await settled(draft)).progress).toMatchObject({ users: 2, matches: 1, unread: 2 });
    expect(await handlesOf(draft)).toEqual([fine]);

    await draft.close();
    const again = await desk.restoreOne();
    expect(again.draft().progress).toMatchObject({ unread: 2 });
    heal();
    await again.control('retry');
    expect(await settled(again)).toMatchObject({
      state: { state: 'ready' },
      progress: { users: 2, sessions: 4, matches: 4, unread: 0 },
    });
    expect(await handlesOf(again)).toEqual([...lost, ofBob, fine].sort());
  });

  test('refuses to go on when the connection leads elsewhere', async () => {
    core.addSession(person('ada'));
    const held = trouble.hold(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    await draft.control('pause');
    held.release();
    desk.address = 'http://elsewhere.example';
    expect(await errorOf(draft.control('resume'))).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('another core'),
    });
    desk.address = desk.home;
    await draft.control('resume');
    expect((await settled(draft)).state).toEqual({ state: 'ready' });
  });
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function isOf(input: unknown, userId: string | undefined): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'userId') === userId;
}

function isHandle(input: unknown, handle: string): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'handle') === handle;
}
