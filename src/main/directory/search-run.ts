import type { Lookup, SearchItem } from '../../contract/domain/search.ts';
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
  readonly results: Results;
  readonly emit: (items: readonly SearchItem[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** More than about 16 calls at once gain nothing at the core, and the sessions on screen want some of them. */
const concurrency = 8;

/** Lookups of a higher rank start first: exact ones before wide ones before guesses. */
export const rank = { exact: 3, wide: 2, guess: 1 } as const;

interface Lookups {
  /** Runs a lookup when its turn comes. `lookup` names it in case it fails. */
  readonly add: (lookup: Lookup, priority: number, lookUp: () => Promise<void>) => void;
  /** Resolves when all are done, also those that other lookups added. Rejects when the search was stopped. */
  readonly done: () => Promise<void>;
  readonly counts: () => { readonly lookups: number; readonly failedLookups: number };
}

/** Runs the lookups of one search, a few at a time. One that fails is reported, and does not affect the others. */
export function createLookups(
  signal: AbortSignal,
  onFailed: (lookup: Lookup, error: AppError) => Promise<void>,
): Lookups {
  const limit = createLimit(concurrency);
  let lookups = 0;
  let failedLookups = 0;

  async function run(lookup: Lookup, lookUp: () => Promise<void>): Promise<void> {
    if (signal.aborted) return;
    try {
      await lookUp();
    } catch (thrown) {
      if (signal.aborted) return;
      failedLookups += 1;
      // When this item is not accepted the search was stopped. `done` reports that.
      await onFailed(lookup, toAppError(thrown)).catch(() => undefined);
    }
  }

  return {
    add: (lookup, priority, lookUp) => {
      lookups += 1;
      void limit.run(() => run(lookup, lookUp), priority);
    },
    done: async () => {
      await limit.idle();
      if (signal.aborted) throw failure('aborted', { reason: 'search-stopped' });
    },
    counts: () => ({ lookups, failedLookups }),
  };
}

/** The results of one search. Each user and session is sent once, however many lookups bring it. */
interface Results {
  /** Whether this user id was not looked up yet: a token and its session lead to the same one. */
  readonly isFirstLookupOf: (userId: string) => boolean;
  readonly users: (tenantId: string | null, users: readonly User[]) => Promise<void>;
  readonly session: (session: SessionDetails) => Promise<void>;
  readonly sessionsWithoutUser: (id: string, count: number) => Promise<void>;
}

/** Users in one message: a thousand in one would delay every message after it. */
const maxUsersInMessage = 200;

export function createResults(emit: (items: readonly SearchItem[]) => Promise<void>): Results {
  const sent = new Set<string>();

  function isNew(type: 'lookup' | 'user' | 'session' | 'sessions-without-user', id: string): boolean {
    const key = `${type} ${id}`;
    if (sent.has(key)) return false;
    sent.add(key);
    return true;
  }

  return {
    isFirstLookupOf: (userId) => isNew('lookup', userId),
    users: async (tenantId, users) => {
      const fresh = users.filter(({ id }) => isNew('user', id));
      for (let at = 0; at < fresh.length; at += maxUsersInMessage) {
        await emit([{ type: 'users', tenantId, users: fresh.slice(at, at + maxUsersInMessage) }]);
      }
    },
    session: async (session) => {
      if (isNew('session', session.handle)) await emit([{ type: 'sessions', rows: [toRow(session)] }]);
    },
    sessionsWithoutUser: async (id, count) => {
      if (isNew('sessions-without-user', id)) await emit([{ type: 'sessions-without-user', id, count }]);
    },
  };
}

function toRow(session: SessionDetails): SessionRow {
  const { userDataInJWT: _jwt, userDataInDatabase: _database, ...row } = session;
  return row;
}
