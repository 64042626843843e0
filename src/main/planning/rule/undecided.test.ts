import { describe, expect, it } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  cutAfter,
  freeze,
  handlesOf,
  isOfHandle,
  isOfUser,
  type RuleDesk,
  settled,
  troubleOf,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import type { OpenDraft } from '../draft/draft.ts';

let core: FakeCore;
let desk: RuleDesk;
let ada: string;
let bob: string;

const rule = { field: 'ip', network: '192.0.2.0/24' } as const;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
  [ada, bob] = [user('ada'), user('bob')] as [string, string];
});

const user = (name: string) => addUser(core, name);

async function undecidedOf(draft: OpenDraft) {
  const page = await draft.rows({ show: 'undecided', offset: 0, limit: 500 });
  if (page.type !== 'rule') throw new Error('These are not rows of a rule.');
  return page;
}

async function undecidedHandles(draft: OpenDraft): Promise<string[]> {
  return (await undecidedOf(draft)).rows.map(({ handle }) => handle).sort();
}

const gapOf = async (draft: OpenDraft) => (await freeze(draft)).coverage['undecided-sessions'];
const totalsOf = ({ undecided, undecidedIncluded }: { undecided: number; undecidedIncluded: number }) => [
  undecided,
  undecidedIncluded,
];

describe('undecided sessions', () => {
  it('are listed with their user, what was recorded, and which fact is missing', async () => {
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const missing = core.addSession(ada, 'public', { userAgent: 'Firefox' });
    const odd = core.addSession(bob, 'public', { ip: 'unknown' });
    const draft = await desk.start({ rule });
    await settled(draft);
    const { rows, total } = await undecidedOf(draft);
    expect(total).toBe(2);
    expect(rows.find(({ handle }) => handle === missing)).toMatchObject({
      ...{ name: 'ada@alpha.example', ip: null, userAgent: 'Firefox' },
      ...{ undecidedFor: ['ip'], excluded: true },
    });
    expect(rows.find(({ handle }) => handle === odd)).toMatchObject({
      ...{ userId: bob, ip: 'unknown', undecidedFor: ['ip'], excluded: true },
    });
    expect(draft.snapshot()).toMatchObject({
      progress: { matches: 1, undecided: 2 },
      totals: { undecided: 2 },
    });
  });

  it('are found and sorted like the matches, and a page of a closed view is refused', async () => {
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const [first, second] = [core.addSession(ada, 'public', { userAgent: 'Zeta' }), core.addSession(bob)];
    const draft = await desk.start({ rule });
    await settled(draft);
    const sort = { column: 'name', direction: 'descending' } as const;
    const byName = await draft.openView({ show: 'undecided', search: '', sort }, {});
    const pageOf = async (view: string) => {
      const page = await draft.rows({ show: 'undecided', view, offset: 0, limit: 10 });
      return page.rows.map((row) => ('handle' in row ? row.handle : ''));
    };
    expect(await pageOf(byName.view)).toEqual([second, first]);
    const found = await draft.openView({ show: 'undecided', search: 'zeta', sort: null }, {});
    expect(await pageOf(found.view)).toEqual([first]);
    await draft.exclude({ type: 'undecided' }, false);
    const { rows } = await draft.rows({ show: 'undecided', view: byName.view, offset: 0, limit: 10 });
    expect(rows.map(({ excluded }) => excluded)).toEqual([false, false]);
    await found.close();
    expect(await errorOf(pageOf(found.view))).toMatchObject({ code: 'not-found' });
    await byName.close();
  });

  it('are included by choice, all of them, of one user, or one by one, and excluded again', async () => {
    const match = core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const [a, b, c] = [core.addSession(ada), core.addSession(ada), core.addSession(bob)];
    const draft = await desk.start({ rule });
    await settled(draft);
    expect(await gapOf(draft)).toBe(3);

    const rowOf = async (wanted: string) =>
      (await undecidedOf(draft)).rows.find(({ handle }) => handle === wanted)?.row ?? -1;
    await draft.exclude({ type: 'undecided-rows', rows: [await rowOf(a)] }, false);
    expect(await handlesOf(draft)).toEqual([match, a].sort());
    expect(await freeze(draft)).toMatchObject({ targets: 2, coverage: { 'undecided-sessions': 2 } });

    await draft.exclude({ type: 'undecided-of-user', userId: bob }, false);
    expect(await handlesOf(draft)).toEqual([match, a, c].sort());
    const out = (await undecidedOf(draft)).rows.filter(({ excluded }) => excluded);
    expect(out.map(({ handle }) => handle)).toEqual([b]);

    await draft.exclude({ type: 'undecided' }, false);
    expect(await handlesOf(draft)).toEqual([match, a, b, c].sort());
    expect(await freeze(draft)).toMatchObject({ targets: 4, coverage: { 'undecided-sessions': 0 } });
    expect(draft.snapshot().progress).toMatchObject({ matches: 4, undecided: 3 });

    await draft.exclude({ type: 'undecided' }, true);
    expect(await handlesOf(draft)).toEqual([match]);
    expect(await freeze(draft)).toMatchObject({
      targets: 1,
      users: 1,
      coverage: { 'undecided-sessions': 3 },
    });
  });

  it('are included with progress; stopped, the numbers are those of what is through, and the rest can be included later', async () => {
    for (let count = 0; count < 4_000; count++) core.addSession(ada);
    const draft = await desk.start({ rule });
    await settled(draft);
    const stop = new AbortController();
    const seen: { readonly done: number; readonly of: number }[] = [];
    const including = draft.exclude({ type: 'undecided' }, false, {
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress);
        stop.abort();
      },
    });
    expect(await errorOf(including)).toMatchObject({ code: 'aborted' });
    expect(seen[0]).toEqual({ done: 500, of: 4_000 });
    const { undecided, undecidedIncluded } = draft.snapshot().totals;
    expect(undecided + undecidedIncluded).toBe(4_000);
    expect(undecidedIncluded).toBeGreaterThan(0);
    expect(undecided).toBeGreaterThan(0);
    expect(await freeze(draft)).toMatchObject({
      targets: undecidedIncluded,
      coverage: { 'undecided-sessions': undecided },
    });
    await draft.exclude({ type: 'undecided' }, false);
    expect(await freeze(draft)).toMatchObject({ targets: 4_000, coverage: { 'undecided-sessions': 0 } });
  });

  it('stay as they are over a restart, included ones too', async () => {
    const [a, b] = [core.addSession(ada), core.addSession(bob)];
    const draft = await desk.start({ rule });
    await settled(draft);
    await draft.exclude({ type: 'undecided-of-user', userId: ada }, false);
    await draft.close();
    const restored = await desk.restoreOne();
    expect(await handlesOf(restored)).toEqual([a]);
    expect(await undecidedHandles(restored)).toEqual([a, b].sort());
    expect(totalsOf(restored.snapshot().totals)).toEqual([1, 1]);
  });

  it('are counted once when a scan goes on after it was cut off anywhere', async () => {
    const users = Array.from({ length: 12 }, (_, index) => user(`u${index}`));
    const undecided = users.map((id) => core.addSession(id));
    const matches = users.map((id) => core.addSession(id, 'public', { ip: '192.0.2.7' }));
    for (let commits = 0, isCut = true; isCut; commits++) {
      const cut = await desk.start({ rule }, cutAfter(desk.store, commits));
      isCut = (await settled(cut)).state.state === 'paused';
      const again = await desk.restoreOne();
      if (isCut) await again.control('resume');
      await settled(again);
      expect(await undecidedHandles(again)).toEqual([...undecided].sort());
      expect(await handlesOf(again)).toEqual([...matches].sort());
      expect(await gapOf(again)).toBe(undecided.length);
      await again.discard();
    }
  });

  it('are counted once when users and sessions that could not be read are read again', async () => {
    const [a, lost, ofBob] = [core.addSession(ada), core.addSession(ada), core.addSession(bob)];
    core.addSession(ada, 'public', { ip: '192.0.2.7' });
    const heal = troubleOf(core).fail(
      (call) =>
        (call.name === 'sessionHandles' && isOfUser(call, bob)) ||
        (call.name === 'session' && isOfHandle(call, lost)),
    );
    const draft = await desk.start({ rule });
    await settled(draft);
    expect(await undecidedHandles(draft)).toEqual([a]);
    await draft.exclude({ type: 'undecided' }, false);
    heal();
    await draft.control('retry');
    await settled(draft);
    expect(await undecidedHandles(draft)).toEqual([a, lost, ofBob].sort());
    expect(totalsOf(draft.snapshot().totals)).toEqual([2, 1]);
    expect(await gapOf(draft)).toBe(2);
  });
});
