import type { LoginMethod, RecipeId, User } from '../store/users.ts';

/** What is searched for; each list has the alternatives that were separated by semicolons, in lower case. */
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
  const results: User[] = [];
  for (const user of users) {
    if (results.length === SEARCH_CUT) break;
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
