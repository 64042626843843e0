import type { User } from '../../../contract/domain/user.ts';
import type { CorePort } from '../../core/protocol.ts';
import { countUsers, shownIdsOf, wasVisited } from '../../scan/read-users.ts';
import { usersPages } from '../../scan/users-pages.ts';
import { unlessAborted } from '../../shared/retry/core-caller.ts';
import type { Run } from '../run/run.ts';
import type { Everyone } from './visit-users.ts';

/** So many users are visited between two checks of the core's identity. */
const usersAtATime = 50;
/** Users of several tenants are on a page of each. So many of their ids are remembered, to be visited once. */
const mostRemembered = 100_000;

/** A page of users. */
interface PageInScan {
  /** Its tenant, in the order of the names; null: the first one. */
  readonly tenant: string | null;
  /** The core's token of the page; null: the first one. */
  readonly pageToken: string | null;
}

interface Visit {
  /** The page that comes first. */
  readonly from: PageInScan;
  /** Asks for the tenants, and for a page: without these there is no visit. */
  readonly ask: <T>(work: (core: CorePort, signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** `isFirst`: whether a user does not count in an earlier tenant. */
  readonly onUsers: (users: readonly User[], isFirst: (user: User) => boolean) => Promise<void>;
  /** All users of a page were visited. */
  readonly onPageEnd?: (next: PageInScan) => Promise<void>;
}

/**
 * At the core of the plan: another core has other users. Null: they could not be counted, or who is in several of the chosen
 * tenants would count more than once. Rejects with `aborted` when `signal` is aborted.
 */
export async function countEveryone(
  { identity, retry }: Pick<Run, 'identity' | 'retry'>,
  { chosen }: Everyone,
  signal: AbortSignal,
): Promise<number | null> {
  if (chosen !== null && chosen.length !== 1) return null;
  return unlessAborted(
    identity.confirmed(() => countUsers(retry, chosen, signal)),
    signal,
  );
}

/**
 * Visits all users of a plan for everyone page by page, some at a time, however many there are. Users who sign up behind
 * the page that it is at are not visited. Rejects with what the callbacks reject with.
 */
export async function visitAllUsers(everyone: Everyone, visit: Visit): Promise<void> {
  const { ask, from, onPageEnd } = visit;
  const tenants = new Set(await tenantsInOrder(everyone, ask));
  /** Ids of users of several tenants who were visited. */
  const visited = new Set<string>();
  for (const tenantId of tenants) {
    if (from.tenant !== null && tenantId < from.tenant) continue;
    const first = { tenantId, pageToken: tenantId === from.tenant ? from.pageToken : null };
    for await (const page of usersPages(ask, first)) {
      await visitPage({ tenantId, tenants, visited, users: page?.users ?? [] }, visit);
      const pageToken = page?.nextPageToken ?? null;
      await onPageEnd?.({ tenant: pageToken === null ? after(tenantId) : tenantId, pageToken });
    }
  }
}

/** In the order of their names, in which a visit goes on whatever tenants came and went. One that is gone has no users. */
async function tenantsInOrder({ chosen }: Everyone, ask: Visit['ask']): Promise<readonly string[]> {
  const all = await ask((core, signal) => core.tenants(signal));
  const wanted = chosen && new Set(chosen);
  const ids = all.map(({ tenantId }) => tenantId).filter((tenantId) => wanted?.has(tenantId) ?? true);
  return [...new Set(ids)].sort(byCodeUnits);
}

interface PageOfUsers {
  readonly tenantId: string;
  readonly tenants: ReadonlySet<string>;
  readonly visited: Set<string>;
  readonly users: readonly User[];
}

async function visitPage(
  { tenantId, tenants, users, visited }: PageOfUsers,
  { onUsers }: Visit,
): Promise<void> {
  const left = [...new Map(users.map((user) => [user.id, user])).values()].filter(
    (user) => !wasVisited(user, visited),
  );
  for (let at = 0; at < left.length; at += usersAtATime) {
    const some = left.slice(at, at + usersAtATime);
    // Each user counts once, at the first of the tenants: that does not depend on what is remembered.
    await onUsers(some, ({ tenantIds }) => isFirst(tenantId, tenantIds, tenants));
    for (const user of some)
      if (user.tenantIds.length > 1 && visited.size < mostRemembered)
        for (const id of shownIdsOf(user)) visited.add(id);
  }
}

function isFirst(tenantId: string, ofUser: readonly string[], tenants: ReadonlySet<string>): boolean {
  return !ofUser.some((other) => other < tenantId && tenants.has(other));
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The least name behind this one. */
function after(tenantId: string): string {
  return `${tenantId}\u0000`;
}
