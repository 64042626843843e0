import { Refusal } from '../refusal.ts';
import { type JoinedOrder, joinedAt, type User } from './users.ts';

interface Page {
  readonly users: User[];
  readonly nextPaginationToken?: string;
}

/** One page of users that are already in the order asked for. The token names the first user of the next page. */
export function pageOf(
  users: readonly User[],
  limit: number,
  token: string | null,
  order: JoinedOrder,
): Page {
  const start = token === null ? 0 : startOf(users, parseToken(token), order);
  const page = users.slice(start, start + limit);
  const next = users[start + limit];
  return next ? { users: page, nextPaginationToken: tokenOf(next) } : { users: page };
}

// The user of the token may be gone by now: the page then begins with whoever follows.
function startOf(users: readonly User[], from: { id: string; joined: number }, order: JoinedOrder): number {
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
