import { like } from './like.ts';
import type { LoginMethod, RecipeId, User } from './users.ts';

/** What is searched for; each list holds the alternatives that stood between semicolons, in lower case. */
interface UserSearch {
  readonly email: readonly string[];
  readonly phone: readonly string[];
  readonly provider: readonly string[];
}

/** A search has no pages: the core cuts it here without a word (fact 9). */
const SEARCH_CUT = 1000;

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
  const found: User[] = [];
  for (const user of users) {
    if (found.length === SEARCH_CUT) break;
    if (user.methods.some((method) => isIn(method, tenantId, recipes) && matches(method, search)))
      found.push(user);
  }
  return found;
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
