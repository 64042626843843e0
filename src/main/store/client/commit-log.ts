import { failure } from '../../../contract/failure.ts';
import { type Change, maxRows, rowsOf, splitChanges } from '../changes.ts';
import { storeFailure } from '../files/store-failure.ts';
import type { CommitLog, StoredCounts } from '../interface.ts';

interface CommitLogOptions {
  /** The numbers that are on disk. */
  readonly readCounts: () => Promise<StoredCounts>;
  /**
   * `applied`: false when a commit of this number was there before. `moreFollows`: it has to be on disk only together with the
   * next one.
   */
  readonly write: (
    commit: number,
    changes: readonly Change[],
    moreFollows: boolean,
  ) => Promise<{ readonly counts: StoredCounts; readonly applied: boolean }>;
  readonly onCommit: (counts: StoredCounts) => void;
}

interface Commit {
  readonly changes: readonly Change[];
  readonly rows: number;
  /** The number under which it was sent; undefined: it never was. */
  number: number | undefined;
}

/**
 * Numbers the commits of one revocation and sends one at a time. What is appended meanwhile goes into the next one, so
 * that a slow disk makes commits larger, not more. A commit that failed is sent again as it was, under its number: the
 * store changes nothing when it is on disk already.
 */
export function createCommitLog({ readCounts, write, onCommit }: CommitLogOptions): CommitLog {
  const queue: Change[][] = [];
  let current: Commit | undefined;
  let counts: StoredCounts | undefined;
  let rowsInQueue = 0;
  let writing: Promise<void> | undefined;

  /** The next appended changes, as many as one transaction may change. Those that were appended together stay so. */
  function nextCommit(): Commit | undefined {
    const changes: Change[] = [];
    let rows = 0;
    for (let next = queue[0]; next; next = queue[0]) {
      const more = next.reduce((sum, change) => sum + rowsOf(change), 0);
      if (changes.length > 0 && rows + more > maxRows) break;
      queue.shift();
      changes.push(...next);
      rows += more;
    }
    rowsInQueue -= rows;
    return changes.length === 0 ? undefined : { changes, rows, number: undefined };
  }

  async function send(commit: Commit): Promise<void> {
    counts ??= await readCounts();
    for (;;) {
      const isFirst = commit.number === undefined;
      commit.number ??= counts.commit + 1;
      const result = await write(commit.number, commit.changes, mayBeLater(commit));
      counts = result.counts;
      if (result.applied || !isFirst) return onCommit(counts);
      // Another log has written a commit with this number.
      commit.number = undefined;
    }
  }

  /** `settle` resolves only when all of the queue is on disk. The catalogue must not be ahead of its file. */
  function mayBeLater({ changes }: Commit): boolean {
    return queue.length > 0 && !changes.some(({ type }) => type === 'state');
  }

  async function writeAll(): Promise<void> {
    for (;;) {
      current ??= nextCommit();
      if (!current) return;
      await send(current);
      current = undefined;
    }
  }

  function begin(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  function append(...changes: Change[]): void {
    for (const part of splitChanges(changes)) {
      queue.push(part);
      rowsInQueue += part.reduce((sum, change) => sum + rowsOf(change), 0);
    }
    // `settle` rejects with it.
    begin().catch(() => undefined);
  }

  return {
    append,
    async settle() {
      try {
        await begin();
        // Nothing was ever appended.
        counts ??= await readCounts();
        return counts;
      } catch (thrown) {
        throw storeFailure(thrown);
      }
    },
    waiting: () => rowsInQueue + (current?.rows ?? 0),
    counts() {
      if (!counts) throw notRead();
      return counts;
    },
  };
}

function notRead() {
  return failure('internal', { reason: 'numbers-not-read' });
}
