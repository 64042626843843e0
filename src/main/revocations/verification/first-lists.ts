import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { createLimit, forEachConcurrent } from '../../shared/concurrency/limit.ts';
import type { StoreWriter } from '../../store/interface.ts';
import type { Run } from '../run/run.ts';
import { eachUser, untilCutOff } from '../run/run-pages.ts';
import { type ListedSessions, listsAtOnce, listUser, storable } from './remember-lists.ts';

/**
 * Remembers the present sessions of all users of whom not everything is ordered, so that later ones are known to be new: each user is
 * watched from the moment of this list. Users who were listed before are passed over, and so are those whose list cannot
 * be read now: `onNotListed` takes why.
 */
export async function rememberForWatch(
  run: Run,
  isCutOff: () => boolean,
  onNotListed: (error: AppError) => void,
): Promise<void> {
  const { control, retry } = run;
  const lists = createListWriter(run);
  const step = createFirstListStep(run);
  const users = untilCutOff(eachUser(run, 'all', 0), isCutOff);
  await forEachConcurrent(users, listsAtOnce, async (user) => {
    if (user.whole || user.remembered) return step.passedOver();
    await step.begin();
    try {
      const listed = await run.identity.confirmed(() => listUser(run, user.userId, retry.call));
      await lists.add(user.userId, listed);
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      onNotListed(toAppError(thrown));
    }
    run.steps.done(1);
  });
  await lists.flush();
}

/** The operator sees the first lists as a step of their own, where there is any: most looks of a watch have none. */
function createFirstListStep({ steps, store }: Run) {
  let begun: Promise<void> | undefined;
  let passed = 0;

  async function begin(): Promise<void> {
    const ask = { id: store.id, where: 'all', minTargets: 0 } as const;
    const count = await store.read((reader) => reader.countUsers(ask));
    steps.begin('first-lists', count);
    steps.done(passed);
  }

  return {
    begin: () => {
      begun ??= begin();
      return begun;
    },
    passedOver: () => {
      passed += 1;
      if (begun) steps.done(1);
    },
  };
}

/** Handles and users that one call to the store takes: about as many as it may change in one transaction. */
const mostAtOnce = 1_000;

/** Remembers lists of many users, many of them in one call to the store. */
function createListWriter({ store }: Run) {
  const writing = createLimit(1);
  let waiting: Parameters<StoreWriter['rememberLists']>[0]['lists'][number][] = [];
  let rows = 0;

  async function flush(): Promise<void> {
    const lists = waiting;
    waiting = [];
    rows = 0;
    if (lists.length === 0) return;
    await writing.run(() => store.list((writer) => writer.rememberLists({ id: store.id, lists })));
  }

  return {
    flush,
    add: async (userId: string, listed: ListedSessions): Promise<void> => {
      waiting.push({ at: listed.at, userId, ...storable(listed) });
      rows += 1 + listed.handles.length;
      if (rows >= mostAtOnce) await flush();
    },
  };
}
