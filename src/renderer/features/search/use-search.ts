import { useCallback, useEffect, useRef, useState } from 'react';
import type { Interpretation, Lookup, PastedToken, SearchItem } from '../../../contract/domain/search.ts';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readStream } from '../../shared/ipc-client.ts';

export type SearchState =
  | { readonly state: 'idle' }
  | { readonly state: 'running' | 'done'; readonly text: string; readonly results: SearchResults }
  | {
      readonly state: 'failed';
      readonly text: string;
      readonly results: SearchResults;
      readonly error: AppError;
    };

/** The earlier results stay on screen this long while nothing new was found: they do not blink at every letter. */
const showRunningAfterMs = 150;

/** Searches on one connection. A new search stops the one before; the last one is stopped with the page. */
export function useSearch(connectionId: string) {
  const [search, setSearch] = useState<SearchState>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);

  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const clear = useCallback(() => {
    stop();
    setSearch({ state: 'idle' });
  }, [stop]);

  const run = useCallback(
    async (text: string) => {
      stop();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      let results = noResults;
      const show = (state: 'running' | 'done') => {
        if (!signal.aborted) setSearch({ state, text, results });
      };
      const timer = setTimeout(() => show('running'), showRunningAfterMs);
      try {
        await readStream(
          'directory.search',
          { connectionId, text },
          (items) => {
            results = withItems(results, items);
            if (hasMatches(results) || results.failed.length > 0) show('running');
          },
          signal,
        );
        show('done');
      } catch (thrown) {
        if (!signal.aborted) setSearch({ state: 'failed', text, results, error: toAppError(thrown) });
      } finally {
        clearTimeout(timer);
      }
    },
    [connectionId, stop],
  );

  return { search, run, clear };
}

type Of<T extends SearchItem['type']> = Extract<SearchItem, { type: T }>;

/** Lookups that failed in the same way. */
interface FailedLookups {
  readonly error: AppError;
  readonly lookups: readonly Lookup[];
}

/** What a search has brought so far. */
export interface SearchResults {
  readonly interpretations: readonly Interpretation[];
  readonly token: PastedToken | null;
  readonly sessions: readonly SessionRow[];
  readonly users: readonly User[];
  readonly sessionsWithoutUser: readonly Omit<Of<'sessions-without-user'>, 'type'>[];
  readonly cutOff: readonly Omit<Of<'cut-off'>, 'type'>[];
  readonly failed: readonly FailedLookups[];
  readonly finished: Omit<Of<'finished'>, 'type'> | null;
}

export const noResults: SearchResults = {
  interpretations: [],
  token: null,
  sessions: [],
  users: [],
  sessionsWithoutUser: [],
  cutOff: [],
  failed: [],
  finished: null,
};

function withNew<T>(known: readonly T[], added: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keys = new Set(known.map(keyOf));
  const fresh = added.filter((item) => !keys.has(keyOf(item)));
  return fresh.length === 0 ? known : [...known, ...fresh];
}

/** The same for failures that are told in the same way. */
export function failureKey({ code, reason, params }: AppError): string {
  return JSON.stringify([code, reason, params]);
}

function withFailure(
  failed: readonly FailedLookups[],
  lookup: Lookup,
  error: AppError,
): readonly FailedLookups[] {
  const same = failed.find((group) => failureKey(group.error) === failureKey(error));
  if (same === undefined) return [...failed, { error, lookups: [lookup] }];
  return failed.map((group) => (group === same ? { ...group, lookups: [...group.lookups, lookup] } : group));
}

function withItem(results: SearchResults, item: SearchItem): SearchResults {
  switch (item.type) {
    case 'interpretations':
      return { ...results, interpretations: item.interpretations };
    case 'token':
      return { ...results, token: item.token };
    case 'sessions':
      return { ...results, sessions: withNew(results.sessions, item.rows, (row) => row.handle) };
    case 'users':
      return { ...results, users: withNew(results.users, item.users, (user) => user.id) };
    case 'sessions-without-user':
      return {
        ...results,
        sessionsWithoutUser: withNew(
          results.sessionsWithoutUser,
          [{ id: item.id, count: item.count }],
          ({ id }) => id,
        ),
      };
    case 'cut-off': {
      const { tenantId, limit } = item;
      return { ...results, cutOff: withNew(results.cutOff, [{ tenantId, limit }], (cut) => cut.tenantId) };
    }
    case 'lookup-failed':
      return { ...results, failed: withFailure(results.failed, item.lookup, item.error) };
    case 'finished': {
      const { type: _type, ...finished } = item;
      return { ...results, finished };
    }
  }
}

/** The results with what came next; a user or session that two lookups found is in it once. */
export function withItems(results: SearchResults, items: readonly SearchItem[]): SearchResults {
  return items.reduce(withItem, results);
}

/** Whether something could not be read. */
export function hasFailed({ results, state }: Exclude<SearchState, { state: 'idle' }>): boolean {
  return state === 'failed' || results.failed.length > 0;
}

/** Whether anything matches, beyond what the text was taken for. */
export function hasMatches({ token, sessions, users, sessionsWithoutUser }: SearchResults): boolean {
  return token !== null || sessions.length > 0 || users.length > 0 || sessionsWithoutUser.length > 0;
}

/** Whether it is known that nothing matches. What the core cut off can have matches behind its end. */
export function isNothingFound({ results, state }: Exclude<SearchState, { state: 'idle' }>): boolean {
  return (
    state === 'done' &&
    !hasMatches(results) &&
    results.failed.length === 0 &&
    results.cutOff.length === 0 &&
    !isRefreshToken(results)
  );
}

/** Whether the text is a refresh token, by which nothing can be found. */
export function isRefreshToken({ interpretations }: SearchResults): boolean {
  return interpretations.some(({ type }) => type === 'refresh-token');
}

/** Whether the session of a verified token was looked for, every lookup succeeded, and it is not there. */
export function isSessionOfTokenGone(token: PastedToken, results: SearchResults): boolean {
  if (token.state !== 'valid' && token.state !== 'expired') return false;
  if (token.handle === null || results.finished === null || results.failed.length > 0) return false;
  return !results.sessions.some((session) => session.handle === token.handle);
}
