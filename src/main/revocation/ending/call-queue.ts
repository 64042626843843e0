import type { Indexes } from '../targets/indexes.ts';
import type { Ledger } from '../targets/ledger.ts';

/** Targets that wait to be sent, call by call. */
export interface CallQueue {
  readonly left: () => number;
  /** Numbers for the next call, at most so many; none when nothing is left. */
  readonly take: (size: number) => number[];
}

/**
 * Which targets go into one call. A handle of a tenant that does not exist fails its whole call while part of it may be
 * done already, so a call holds handles of one tenant only: what is wrong with one tenant never casts doubt on another.
 * Targets whose call failed go into smaller ones, at last alone.
 */
export function createCallQueue(ledger: Ledger, indexes: Indexes): CallQueue {
  const waiting = groupByCall(ledger, indexes);
  let left = indexes.length;
  let at = 0;
  return {
    left: () => left,
    take: (size) => {
      const [group] = waiting;
      const first = group?.[at];
      if (!group || first === undefined) return [];
      const taken = [...group.subarray(at, at + Math.max(1, Math.min(size, ledger.callSize(first))))];
      at += taken.length;
      left -= taken.length;
      if (at >= group.length) {
        waiting.shift();
        at = 0;
      }
      return taken;
    },
  };
}

/** Counted first, so that a million numbers are put into arrays that never grow. */
function groupByCall(ledger: Ledger, indexes: Indexes): Uint32Array[] {
  const keyOf = (index: number) => ledger.callSize(index) * 2 ** 33 + ledger.tenant(index);
  const groups = new Map<number, { size: number; members: Uint32Array }>();
  for (const index of indexes) {
    const group = groups.get(keyOf(index));
    if (group) group.size += 1;
    else groups.set(keyOf(index), { size: 1, members: new Uint32Array() });
  }
  for (const group of groups.values()) {
    group.members = new Uint32Array(group.size);
    group.size = 0;
  }
  for (const index of indexes) {
    const group = groups.get(keyOf(index));
    if (group) group.members[group.size++] = index;
  }
  return [...groups.values()].map(({ members }) => members);
}
