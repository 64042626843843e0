import { describe, expect, it } from 'vitest';
import { createHits } from './hits.ts';

const nobody = () => false;
const handle = (n: number, tenant?: string) =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}${tenant ? `_${tenant}` : ''}`;

describe('what a draft hits', () => {
  it('counts sessions once, by tenant and by user', () => {
    const hits = createHits(nobody);
    for (const [n, user, tenant] of [
      [1, 'ada', undefined],
      [2, 'ada', 'acme'],
      [3, 'bob', 'acme'],
      [1, 'ada', undefined],
    ] as const) {
      hits.addSession({ handle: handle(n, tenant), user, createdAt: n });
    }
    hits.addUser('ada', { name: 'ada@alpha.example' });
    expect(hits.totals()).toEqual({
      sessions: 3,
      excluded: 0,
      own: 0,
      users: 2,
      byTenant: [
        { name: 'acme', count: 2 },
        { name: 'public', count: 1 },
      ],
      byUser: [
        { userId: 'ada', name: 'ada@alpha.example', count: 2 },
        { userId: 'bob', name: 'bob', count: 1 },
      ],
    });
  });

  it('moves sessions to the user who turns out to own them, under any of their ids', () => {
    const hits = createHits(nobody);
    hits.addSession({ handle: handle(1), user: 'inner', createdAt: 1 });
    const identities = [
      { id: 'external', kind: 'external', recipeUserId: 'external' },
      { id: 'inner', kind: 'inner', recipeUserId: 'external' },
    ] as const;
    const user = hits.addUser('external', { identities });
    hits.addSession({ handle: handle(1), user, createdAt: null });
    hits.addSession({ handle: handle(2), user: 'inner', createdAt: 2 });
    expect(hits.totals()).toMatchObject({
      sessions: 2,
      users: 1,
      byUser: [{ userId: 'external', count: 2 }],
    });
    expect(hits.targets.createdAt(0)).toBe(1);
  });

  it('knows the operator’s own by any id of theirs, also when that is learnt later', () => {
    const hits = createHits((id) => id === 'me-inner');
    hits.addSession({ handle: handle(1), user: 'me', createdAt: 1 });
    expect(hits.totals().own).toBe(0);
    const user = hits.addUser('me', { identities: [{ id: 'me-inner', kind: 'inner', recipeUserId: 'me' }] });
    hits.addSession({ handle: handle(1), user, createdAt: null });
    expect(hits.totals().own).toBe(1);
  });

  it('forgets what is dropped, and has it back', async () => {
    const hits = createHits(nobody);
    const { index } = hits.addSession({ handle: handle(1), user: 'ada', createdAt: 1 });
    hits.drop(index);
    expect(hits.totals()).toMatchObject({ sessions: 0, users: 0, byTenant: [], byUser: [] });
    expect((await hits.copy()).targets.size).toBe(0);
    expect(hits.addSession({ handle: handle(1), user: 'ada', createdAt: 1 }).isNew).toBe(true);
    expect(hits.totals().sessions).toBe(1);
  });
});

describe('the copy that is frozen', () => {
  it('leaves out what was taken out, and ends no more than the sessions of a user who has some of them', async () => {
    const hits = createHits((id) => id === 'ada');
    const [ada, bob, carl] = ['ada', 'bob', 'carl'].map((id) => hits.addUser(id)) as [number, number, number];
    for (const user of [ada, bob, carl]) hits.setWhole(user, true);
    const sessions = [ada, ada, bob, carl].map(
      (user, n) => hits.addSession({ handle: handle(n), user, createdAt: n }).index,
    );
    hits.keep(sessions[0] as number, true);
    hits.keepUser(carl, true);
    const { targets, people, excluded, own } = await hits.copy();
    expect({ excluded, own, size: targets.size }).toEqual({ excluded: 1, own: 1, size: 3 });
    const whole = Array.from({ length: people.size }, (_, n) => people.isWhole(n) && people.userId(n));
    expect(whole.filter(Boolean)).toEqual(['bob']);
    expect(targets.find(handle(0))).toBe(-1);
    expect(people.userId(targets.person(targets.find(handle(2))) ?? -1)).toBe('bob');
  });

  it('has a user of whom everything is to be ended, also without any session', async () => {
    const hits = createHits(nobody);
    hits.setWhole(hits.addUser('ada'), true);
    hits.addUser('bob');
    const { people } = await hits.copy();
    expect([people.size, people.wholeCount()]).toEqual([1, 1]);
  });

  it('does not change with the draft', async () => {
    const hits = createHits(nobody);
    hits.addSession({ handle: handle(1), user: 'ada', createdAt: 1 });
    const { targets } = await hits.copy();
    hits.addSession({ handle: handle(2), user: 'ada', createdAt: 1 });
    expect(targets.size).toBe(1);
  });

  it('is refused when the draft changed meanwhile', async () => {
    const hits = createHits(nobody);
    for (let n = 0; n < 25_000; n++) hits.addSession({ handle: handle(n), user: 'ada', createdAt: n });
    const copying = hits.copy();
    hits.keep(3, true);
    await expect(copying).rejects.toThrow('changed while it was being frozen');
  });
});
