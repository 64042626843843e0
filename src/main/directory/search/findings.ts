import type { SearchItem } from '../../../contract/domain/search.ts';
import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';

/** What one search has found, each user and session told once, however many lookups hit it. */
export interface Findings {
  /** Whether this user id was not looked up yet: a token and its session lead to the same one. */
  readonly isFirstLookupOf: (userId: string) => boolean;
  readonly users: (tenantId: string | null, users: readonly User[]) => Promise<void>;
  readonly session: (session: SessionDetails) => Promise<void>;
  readonly orphans: (id: string, count: number) => Promise<void>;
}

/** Users a message: a thousand of them in one would hold up everything behind it. */
const usersAtOnce = 200;

export function createFindings(emit: (items: readonly SearchItem[]) => Promise<void>): Findings {
  const told = new Set<string>();

  function isNew(kind: 'lookup' | 'user' | 'session' | 'orphans', id: string): boolean {
    const key = `${kind} ${id}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  }

  return {
    isFirstLookupOf: (userId) => isNew('lookup', userId),
    users: async (tenantId, users) => {
      const fresh = users.filter(({ id }) => isNew('user', id));
      for (let at = 0; at < fresh.length; at += usersAtOnce) {
        await emit([{ type: 'users', tenantId, users: fresh.slice(at, at + usersAtOnce) }]);
      }
    },
    session: async (session) => {
      if (isNew('session', session.handle)) await emit([{ type: 'sessions', rows: [toRow(session)] }]);
    },
    orphans: async (id, count) => {
      if (isNew('orphans', id)) await emit([{ type: 'orphans', id, count }]);
    },
  };
}

function toRow(session: SessionDetails): SessionRow {
  const { userDataInJWT: _jwt, userDataInDatabase: _database, ...row } = session;
  return row;
}
