import type { TargetCondition } from '../../store/interface.ts';
import type { RunTarget, RunUser, TargetId, TargetToEnd } from '../../store/records.ts';
import type { Run } from './run.ts';

/** Pages of rows in the order of their numbers. The next one is fetched while one is worked on. */
export async function* pages<Row extends { readonly id: number }>(
  limit: number,
  fetch: (after: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let next = fetch(0);
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (!last) return;
    const isLast = rows.length < limit;
    if (!isLast) {
      next = fetch(last.id);
      // It is thrown where it is awaited; nobody does when the pages are left early.
      next.catch(() => undefined);
    }
    yield rows;
    if (isLast) return;
  }
}

export function idsOf(targets: readonly Pick<RunTarget, 'id'>[]): TargetId[] {
  return targets.map(({ id }) => id);
}

/** Targets of which this is true. A target is given once, whatever becomes of it meanwhile. */
export function targetPages(
  { store }: Pick<Run, 'store'>,
  where: TargetCondition,
  limit: number,
): AsyncGenerator<readonly RunTarget[]> {
  const { id } = store;
  return pages(limit, (after) => store.read((reader) => reader.runTargets({ id, where, after, limit })));
}

/** The same with their users, for what the audit log says before sessions are ended. */
export function pagesToEnd(
  { store }: Pick<Run, 'store'>,
  where: TargetCondition,
  limit: number,
): AsyncGenerator<readonly TargetToEnd[]> {
  const { id } = store;
  return pages(limit, (after) => store.read((reader) => reader.targetsToEnd({ id, where, after, limit })));
}

/** Items until it is asked to end: what was begun by then is finished. */
export async function* untilCutOff<T>(items: AsyncIterable<T>, isCutOff: () => boolean): AsyncGenerator<T> {
  for await (const item of items) {
    if (isCutOff()) return;
    yield item;
  }
}

export type UserCondition = 'all' | 'to-list' | 'to-close';

/** Users one by one. */
export async function* eachUser(
  { store }: Pick<Run, 'store'>,
  where: UserCondition,
  minTargets: number,
): AsyncGenerator<RunUser> {
  const { id } = store;
  const limit = 200;
  const all = pages(limit, (after) =>
    store.read((reader) => reader.runUsers({ id, where, minTargets: minTargets, after, limit })),
  );
  for await (const page of all) yield* page;
}
