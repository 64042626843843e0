import type { SearchItem } from '../../contract/domain/search.ts';
import type { SessionDetails, SessionRow } from '../../contract/domain/session.ts';
import type { User } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import type { KeyCache } from '../identity/access-token.ts';
import { createLimit } from '../shared/concurrency/limit.ts';

export interface SearchPorts {
  readonly core: CorePort;
  readonly recordedKeys: RecordedKeys;
  readonly keys: KeyCache;
  readonly now: () => number;
}

/** One search under way: what its lookups work with. */
export interface SearchRun extends SearchPorts {
  readonly lookups: Lookups;
  readonly results: SearchResults;
  readonly emit: (items: readonly SearchItem[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** More than about 16 calls at once gain nothing at the core, and the sessions on screen want some of them. */
const concurrency = 8;

/** Lookups of a higher rank start first: exact ones before wide ones before guesses. */
export const rank = { exact: 3, wide: 2, guess: 1 } as const;

interface Lookups {
  /** Starts a lookup when its turn comes. `name` says to people what was looked for, and where. */
  readonly add: (name: string, priority: number, lookUp: () => Promise<void>) => void;
  /** Resolves when all are done, those too that were added by others. Rejects when the search was stopped. */
  readonly done: () => Promise<void>;
  readonly counts: () => { readonly lookups: number; readonly failedLookups: number };
}

/** Runs the lookups of one search, a few at a time. One that fails is emitted, and leaves the others alone. */
export function createLookups(
  signal: AbortSignal,
  onFailed: (lookup: string, error: AppError) => Promise<void>,
): Lookups {
  const limit = createLimit(concurrency);
  let lookups = 0;
  let failedLookups = 0;

  async function run(name: string, lookUp: () => Promise<void>): Promise<void> {
    if (signal.aborted) return;
    try {
      await lookUp();
    } catch (thrown) {
      if (signal.aborted) return;
      failedLookups += 1;
      // Not taken any more means stopped: `done` says so.
      await onFailed(name, toAppError(thrown)).catch(() => undefined);
    }
  }

  return {
    add: (name, priority, lookUp) => {
      lookups += 1;
      void limit.run(() => run(name, lookUp), priority);
    },
    done: async () => {
      await limit.idle();
      if (signal.aborted) throw failure('aborted', 'The search was stopped.');
    },
    counts: () => ({ lookups, failedLookups }),
  };
}

/** What one search has found, each user and session emitted once, however many lookups hit it. */
interface SearchResults {
  /** Whether this user id was not looked up yet: a token and its session lead to the same one. */
  readonly isFirstLookupOf: (userId: string) => boolean;
  readonly users: (tenantId: string | null, users: readonly User[]) => Promise<void>;
  readonly session: (session: SessionDetails) => Promise<void>;
  readonly orphans: (id: string, count: number) => Promise<void>;
}

/** Users a message: a thousand of them in one would hold up everything behind it. */
const usersAtOnce = 200;

export function createSearchResults(emit: (items: readonly SearchItem[]) => Promise<void>): SearchResults {
  const emitted = new Set<string>();

  function isNew(kind: 'lookup' | 'user' | 'session' | 'orphans', id: string): boolean {
    const key = `${kind} ${id}`;
    if (emitted.has(key)) return false;
    emitted.add(key);
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
