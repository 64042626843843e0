import type { User } from '../../../contract/domain/user.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure } from '../../../contract/failure.ts';
import type { SecondScan } from '../report/documents.ts';
import type { Run } from '../run/run.ts';
import { countEveryone, visitAllUsers } from './visit-all-users.ts';
import {
  type Everyone,
  everyoneOf,
  filterLists,
  recordFound,
  type VisitedUser,
  visitUsers,
} from './visit-users.ts';

export interface WatchedEveryone extends Everyone {
  readonly scan: SecondScan & { readonly endedAt: number };
}

/**
 * Whom a watch looks at beside the users of the plan: everyone, where the plan is for everyone and its second scan visited
 * all of them. Then every session is known that was there at that time, and any other one is new. Null: nobody else.
 */
export function everyoneToWatch({ facts, plan }: Pick<Run, 'facts' | 'plan'>): WatchedEveryone | null {
  const everyone = everyoneOf(plan.plan);
  const { secondScan } = facts();
  if (!everyone || !secondScan?.isComplete || secondScan.endedAt === null) return null;
  return { ...everyone, scan: { ...secondScan, endedAt: secondScan.endedAt } };
}

/**
 * Whether what users of the plan begin is left to visits of everyone: to the second scan, and behind a complete one to the looks of a
 * watch. These know which of it the order covers; the list of a user does not, where not everything of the user is ordered.
 */
export function isLeftToVisits({ facts, plan }: Pick<Run, 'facts' | 'plan'>): boolean {
  if (everyoneOf(plan.plan) === null) return false;
  const { secondScan } = facts();
  return secondScan === null || secondScan.endedAt === null || secondScan.isComplete;
}

interface LookAtEveryone {
  /** Users whose sessions were read. Those who are listed one by one are not among them. */
  readonly seen: number;
  /** Users whose sessions were not; null: nobody knows how many. */
  readonly notVisited: number | null;
  /** Why it did not come to its end; null: it did. */
  readonly error: AppError | null;
}

/**
 * Visits all users whose sessions a watch does not list one by one, page by page, and adds their sessions that are no
 * targets as new sessions which the order covers. A page that cannot be read ends it; a user who cannot be read is passed
 * over. `between` is called after some users, with whether they had something new, and resolves with whether it did
 * something with a progress of its own. Rejects with `aborted` when the run is to end.
 */
export async function lookAtEveryone(
  run: Run,
  everyone: WatchedEveryone,
  between: (hasFound: boolean) => Promise<boolean>,
): Promise<LookAtEveryone> {
  const { control, retry, steps } = run;
  const { signal } = control;
  const all = (await countEveryone(run, everyone, signal)) ?? everyone.scan.users;
  let visited = 0;
  let seen = 0;
  let unread = 0;
  steps.begin('watching-everyone', all);
  try {
    await visitAllUsers(everyone, {
      from: { tenant: null, pageToken: null },
      ask: (work) => run.identity.confirmed(() => retry.call(work, signal)),
      onUsers: async (users, isFirst) => {
        const more = users.filter(isFirst).length;
        const answers = await visitOthers(run, everyone, users);
        const couldNot = answers.filter(({ unread: handles }) => handles?.length !== 0).length;
        unread += couldNot;
        seen += answers.length - couldNot;
        const found = await onlyNew(run, answers);
        recordFound(run, found);
        visited += more;
        steps.done(more);
        if (!(await between(found.length > 0))) return;
        steps.begin('watching-everyone', all);
        steps.done(visited);
      },
    });
    return { seen, notVisited: unread, error: null };
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof Failure)) throw thrown;
    const left = all - visited;
    return { seen, notVisited: left > 0 ? left + unread : null, error: thrown.error };
  }
}

async function visitOthers(run: Run, everyone: Everyone, users: readonly User[]): Promise<VisitedUser[]> {
  const { control, store } = run;
  const userIds = users.map(({ id }) => id);
  const passed = new Set(await store.read((reader) => reader.usersToPassOver({ id: store.id, userIds })));
  const others = users.filter(({ id }) => !passed.has(id));
  if (others.length === 0) return [];
  return run.identity.confirmed(() => visitUsers(run, everyone, others, control.signal));
}

/** A look that finds nothing new writes nothing: users with their sessions that are no targets. */
async function onlyNew({ store }: Run, visited: readonly VisitedUser[]): Promise<VisitedUser[]> {
  const handles = visited.flatMap(({ lists }) => lists.flatMap((list) => list.handles));
  if (handles.length === 0) return [];
  const unknown = new Set(await store.read((reader) => reader.handlesOfNoTarget({ id: store.id, handles })));
  return visited
    .map((user) => ({ ...user, lists: filterLists(user.lists, (handle) => unknown.has(handle)) }))
    .filter(({ lists }) => lists.length > 0);
}
