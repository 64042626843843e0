import { describe, expect, it } from 'vitest';
import type { SessionRow, UserSessionsItem } from '../../../../../contract/domain/session.ts';
import { failure } from '../../../../../contract/failure.ts';
import type { Arrangement } from '../../../../ui/table/arranged-rows.ts';
import type { SessionEntry } from './session-list.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';

function listed(...handles: string[]): UserSessionsItem[] {
  return [
    { type: 'handles', handles: handles.map((handle) => ({ handle, tenantId: 'public', underId: 'u' })) },
    { type: 'listed', total: handles.length },
  ];
}

function row(handle: string, timeCreated: number): SessionRow {
  return {
    ...{ handle, tenantId: 'public', userId: 'u', recipeUserId: 'u', timeCreated, expiry: 2 },
    ...{ ip: null, userAgent: null },
  };
}

function shownIn(store: SessionStore): string[] {
  return store.snapshot().rows.map(({ handle }) => handle);
}

const newestFirst: Arrangement<SessionEntry> = {
  includes: ({ handle }) => handle !== 'hidden',
  sortValue: (entry) => (entry.state === 'read' ? entry.row.timeCreated : null),
  descending: true,
};

/** A store whose readings are played by the test, and whose publishing waits for `tick`. */
function played() {
  const readings: {
    readerId: string;
    give: (...items: UserSessionsItem[]) => void;
    end: () => Promise<void>;
    fail: (error: unknown) => Promise<void>;
    signal: AbortSignal;
  }[] = [];
  const waiting: (() => void)[] = [];
  const store = createSessionStore(
    (readerId, onItems, signal) =>
      new Promise<void>((resolve, reject) => {
        const settled = async (settle: () => void) => {
          settle();
          await Promise.resolve();
          await Promise.resolve();
        };
        readings.push({
          ...{ readerId, signal, give: (...items) => onItems(items) },
          end: () => settled(resolve),
          fail: (error) => settled(() => reject(error)),
        });
      }),
    (publish) => waiting.push(publish),
  );
  const reading = (index: number) => {
    const started = readings[index];
    if (started === undefined) throw new Error(`reading ${index} was not started`);
    return started;
  };
  const tick = () => {
    for (const publish of waiting.splice(0)) publish();
  };
  return { store, reading, tick };
}

describe('the store of a table of sessions', () => {
  it('publishes many batches at once', () => {
    const { store, reading, tick } = played();
    let published = 0;
    store.read();
    store.subscribe(() => {
      published += 1;
    });
    reading(0).give(...listed('a', 'b'));
    reading(0).give({ type: 'gone', handles: ['a'] });
    expect(published).toBe(0);
    tick();
    expect(published).toBe(1);
    expect(store.snapshot().counts).toEqual({ listed: 1, read: 0, gone: 1, failed: 0 });
  });

  it('gives the same snapshot until something changed', () => {
    const { store, reading, tick } = played();
    store.read();
    const before = store.snapshot();
    expect(store.snapshot()).toBe(before);
    reading(0).give(...listed('a'));
    tick();
    expect(store.snapshot()).not.toBe(before);
  });

  it('changes only the parts of a snapshot that a batch changes', () => {
    const { store, reading, tick } = played();
    store.read();
    reading(0).give(...listed('a', 'b'));
    tick();
    const before = store.snapshot();
    reading(0).give({ type: 'rows', rows: [row('a', 1)] });
    tick();
    const read = store.snapshot();
    expect(read.counts).toEqual({ listed: 1, read: 1, gone: 0, failed: 0 });
    expect(read.reading).toBe(before.reading);
    expect(read.identities).toBe(before.identities);
    expect(read.tally.tenantIds).toBe(before.tally.tenantIds);
    expect(read.tally.byTenant).toBe(before.tally.byTenant);
    expect(read.membership).toBe(before.membership);
  });

  it('has another membership when sessions come, end or are listed anew', async () => {
    const { store, reading, tick } = played();
    const memberships = new Set<number>();
    const look = () => memberships.add(store.snapshot().membership);
    store.read();
    look();
    reading(0).give(...listed('a', 'b'));
    tick();
    look();
    reading(0).give({ type: 'gone', handles: ['a'] });
    tick();
    look();
    await reading(0).end();
    store.read();
    reading(1).give(...listed('c'));
    tick();
    look();
    expect(memberships.size).toBe(4);
  });

  it('still has what was read when the reading fails, and the reason', async () => {
    const { store, reading } = played();
    store.read();
    reading(0).give(...listed('a'));
    await reading(0).fail(failure('unreachable'));
    expect(store.snapshot().rows).toHaveLength(1);
    expect(store.snapshot().reading).toMatchObject({ state: 'failed', error: { code: 'unreachable' } });
  });

  it('shows the earlier list while it is listed again, then the new one', async () => {
    const { store, reading, tick } = played();
    store.read();
    reading(0).give(...listed('a', 'b'));
    await reading(0).end();
    store.read();
    expect(shownIn(store)).toEqual(['a', 'b']);
    reading(1).give({ type: 'handles', handles: [{ handle: 'b', tenantId: 'public', underId: 'u' }] });
    tick();
    expect(store.snapshot().rows).toHaveLength(2);
    reading(1).give({ type: 'listed', total: 1 });
    await Promise.resolve();
    tick();
    expect(shownIn(store)).toEqual(['b']);
  });

  it('sorts new entries into the rows that the arrangement includes', async () => {
    const { store, reading, tick } = played();
    store.arrange(newestFirst);
    await Promise.resolve();
    store.read();
    reading(0).give(...listed('a', 'hidden', 'b', 'c'));
    tick();
    expect(shownIn(store)).toEqual(['a', 'b', 'c']);
    reading(0).give({ type: 'rows', rows: [row('b', 5), row('hidden', 7)] });
    tick();
    expect(shownIn(store)).toEqual(['b', 'a', 'c']);
    reading(0).give({ type: 'rows', rows: [row('c', 6)] });
    tick();
    expect(shownIn(store)).toEqual(['c', 'b', 'a']);
  });

  it('arranges what was read before again when another arrangement is set', async () => {
    const { store, reading, tick } = played();
    store.read();
    reading(0).give(...listed('a', 'b'), { type: 'rows', rows: [row('b', 5)] });
    tick();
    expect(shownIn(store)).toEqual(['a', 'b']);
    store.arrange(newestFirst);
    await Promise.resolve();
    expect(shownIn(store)).toEqual(['b', 'a']);
    expect(store.snapshot().arrangement).toBe(newestFirst);
  });

  it('stops a reading that a newer one replaces, and ignores its later items', () => {
    const { store, reading, tick } = played();
    store.read();
    store.read();
    expect(reading(0).signal.aborted).toBe(true);
    reading(0).give(...listed('stale'));
    tick();
    expect(store.snapshot().rows).toEqual([]);
    expect(store.readerId()).toBe(reading(1).readerId);
  });
});
