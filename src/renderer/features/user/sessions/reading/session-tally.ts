import { methodIdOf, type SessionEntry } from './session-list.ts';

/** How many sessions there are of each kind. Ended ones do not count. */
export interface SessionTally {
  readonly byTenant: ReadonlyMap<string, number>;
  /** By the id they were found under. */
  readonly byUnderId: ReadonlyMap<string, number>;
  /** By the id that tells the login method. */
  readonly byMethodId: ReadonlyMap<string, number>;
}

/** Counts that are updated with each entry of a list, so that 50,000 sessions are not counted again for each batch. */
export interface RunningTally {
  /** An entry is new or replaces `before`. */
  readonly count: (before: SessionEntry | undefined, after: SessionEntry) => void;
  /** The counts of now. A part that did not change since `last` is the same object. */
  readonly snapshot: (last: SessionTally | undefined) => SessionTally;
}

type Counts = Map<string, number>;

export function createTally(): RunningTally {
  const byTenant: Counts = new Map();
  const byUnderId: Counts = new Map();
  const byMethodId: Counts = new Map();

  function add(entry: SessionEntry, by: 1 | -1): void {
    if (entry.state === 'gone') return;
    change(byTenant, entry.tenantId, by);
    change(byUnderId, entry.underId, by);
    change(byMethodId, methodIdOf(entry), by);
  }

  return {
    count: (before, after) => {
      if (before !== undefined) add(before, -1);
      add(after, 1);
    },
    snapshot: (last) => ({
      byTenant: copyUnlessSame(byTenant, last?.byTenant),
      byUnderId: copyUnlessSame(byUnderId, last?.byUnderId),
      byMethodId: copyUnlessSame(byMethodId, last?.byMethodId),
    }),
  };
}

function change(counts: Counts, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function copyUnlessSame(counts: Counts, last: ReadonlyMap<string, number> | undefined) {
  const same = last?.size === counts.size && [...counts].every(([key, count]) => last.get(key) === count);
  return same ? last : new Map(counts);
}
