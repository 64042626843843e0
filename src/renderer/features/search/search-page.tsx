import { VisuallyHidden } from '@mantine/core';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { mayBeToken } from '../../../contract/domain/token-text.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { Page } from '../../ui/page.tsx';
import { takeSearches } from '../../ui/search-handoff.ts';
import { useHistoryEntry, useViewState } from '../../ui/view-state.ts';
import { rememberSearch } from './recent-searches.ts';
import { RecentSearches } from './recent-searches-list.tsx';
import { SearchBox } from './search-box.tsx';
import { SearchOutcome } from './search-outcome.tsx';
import classes from './search-page.module.css';
import { hasHits } from './search-results.ts';
import { useDebounced } from './use-debounced.ts';
import { useSearch } from './use-search.ts';

interface SearchPageProps {
  /** The text of the address. */
  readonly query: string;
  /** What stands below an empty box: all users. */
  readonly children: ReactNode;
}

/** While someone types, a search starts when they pause this long. */
const pauseMs = 250;

/** One box that understands everything. Its text is kept in the address, unless it may be a token. */
export function SearchPage({ query, children }: SearchPageProps) {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const [text, setText] = useViewState('search/text', query);
  const [seen, setSeen] = useViewState('search/seen', false);
  const [returning] = useState(seen);
  useEffect(() => setSeen(true), [setSeen]);
  const { search, run, clear } = useSearch(connectionId);

  const start = useCallback(
    (wanted: string) => {
      const empty = wanted.trim() === '';
      if (empty) clear();
      else void run(wanted);
      void navigate({
        to: '/',
        search: empty || mayBeToken(wanted) ? {} : { q: wanted.trim() },
        replace: true,
      });
    },
    [run, clear, navigate],
  );
  const { later, now } = useDebounced(start, pauseMs);

  // Once, for the text that the page opens with: from the address, or from before going away.
  const [first] = useState(text);
  useEffect(() => {
    if (first.trim() !== '') void run(first);
  }, [first, run]);

  const found = search.state === 'done' && hasHits(search.results) ? search.text : null;
  useEffect(() => {
    if (found !== null) rememberSearch(connectionId, found);
  }, [connectionId, found]);

  const change = (next: string, at: 'once' | 'after-a-pause') => {
    setText(next);
    if (at === 'once' || next.trim() === '') now(next);
    else later(next);
  };

  const entry = useHistoryEntry();
  const { history } = useRouter();
  const latestChange = useRef(change);
  latestChange.current = change;
  useEffect(
    () =>
      takeSearches((handed) => {
        const mine = history.location.state.__TSR_index === entry;
        if (mine) latestChange.current(handed, 'once');
        return mine;
      }),
    [history, entry],
  );

  return (
    <Page title="Search" layout="full">
      <VisuallyHidden>
        <h1>Search</h1>
      </VisuallyHidden>
      <SearchBox text={text} takesFocus={!returning} onChange={change} />
      {text.trim() === '' || (search.state === 'idle' && first.trim() === '') ? (
        <div className={classes.below}>
          <RecentSearches connectionId={connectionId} onChoose={(recent) => change(recent, 'once')} />
          {children}
        </div>
      ) : search.state === 'idle' ? null : (
        <SearchOutcome search={search} stale={search.text !== text} onRetry={() => start(text)} />
      )}
    </Page>
  );
}
