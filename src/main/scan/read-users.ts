import { mostCountedTenants } from '../../contract/domain/planning/draft.ts';
import type { Rule } from '../../contract/domain/rule.ts';
import type { User, UsersPage } from '../../contract/domain/user.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';
import { tenantOfHandle } from '../identity/session-handles.ts';
import { mapConcurrent } from '../shared/concurrency/limit.ts';
import type { CoreCaller } from '../shared/retry/core-caller.ts';
import { isStorableId } from '../store/records.ts';

export interface PageOfTenant {
  readonly tenantId: string;
  /** Null: the first page. */
  readonly pageToken: string | null;
}

/** The core's own limit of a page. */
export const usersOnPage = 500;

/** A page of the users of a tenant, the newest users first. Undefined: there is no such tenant (any more). */
export async function readUsersPage(
  port: CorePort,
  { tenantId, pageToken }: PageOfTenant,
  signal: AbortSignal,
): Promise<UsersPage | undefined> {
  const request = { tenantId, limit: usersOnPage, ...(pageToken === null ? {} : { pageToken }) };
  try {
    const page = await port.users(request, signal);
    if (page.users.every(({ id }) => isStorableId(id))) return page;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code === 'tenant-unknown') return undefined;
    throw thrown;
  }
  throw failure('core-error', { reason: 'user-id-not-storable', retryable: false });
}

/** The ids that the core shows of a user, as far as they can be stored. */
export function shownIdsOf({ id, loginMethods }: Pick<User, 'id' | 'loginMethods'>): readonly string[] {
  const ids = new Set([id, ...loginMethods.map(({ recipeUserId }) => recipeUserId)]);
  return [...ids].filter(isStorableId);
}

/** Whether all shown ids of a user were visited: an account can be linked with a user who was visited before. */
export function wasVisited(user: Pick<User, 'id' | 'loginMethods'>, visited: ReadonlySet<string>): boolean {
  return shownIdsOf(user).every((id) => visited.has(id));
}

const tenantsAtOnce = 4;

/**
 * The users of these tenants, or of all (null). A user in several of the chosen tenants counts in each of them: the scan tells who does. Null: they
 * could not be counted, and the scan goes on without the number.
 */
export async function countUsers(
  core: CoreCaller<CorePort>,
  tenants: readonly string[] | null,
  signal: AbortSignal,
): Promise<number | null> {
  if (tenants !== null && tenants.length > mostCountedTenants) return null;
  try {
    const counts = await mapConcurrent(
      tenants ?? [null],
      tenantsAtOnce,
      (tenantId, both) => core.call((port, either) => port.userCount({ tenantId }, either), both),
      signal,
    );
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return null;
  }
}

interface ListRequest {
  /** All ids of the user: the core lists under the very id only (fact 11). */
  readonly ids: readonly string[];
  /** Only sessions in these tenants; null: in all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly signal?: AbortSignal | undefined;
}

/** With more tenants, one list of all tenants costs the core less than one list for each of them. */
const mostTenantsAlone = 5;

/** How many lists are asked for under each id; see `ListRequest`. */
export function listsOf(tenants: ReadonlySet<string> | null): number {
  return tenants && tenants.size <= mostTenantsAlone ? tenants.size : 1;
}

/**
 * Handles of the sessions of a user. Few tenants are asked one by one, because for a list of all tenants the core asks the
 * storage of each. They are asked whether or not the user is in them: a session stays in a tenant that its user has left,
 * and the list of that tenant has it. Rejects with what the caller rejects with.
 */
export async function listHandles(core: CoreCaller<CorePort>, request: ListRequest): Promise<string[]> {
  const lists = await listHandlesById(core, request);
  return lists.flatMap(({ handles }) => handles);
}

/** The handles under an id. */
export interface ListedId {
  readonly id: string;
  readonly handles: readonly string[];
}

/** The same by the ids under which they are. Each handle is there once. */
export async function listHandlesById(
  core: CoreCaller<CorePort>,
  { ids, tenants, signal }: ListRequest,
): Promise<ListedId[]> {
  const asked = tenants && tenants.size <= mostTenantsAlone ? [...tenants] : [null];
  const known = new Set<string>();
  const lists: ListedId[] = [];
  for (const userId of ids) {
    const handles: string[] = [];
    for (const tenantId of asked) {
      const listed = await core.call((port, either) => listIn(port, { userId, tenantId }, either), signal);
      for (const handle of listed) {
        if (known.has(handle) || !(tenants?.has(tenantOfHandle(handle)) ?? true)) continue;
        known.add(handle);
        handles.push(handle);
      }
    }
    lists.push({ id: userId, handles });
  }
  return lists;
}

async function listIn(
  port: CorePort,
  request: { readonly userId: string; readonly tenantId: string | null },
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await port.sessionHandles(request, signal);
  } catch (thrown) {
    // A tenant that is not there has no sessions.
    if (thrown instanceof Failure && thrown.error.code === 'tenant-unknown') return [];
    throw thrown;
  }
}

/**
 * The tenants outside of which the rule selects nothing, among the chosen ones (null: all); null: sessions of any tenant
 * can be selected.
 */
export function selectedTenants(rule: Rule, chosen: readonly string[] | null): ReadonlySet<string> | null {
  return intersection(namedTenants(rule), chosen && new Set(chosen));
}

/** Null: any. */
type Tenants = ReadonlySet<string> | null;

function namedTenants(rule: Rule): Tenants {
  if ('all' in rule) return rule.all.map(namedTenants).reduce(intersection, null);
  if ('any' in rule) return rule.any.map(namedTenants).reduce(union, new Set<string>());
  // A tenant that is made later can be any other than these.
  if ('not' in rule) return null;
  return rule.field === 'tenant' ? new Set([rule.tenantId]) : null;
}

function intersection(some: Tenants, others: Tenants): Tenants {
  return some && others ? new Set([...some].filter((tenantId) => others.has(tenantId))) : (some ?? others);
}

function union(some: Tenants, others: Tenants): Tenants {
  return some && others && new Set([...some, ...others]);
}

/** Whether a session in this tenant is selected, for a rule that asks for nothing but tenants. */
export type SelectsTenant = (tenantId: string) => boolean;

/**
 * Of a rule that selects everyone, or everyone in tenants: which tenants. Null: it asks for something else too, so who
 * signs in later is not known to be selected.
 */
export function everyoneIn(rule: Rule): SelectsTenant | null {
  if ('all' in rule) {
    const all = everyoneInEach(rule.all);
    return all && ((tenantId) => all.every((selects) => selects(tenantId)));
  }
  if ('any' in rule) {
    const any = everyoneInEach(rule.any);
    return any && ((tenantId) => any.some((selects) => selects(tenantId)));
  }
  if ('not' in rule) {
    const selects = everyoneIn(rule.not);
    return selects && ((tenantId) => !selects(tenantId));
  }
  return rule.field === 'tenant' ? (tenantId) => tenantId === rule.tenantId : null;
}

function everyoneInEach(rules: readonly Rule[]): readonly SelectsTenant[] | null {
  const each = rules.map(everyoneIn);
  return each.every((selects) => selects !== null) ? each : null;
}
