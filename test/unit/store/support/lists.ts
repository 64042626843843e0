import type { IdentityId } from '../../../../src/contract/domain/user.ts';
import { tableOperations } from '../../../../src/main/store/operations/operations.ts';
import { tableQueries } from '../../../../src/main/store/queries/queries.ts';
import type { LineResult, MatchRecord } from '../../../../src/main/store/records.ts';
import { match, openRevocation, runOperation, userRecord } from './revocations.ts';

/** What a test says that a line is: sessions and users by their ids. */
type TestLine =
  | { readonly type: 'session'; readonly handle: string; readonly userId: string }
  | {
      readonly type: 'user';
      readonly userId: string;
      readonly sessions: readonly string[];
      readonly own?: boolean;
    }
  | { readonly type: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly type: 'unread' | 'unknown' | 'malformed' };

/** A draft of a list with so many open lines; in memory, unless there is a path. */
export function openList(count: number, path?: string) {
  const revocation = openRevocation({ isList: true, ...(path === undefined ? {} : { path }) });
  const { commit, file, rev } = revocation;
  commit({
    type: 'add-lines',
    lines: Array.from({ length: count }, (_, at) => ({
      number: at + 1,
      text: `line ${at + 1}`,
      kind: 'user-id' as const,
      result: { type: 'open' as const },
    })),
  });
  const list = {
    ...revocation,
    resolve: (id: number, line: TestLine) => {
      for (const matches of slices(matchesOf(id, line)))
        commit(...usersOf(line), { type: 'add-matches', matches });
      commit({ type: 'resolve-lines', lines: [{ id, kind: 'user-id', result: resultOf(line) }] });
    },
    settle: () => runOperation(file, tableOperations.settleList(file, rev, {})),
    choose: (
      line: number,
      ...users: readonly { readonly userId: string; readonly sessions: readonly string[] }[]
    ) =>
      runOperation(
        file,
        tableOperations.chooseUsers(file, rev, {
          line,
          users: users.map(({ sessions, userId }) => ({
            userId,
            name: userId,
            identities: identitiesOf(userId),
            own: false,
            sessions: sessions.map((handle) => ({ handle, createdAt: 1 })),
          })),
        }),
      ),
    excludeLines: (...lines: readonly number[]) =>
      runOperation(
        file,
        tableOperations.exclude(file, rev, { exclusion: { type: 'lines', lines }, excluded: true }),
      ),
    includeLines: (...lines: readonly number[]) =>
      runOperation(
        file,
        tableOperations.exclude(file, rev, { exclusion: { type: 'lines', lines }, excluded: false }),
      ),
    line: (id: number) => tableQueries.lines(file, rev, { type: 'ids', ids: [id] })[0],
    /** Handles that would be ended. */
    included: () =>
      tableQueries
        .matches(file, rev, { type: 'offset', offset: 0, limit: 10_000 })
        .filter(({ excluded }) => !excluded)
        .map(({ handle }) => handle)
        .sort(),
  };
  return list;
}

export function identitiesOf(...ids: readonly string[]): IdentityId[] {
  return ids.map((id) => ({ id, kind: 'only', recipeUserId: ids[0] ?? id }));
}

function usersOf(line: TestLine) {
  if (line.type !== 'user') return [];
  const { own = false, userId } = line;
  const users = [userRecord(userId, { name: userId, identities: identitiesOf(userId), whole: true, own })];
  return [{ type: 'add-users' as const, users }];
}

function matchesOf(line: number, one: TestLine): MatchRecord[] {
  if (one.type === 'session') return [match(one.handle, { userId: one.userId, line })];
  return one.type === 'user' ? one.sessions.map((handle) => match(handle, { userId: one.userId, line })) : [];
}

/** What the look-up of such a line gave. */
export function resultOf(line: TestLine): LineResult {
  switch (line.type) {
    case 'session':
      return { ...line, tenantId: 'public', createdAt: 1 };
    case 'user':
      return { type: 'user', userId: line.userId, name: line.userId };
    case 'ambiguous':
      return {
        type: 'ambiguous',
        candidates: line.candidates.map((userId) => ({ userId, name: userId, tenantIds: [] })),
      };
    case 'unknown':
      return { type: 'unknown' };
    case 'malformed':
      return { type: 'malformed', reason: 'not-json' };
    case 'unread':
      return { type: 'unread', error: { code: 'timeout', retryable: true } };
  }
}

function slices<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at === 0 || at < items.length; at += 1_000) parts.push(items.slice(at, at + 1_000));
  return parts;
}
