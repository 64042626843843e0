import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../../test/unit/support/rejection.ts';
import {
  createRuleDesk,
  cutFile,
  handlesOf,
  isLog,
  matchesOf,
  type RuleDesk,
  settled,
  troubleOf,
} from '../../../../../test/unit/support/rule-desk.ts';
import type { MatchRow } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';

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

describe('taking out', () => {
  test('rows, or all of the own users, also those that are found later', async () => {
    const me = person('me');
    const mine = core.addSession(me);
    const ada = person('ada');
    const hers = [core.addSession(ada), core.addSession(ada)];
    desk.own.add(me);
    const draft = await desk.start({ rule: { all: [] } });
    await draft.keep('own', true);
    await settled(draft);
    const rows = await matchesOf(draft);
    expect(rows.filter(({ own }) => own).map(({ handle }) => handle)).toEqual([mine]);
    await draft.keep([rowOf(rows, hers[0])], true);

    expect(draft.draft().totals).toMatchObject({ sessions: 3, excluded: 2, own: 1 });
    const frozen = await draft.freeze();
    expect(frozen.targets.size).toBe(1);
    expect(frozen.targets.handle(0)).toBe(hers[1]);
    expect(frozen).toMatchObject({ excluded: 2, own: 0 });
    expect(frozen.people.wholeCount()).toBe(0);
    const excluded = await draft.rows({ show: 'excluded', offset: 0, limit: 10 });
    expect(excluded).toMatchObject({ total: 2 });
    expect(await draft.rows({ show: 'own', offset: 0, limit: 10 })).toMatchObject({ total: 1 });
  });

  test('of everything leaves nothing to end', async () => {
    core.addSession(person('ada'));
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.keep([0], true);
    expect(await errorOf(draft.freeze())).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(draft.keep([1], true))).toMatchObject({ code: 'bad-input' });
    await draft.keep([0], false);
    expect((await draft.freeze()).targets.size).toBe(1);
  });

  test('lasts over a restart', async () => {
    const ada = person('ada');
    const [first, second] = [core.addSession(ada), core.addSession(ada)];
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.keep([rowOf(await matchesOf(draft), second)], true);
    await draft.close();

    const again = await desk.restoreOne();

    expect(again.draft()).toMatchObject({ state: { state: 'ready' }, totals: { sessions: 2, excluded: 1 } });
    const frozen = await again.freeze();
    expect(frozen.targets.size).toBe(1);
    expect(frozen.targets.handle(0)).toBe(first);
  });

  test('lasts over a restart that loses the row, until it is found again', async () => {
    const people = Array.from({ length: 501 }, (_, index) => person(`p${index}`));
    const early = core.addSession(people[0] as string);
    const late = core.addSession(people[500] as string);
    const held = trouble.hold(({ name, input }) => name === 'roles' && isOf(input, people[500]));
    core.roles.set(`public ${people[500]}`, ['admin']);
    core.roles.set(`public ${people[0]}`, ['admin']);
    const other = core.addSession(people[499] as string);
    core.roles.set(`public ${people[499]}`, ['admin']);
    const draft = await desk.start({ rule: { field: 'role', role: 'admin' } });
    await held.reached;
    await draft.keep([rowOf(await matchesOf(draft), other)], true);
    const files = await desk.copyFiles();
    held.release();
    await settled(draft);
    await draft.close();
    // What a kill would have left, with the row gone that the operator took out.
    const rows = files.filter((file) => !isLog(file));
    await desk.putFiles(rows.reduce((left, file) => cutFile(left, file, 0), files));

    const again = await desk.restoreOne();
    expect(again.draft().totals.sessions).toBe(0);
    await again.control('resume');
    expect((await settled(again)).totals).toMatchObject({ sessions: 3, excluded: 1 });
    expect((await matchesOf(again)).filter(({ excluded }) => excluded).map(({ handle }) => handle)).toEqual([
      other,
    ]);
    expect(await handlesOf(again)).toEqual([early, late, other].sort());
  });
});

function isOf(input: unknown, userId: string | undefined): boolean {
  return typeof input === 'object' && input !== null && Reflect.get(input, 'userId') === userId;
}

function rowOf(rows: readonly MatchRow[], handle: string | undefined): number {
  const row = rows.find((one) => one.handle === handle);
  if (!row) throw failure('not-found', 'no such row');
  return row.row;
}
