import type { TargetToEnd } from '../../store/records.ts';

/** So many targets are looked at ahead, to fill batches of lists in which tenants alternate. */
const mostWaiting = 16_000;

/** Targets that wait to be sent, batch by batch. */
interface BatchQueue {
  /** Targets of the next batch, at most so many; undefined when nothing is left. */
  readonly next: (size: number) => Promise<readonly TargetToEnd[] | undefined>;
}

/**
 * Which targets share a batch. A handle of a tenant that does not exist fails its whole batch while part of it may be
 * done already, so a batch has handles of one tenant only: what is wrong with one tenant never casts doubt on another.
 * Targets whose batch failed go into smaller ones, at last alone.
 */
export function createBatchQueue(
  pages: AsyncIterator<readonly TargetToEnd[]>,
  most = mostWaiting,
): BatchQueue {
  const groups = new Map<string, TargetToEnd[]>();
  let waiting = 0;
  let isRead = false;

  function add(page: readonly TargetToEnd[]): void {
    for (const target of page) {
      const key = `${target.batchLimit} ${target.tenantId}`;
      const group = groups.get(key);
      if (group) group.push(target);
      else groups.set(key, [target]);
    }
    waiting += page.length;
  }

  /** A group that fills a batch; when no more is looked at, the largest one. */
  function choose(size: number): string | undefined {
    let largest: { readonly key: string; readonly length: number } | undefined;
    for (const [key, group] of groups) {
      if (group.length >= sizeFor(group, size)) return key;
      if (!largest || group.length > largest.length) largest = { key, length: group.length };
    }
    return isRead || waiting >= most ? largest?.key : undefined;
  }

  return {
    next: async (size) => {
      for (;;) {
        const key = choose(size);
        const group = key === undefined ? undefined : groups.get(key);
        if (key !== undefined && group) {
          const batch = group.splice(0, sizeFor(group, size));
          if (group.length === 0) groups.delete(key);
          waiting -= batch.length;
          return batch;
        }
        if (isRead) return undefined;
        const page = await pages.next();
        if (page.done) isRead = true;
        else add(page.value);
      }
    },
  };
}

function sizeFor([first]: readonly TargetToEnd[], size: number): number {
  return Math.max(1, Math.min(size, first?.batchLimit ?? size));
}
