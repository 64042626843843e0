import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Failure, failure } from '../../../contract/failure.ts';
import { type Change, maxRows, rowsOf } from '../changes.ts';
import type { StoredCounts } from '../interface.ts';
import { createCommitLog } from './commit-log.ts';

function diskFull(): Failure {
  return failure('disk-full');
}

/** A disk that keeps commits as the writer does: once each, by their number. */
function createDisk(last = 0) {
  const disk = {
    commits: [] as (readonly Change[])[],
    last,
    sent: [] as number[],
    /** Of these it was said that more follows. */
    later: [] as number[],
    /** What the next calls do instead of answering, in order. */
    faults: [] as ('lost-before' | 'lost-after' | 'full')[],
    underWay: 0,
    mostUnderWay: 0,
  };
  const counts = () => ({ commit: disk.last }) as StoredCounts;
  async function write(commit: number, changes: readonly Change[], moreFollows: boolean) {
    disk.sent.push(commit);
    if (moreFollows) disk.later.push(commit);
    disk.underWay += 1;
    disk.mostUnderWay = Math.max(disk.mostUnderWay, disk.underWay);
    await nextTurn();
    disk.underWay -= 1;
    const fault = disk.faults.shift();
    if (fault === 'full') throw diskFull();
    if (fault === 'lost-before') throw failure('store-unavailable');
    const applied = commit > disk.last;
    if (applied) {
      if (commit > disk.last + 1) throw failure('bad-input');
      disk.commits.push(changes);
      disk.last = commit;
    }
    if (fault === 'lost-after') throw failure('store-unavailable');
    return { counts: counts(), applied };
  }
  return { disk, write, readCounts: async () => counts() };
}

function event(...on: number[]): Change {
  return { type: 'event', at: 1, event: { type: 'sent' }, on };
}

function events(from: number, count: number): Change {
  return event(...Array.from({ length: count }, (_, index) => from + index));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.catch((reason: unknown) => reason);
  return thrown instanceof Failure ? thrown.error.code : 'none';
}

describe('a commit log', () => {
  test('writes a change at once, and what is appended meanwhile in the next commit', async () => {
    const { disk, ...ports } = createDisk(7);
    const told: number[] = [];
    const log = createCommitLog({ ...ports, onCommit: ({ commit }) => told.push(commit) });
    log.append(event(1));
    log.append(event(2));
    log.append(event(3), event(4));
    expect(log.waiting()).toBe(4);
    expect(await log.settle()).toMatchObject({ commit: 9 });
    expect(disk.commits).toEqual([[event(1)], [event(2), event(3), event(4)]]);
    expect(told).toEqual([8, 9]);
    expect({ waiting: log.waiting(), counts: log.counts().commit, most: disk.mostUnderWay }).toEqual({
      waiting: 0,
      counts: 9,
      most: 1,
    });
  });

  test('writes changes in their order, and never more rows in a commit than a transaction may change', async () => {
    const { disk, ...ports } = createDisk();
    const log = createCommitLog({ ...ports, onCommit: () => undefined });
    log.append(events(0, 2_500));
    log.append(events(2_500, 600), events(3_100, 300));
    log.append(events(3_400, 200));
    await log.settle();
    const rows = disk.commits.map((changes) => changes.reduce((sum, change) => sum + rowsOf(change), 0));
    expect(Math.max(...rows)).toBeLessThanOrEqual(maxRows);
    const ids = disk.commits.flat().flatMap((change) => (change.type === 'event' ? change.on : []));
    expect(ids).toEqual(Array.from({ length: 3_600 }, (_, index) => index));
    // What was appended together, and fits, is on disk together.
    expect(disk.commits).toContainEqual([events(2_500, 600), events(3_100, 300)]);
  });

  test('lets all commits but the last of its queue reach the disk together', async () => {
    const { disk, ...ports } = createDisk();
    const log = createCommitLog({ ...ports, onCommit: () => undefined });
    log.append(events(0, 2_500));
    await log.settle();
    expect({ sent: disk.sent, later: disk.later }).toEqual({ sent: [1, 2, 3], later: [1, 2] });
  });

  test('never lets the catalogue know of a state that can still be lost', async () => {
    const { disk, ...ports } = createDisk();
    const log = createCommitLog({ ...ports, onCommit: () => undefined });
    log.append({ type: 'state', state: 'running', summary: undefined as never });
    log.append(events(0, 2_500));
    await log.settle();
    expect(disk.later).not.toContain(1);
    expect(disk.sent).toHaveLength(4);
  });

  test('reads the numbers when nothing was appended', async () => {
    const log = createCommitLog({ ...createDisk(3), onCommit: () => undefined });
    expect(() => log.counts()).toThrow(Failure);
    expect(await log.settle()).toMatchObject({ commit: 3 });
    expect(log.counts().commit).toBe(3);
  });

  test.each([
    'lost-before',
    'lost-after',
  ] as const)('that does not learn what became of a commit (%s) sends it again, and it is there once', async (fault) => {
    const { disk, ...ports } = createDisk();
    disk.faults = [fault, fault];
    const log = createCommitLog({ ...ports, onCommit: () => undefined });
    log.append(event(1));
    expect(await codeOf(log.settle())).toBe('store-unavailable');
    log.append(event(2));
    expect(await codeOf(log.settle())).toBe('store-unavailable');
    await log.settle();
    expect(disk.commits).toEqual([[event(1)], [event(2)]]);
    expect(log.waiting()).toBe(0);
  });

  test('loses nothing while the disk is full', async () => {
    const { disk, ...ports } = createDisk();
    disk.faults = ['full', 'full', 'full'];
    const log = createCommitLog({ ...ports, onCommit: () => undefined });
    for (let at = 1; at <= 3; at++) {
      log.append(event(at));
      expect(await codeOf(log.settle())).toBe('disk-full');
    }
    expect(log.waiting()).toBe(3);
    await log.settle();
    expect(disk.commits.flat()).toEqual([event(1), event(2), event(3)]);
  });

  test('writes under the next number when another log has used its number', async () => {
    const { disk, ...ports } = createDisk();
    const [one, other] = [0, 1].map(() => createCommitLog({ ...ports, onCommit: () => undefined }));
    await Promise.all([one?.settle(), other?.settle()]);
    one?.append(event(1));
    await one?.settle();
    other?.append(event(2));
    await other?.settle();
    one?.append(event(3));
    await one?.settle();
    expect(disk.commits.flat()).toEqual([event(1), event(2), event(3)]);
  });
});
