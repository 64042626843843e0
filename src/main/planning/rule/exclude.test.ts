import { describe, expect, test } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  cutAfter,
  freeze,
  handlesOf,
  isOfUser,
  matchesOf,
  type RuleDesk,
  settled,
  troubleOf,
  until,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import type { OpenDraft } from '../draft/draft.ts';

let core: FakeCore;
let desk: RuleDesk;
let trouble: ReturnType<typeof troubleOf>;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
  trouble = troubleOf(core);
});

const user = (name: string) => addUser(core, name);

async function rowOf(draft: OpenDraft, handle: string | undefined): Promise<number> {
  const match = (await matchesOf(draft)).find((one) => one.handle === handle);
  if (!match) throw new Error('There is no such match.');
  return match.row;
}

async function excludedOf(draft: OpenDraft): Promise<string[]> {
  return (await matchesOf(draft)).filter(({ excluded }) => excluded).map(({ handle }) => handle);
}

async function targetsOf({ id }: OpenDraft): Promise<string[]> {
  const targets = await desk.store.read.targets({ id, view: null, offset: 0, limit: 100 });
  return targets.map(({ handle }) => handle).sort();
}

describe('excluding', () => {
  test('takes matches out of the plan, and all sessions of the own users, also those that are found later', async () => {
    const me = user('me');
    const mine = core.addSession(me);
    const ada = user('ada');
    const hers = [core.addSession(ada), core.addSession(ada)];
    desk.own.add(me);
    const held = trouble.hold(({ name }) => name === 'sessionHandles');
    const draft = await desk.start({ rule: { all: [] } });
    await held.reached;
    await draft.exclude('own', true);
    held.release();
    await settled(draft);
    expect((await matchesOf(draft)).filter(({ own }) => own).map(({ handle }) => handle)).toEqual([mine]);
    await draft.exclude([await rowOf(draft, hers[0])], true);

    expect(draft.snapshot().totals).toMatchObject({ sessions: 3, excluded: 2, own: 1 });
    expect(await freeze(draft)).toMatchObject({ targets: 1, excluded: 2, own: 0, wholeUsers: 0 });
    expect(await targetsOf(draft)).toEqual([hers[1]]);
    expect(await draft.rows({ show: 'excluded', offset: 0, limit: 10 })).toMatchObject({ total: 2 });
    expect(await draft.rows({ show: 'own', offset: 0, limit: 10 })).toMatchObject({ total: 1 });
    expect(await draft.rows({ show: 'session', offset: 0, limit: 10 })).toMatchObject({ total: 0 });
  });

  test('of everything leaves nothing to end', async () => {
    core.addSession(user('ada'));
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.exclude([0], true);
    expect(await errorOf(freeze(draft))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(draft.exclude([1], true))).toMatchObject({ code: 'bad-input' });
    await draft.exclude([0], false);
    expect(await freeze(draft)).toMatchObject({ targets: 1 });
  });

  test('changes a plan back into a draft', async () => {
    core.addSession(user('ada'));
    core.addSession(user('bob'));
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await freeze(draft);
    await draft.exclude([0], true);
    expect(await errorOf(draft.handOver())).toMatchObject({ code: 'bad-input' });
    expect(await freeze(draft)).toMatchObject({ targets: 1 });
    await draft.handOver();
    expect(await errorOf(draft.exclude([0], false))).toMatchObject({ code: 'bad-input' });
  });

  test('lasts over a restart', async () => {
    const ada = user('ada');
    const [first, second] = [core.addSession(ada), core.addSession(ada)];
    const draft = await desk.start({ rule: { all: [] } });
    await settled(draft);
    await draft.exclude([await rowOf(draft, second)], true);
    await draft.close();

    const again = await desk.restoreOne();

    expect(again.snapshot()).toMatchObject({
      state: { state: 'ready' },
      totals: { sessions: 2, excluded: 1 },
    });
    expect(await freeze(again)).toMatchObject({ targets: 1 });
    expect(await targetsOf(again)).toEqual([first]);
  });

  test('lasts over a kill in the middle of a scan, although the same matches are found again', async () => {
    const users = Array.from({ length: 20 }, (_, index) => user(`u${index}`));
    const me = users[19] as string;
    desk.own.add(me);
    const handles = users.map((id) => core.addSession(id));
    const held = trouble.hold((call) => call.name === 'sessionHandles' && isOfUser(call, users[10]));
    const store = cutAfter(desk.store, 1_000);
    const draft = await desk.start({ rule: { all: [] } }, store);
    await held.reached;
    await until(draft, ({ totals }) => totals.rows >= 10);
    const first = handles[0] as string;
    await draft.exclude([await rowOf(draft, first)], true);
    await draft.exclude('own', true);
    // The user of this session is not marked as scanned: it ended in the middle of a page.
    const again = await desk.restoreOne();
    expect(await excludedOf(again)).toContain(first);
    core.fault = (_call, perform) => perform();
    await again.control('resume');
    expect((await settled(again)).totals).toMatchObject({ sessions: 20, excluded: 2 });
    expect((await excludedOf(again)).sort()).toEqual([first, handles[19]].sort());
    expect(await handlesOf(again)).toEqual([...handles].sort());
  });
});
