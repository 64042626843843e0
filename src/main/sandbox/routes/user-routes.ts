import type { Store } from '../store/store.ts';
import { userJson } from '../store/user-json.ts';
import { type JoinedOrder, joinedAt, type LoginMethod, type RecipeId, type User } from '../store/users.ts';
import {
  type Exchange,
  flagParam,
  json,
  optionalFlag,
  Refusal,
  type Reply,
  type Route,
  requiredParam,
  requiredString,
} from './exchange.ts';

const maxLimit = 500;
const defaultLimit = 100;

/** Finding and reading users. All but `/user/id` see one tenant (fact 9). */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path: '/users', handle: list },
  { method: 'GET', path: '/users/count', handle: count },
  { method: 'GET', path: '/user/id', handle: byId },
  {
    method: 'GET',
    path: '/user/search/tags',
    handle: () => json({ status: 'OK', tags: ['email', 'phone', 'provider'] }),
  },
];

function list({ store, tenantId, query }: Exchange): Reply {
  const limit = limitOf(query.get('limit'));
  const order = orderOf(query.get('timeJoinedOrder'));
  const token = query.get('paginationToken');
  const users = store.users
    .inTenant(tenantId, order)
    .filter(ofRecipes(query.get('includeRecipeIds'), tenantId));
  const search = parseSearch(query);
  const page = search ? { users: searchUsers(users, tenantId, search) } : pageOf(users, limit, token, order);
  return json({ status: 'OK', ...page, users: page.users.map((user) => userJson(store, user)) });
}

function count(exchange: Exchange): Reply {
  const { store, tenantId, query } = exchange;
  const everywhere = flagParam(exchange, 'includeAllTenants', false);
  const wanted = ofRecipes(query.get('includeRecipeIds'), everywhere ? undefined : tenantId);
  const users = everywhere ? [...store.users.all()] : store.users.inTenant(tenantId, 'ASC');
  return json({ status: 'OK', count: users.filter(wanted).length });
}

function byId(exchange: Exchange): Reply {
  const { store } = exchange;
  const user = store.users.get(store.mappings.internal(requiredParam(exchange, 'userId')));
  return json(user ? { status: 'OK', user: userJson(store, user) } : { status: 'UNKNOWN_USER_ID_ERROR' });
}

function limitOf(value: string | null): number {
  if (value === null) return defaultLimit;
  const limit = Number(value);
  if (!Number.isInteger(limit)) {
    throw new Refusal(400, "Field name 'limit' must be an int in the GET request");
  }
  if (limit > maxLimit) throw new Refusal(400, `max limit allowed is ${maxLimit}`);
  if (limit < 1) throw new Refusal(400, 'limit must a positive integer with min value 1');
  return limit;
}

function orderOf(value: string | null): JoinedOrder {
  if (value === null || value === 'ASC') return 'ASC';
  if (value === 'DESC') return 'DESC';
  throw new Refusal(400, 'timeJoinedOrder can be either ASC OR DESC');
}

function ofRecipes(includeRecipeIds: string | null, tenantId: string | undefined): (user: User) => boolean {
  if (includeRecipeIds === null) return () => true;
  const recipes = new Set(includeRecipeIds.split(','));
  return (user) =>
    user.methods.some(
      (method) => recipes.has(method.recipeId) && (tenantId === undefined || method.tenantIds.has(tenantId)),
    );
}

interface Page {
  readonly users: User[];
  readonly nextPaginationToken?: string;
}

/** One page of users that are already in the order asked for. The token names the first user of the next page. */
function pageOf(users: readonly User[], limit: number, token: string | null, order: JoinedOrder): Page {
  const start = token === null ? 0 : firstOfPage(users, parseToken(token), order);
  const page = users.slice(start, start + limit);
  const next = users[start + limit];
  return next ? { users: page, nextPaginationToken: tokenOf(next) } : { users: page };
}

// The user of the token may be gone by now: the page then begins with whoever follows.
function firstOfPage(
  users: readonly User[],
  from: { id: string; joined: number },
  order: JoinedOrder,
): number {
  const start = users.findIndex((user) => {
    const joined = joinedAt(user);
    if (joined !== from.joined) return order === 'ASC' ? joined > from.joined : joined < from.joined;
    return user.id <= from.id;
  });
  return start < 0 ? users.length : start;
}

function tokenOf(user: User): string {
  return Buffer.from(`${user.id};${joinedAt(user)}`).toString('base64');
}

function parseToken(token: string): { id: string; joined: number } {
  const [id = '', joined = '', ...rest] = Buffer.from(token, 'base64').toString().split(';');
  if (id === '' || !/^\d+$/.test(joined) || rest.length > 0)
    throw new Refusal(400, 'invalid pagination token');
  return { id, joined: Number(joined) };
}

type AccountTest = (method: LoginMethod) => boolean;

/** Users by exact address, number or third-party account, in one tenant. */
export const accountInfoRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/by-accountinfo', handle: byAccountInfo },
];

function byAccountInfo(exchange: Exchange): Reply {
  const { store, tenantId, query } = exchange;
  const tests = accountTestsOf(query);
  const union = flagParam(exchange, 'doUnionOfAccountInfo', false);
  const users = store.users.inTenant(tenantId, 'ASC').filter((user) => {
    const passes = (test: AccountTest) =>
      user.methods.some((method) => method.tenantIds.has(tenantId) && test(method));
    return tests.length > 0 && (union ? tests.some(passes) : tests.every(passes));
  });
  return json({ status: 'OK', users: users.map((user) => userJson(store, user)) });
}

function accountTestsOf(query: URLSearchParams): AccountTest[] {
  const email = query.get('email')?.trim().toLowerCase();
  const phone = query.get('phoneNumber');
  const provider = query.get('thirdPartyId');
  const account = query.get('thirdPartyUserId');
  const tests: AccountTest[] = [];
  if (email !== undefined) tests.push((method) => method.email === email);
  if (phone !== null) tests.push((method) => method.phoneNumber === phone);
  if (provider !== null && account !== null) {
    tests.push(({ thirdParty }) => thirdParty?.id === provider && thirdParty.userId === account);
  }
  return tests;
}

/** Deleting users. */
export const removeUserRoutes: readonly Route[] = [
  { method: 'POST', path: '/user/remove', handle: removeUser },
];

function removeUser({ store, body }: Exchange): Reply {
  const internalId = store.mappings.internal(requiredString(body, 'userId'));
  const withLinked = optionalFlag(body, 'removeAllLinkedAccounts') ?? true;
  const user = store.users.get(internalId);
  if (user) {
    for (const method of [...user.methods]) {
      if (withLinked || method.recipeUserId === internalId) removeMethod(store, user, method);
    }
  }
  return json({ status: 'OK' });
}

// Only what is stored under the id shown is removed with the method: sessions under its other id remain.
function removeMethod(store: Store, user: User, method: LoginMethod): void {
  const shown = store.mappings.shown(method.recipeUserId);
  for (const session of store.sessions.ofUser(shown)) store.sessions.remove(session);
  store.metadata.forget(shown);
  store.roles.forget(shown);
  store.verified.forget(shown);
  store.activity.forget(method.recipeUserId);
  const mapping = store.mappings.find(method.recipeUserId, 'SUPERTOKENS');
  if (mapping) store.mappings.remove(mapping);
  store.users.removeMethod(user, method);
}

/** What is searched for; each list has the alternatives that were separated by semicolons, in lower case. */
interface UserSearch {
  readonly email: readonly string[];
  readonly phone: readonly string[];
  readonly provider: readonly string[];
}

/** A search has no pages: the core cuts it here without a word (fact 9). */
const searchCut = 1000;

/** The search in a query string, or undefined when there is none. */
export function parseSearch(query: URLSearchParams): UserSearch | undefined {
  const search = {
    email: alternatives(query.get('email')),
    phone: alternatives(query.get('phone')),
    provider: alternatives(query.get('provider')),
  };
  return search.email.length + search.phone.length + search.provider.length === 0 ? undefined : search;
}

/** Those with a login method in the tenant that matches, in the order given, 1000 at most. */
export function searchUsers(users: Iterable<User>, tenantId: string, search: UserSearch): User[] {
  const recipes = searchedRecipes(search);
  const results: User[] = [];
  for (const user of users) {
    if (results.length === searchCut) break;
    if (user.methods.some((method) => isIn(method, tenantId, recipes) && matches(method, search)))
      results.push(user);
  }
  return results;
}

// The core asks one table for each recipe, and only those that have all the columns searched.
function searchedRecipes(search: UserSearch): ReadonlySet<RecipeId> {
  const recipes = new Set<RecipeId>();
  if (search.phone.length === 0 && search.provider.length === 0) recipes.add('emailpassword');
  if (search.phone.length === 0) recipes.add('thirdparty');
  if (search.provider.length === 0) recipes.add('passwordless');
  return recipes;
}

function isIn(method: LoginMethod, tenantId: string, recipes: ReadonlySet<RecipeId>): boolean {
  return recipes.has(method.recipeId) && method.tenantIds.has(tenantId);
}

function matches(method: LoginMethod, { email, phone, provider }: UserSearch): boolean {
  return (
    some(email, method.email, (value, text) => like(value, `${text}%`) || like(value, `%@${text}%`)) &&
    some(phone, method.phoneNumber, (value, text) => like(value, `${text}%`)) &&
    some(provider, method.thirdParty?.id, (value, text) => like(value, `${text}%`))
  );
}

function some(
  texts: readonly string[],
  value: string | undefined,
  test: (value: string, text: string) => boolean,
): boolean {
  if (texts.length === 0) return true;
  return value !== undefined && texts.some((text) => test(value.toLowerCase(), text));
}

function alternatives(value: string | null): string[] {
  const parts = value?.split(';').map((part) => part.trim().toLowerCase()) ?? [];
  return parts.filter((part) => part !== '');
}

/**
 * SQL LIKE: `%` is any run of characters, `_` any one; both sides are expected in lower case. Written out, because
 * a regular expression made of a search text with many `%` can take exponential time.
 */
export function like(value: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let lastPercent = -1;
  let resumeAt = 0;
  while (at < value.length) {
    if (pattern[p] === '%') {
      lastPercent = p;
      resumeAt = at;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '_' || pattern[p] === value[at])) {
      p += 1;
      at += 1;
    } else if (lastPercent >= 0) {
      p = lastPercent + 1;
      resumeAt += 1;
      at = resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '%') p += 1;
  return p === pattern.length;
}
