import type { User } from '../../../contract/domain/user.ts';

/** One page to ask for: the first of its tenant when there is no token. */
export interface PageRequest {
  readonly tenantId: string;
  readonly pageToken?: string;
}

/** One page as it came. */
export interface TenantPage {
  readonly tenantId: string;
  readonly users: readonly User[];
  readonly nextPageToken?: string;
}

interface MergedUsers {
  /** Newest first, each user once, however many tenants have them. */
  readonly users: readonly User[];
  /** What has to be read before older users can be shown; empty at the end. */
  readonly next: readonly PageRequest[];
}

interface TenantEnd {
  readonly oldest: number;
  readonly nextPageToken?: string;
}

/**
 * Makes one list of what the core gives tenant by tenant, newest first. A user is shown only once no unread page can
 * hold a newer one: rows come in at the end, and never between rows that are already on screen.
 */
export function mergeTenantPages(pages: readonly TenantPage[]): MergedUsers {
  const byId = new Map<string, User>();
  const ends = new Map<string, TenantEnd>();
  for (const page of pages) {
    for (const user of page.users) if (!byId.has(user.id)) byId.set(user.id, user);
    const oldest =
      page.users.at(-1)?.timeJoined ?? ends.get(page.tenantId)?.oldest ?? Number.POSITIVE_INFINITY;
    ends.set(page.tenantId, {
      oldest,
      ...(page.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken }),
    });
  }
  const [only] = ends;
  if (only !== undefined && ends.size === 1) return ofOneTenant(byId, only);
  const unread = [...ends].filter(([, end]) => end.nextPageToken !== undefined);
  const frontier = Math.max(Number.NEGATIVE_INFINITY, ...unread.map(([, end]) => end.oldest));
  const users = [...byId.values()]
    .filter((user) => user.timeJoined > frontier)
    .sort((a, b) => b.timeJoined - a.timeJoined || (a.id < b.id ? -1 : 1));
  const next = unread
    .filter(([, end]) => end.oldest === frontier)
    .flatMap(([tenantId, end]) => requestAfter(tenantId, end));
  return { users, next };
}

/** Nothing to wait for: the core's own order. */
function ofOneTenant(byId: ReadonlyMap<string, User>, [tenantId, end]: [string, TenantEnd]): MergedUsers {
  return { users: [...byId.values()], next: requestAfter(tenantId, end) };
}

function requestAfter(tenantId: string, { nextPageToken }: TenantEnd): PageRequest[] {
  return nextPageToken === undefined ? [] : [{ tenantId, pageToken: nextPageToken }];
}
