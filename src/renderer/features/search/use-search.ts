import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readStream } from '../../shared/ipc-client.ts';
import { hasMatches, noResults, type SearchResults, withItems } from './search-results.ts';

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
