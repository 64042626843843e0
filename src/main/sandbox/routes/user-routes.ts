import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { flagParam, requiredParam } from '../input.ts';
import { Refusal } from '../refusal.ts';
import { userJson } from '../store/user-json.ts';
import { pageOf } from '../store/user-pages.ts';
import { parseSearch, searchUsers } from '../store/user-search.ts';
import type { JoinedOrder, User } from '../store/users.ts';

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 100;

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
  const user = store.users.get(store.mappings.inner(requiredParam(exchange, 'userId')));
  return json(user ? { status: 'OK', user: userJson(store, user) } : { status: 'UNKNOWN_USER_ID_ERROR' });
}

function limitOf(value: string | null): number {
  if (value === null) return DEFAULT_LIMIT;
  const limit = Number(value);
  if (!Number.isInteger(limit)) {
    throw new Refusal(400, "Field name 'limit' must be an int in the GET request");
  }
  if (limit > MAX_LIMIT) throw new Refusal(400, `max limit allowed is ${MAX_LIMIT}`);
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
