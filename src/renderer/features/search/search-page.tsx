import { Button, VisuallyHidden } from '@mantine/core';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { mayBeToken } from '../../../contract/domain/text/token-text.ts';
import { text } from '../../messages/text.ts';
import { useConnection, useReadAgainOnPage } from '../../shared/connections-context.tsx';
import { handOverList, takeSearches } from '../../shared/handoff.ts';
import { Page } from '../../ui/page/page.tsx';
import { useHistoryEntry, useViewState } from '../../ui/view-state.ts';
import { addressesOf, RecentSearches, rememberSearch, SearchBox } from './search-box.tsx';
import { SearchOutcome } from './search-outcome.tsx';
import classes from './search-page.module.css';
import { hasFailed, hasMatches, useSearch } from './use-search.ts';

interface SearchPageProps {
  /** The text of the address. */
  readonly query: string;
  /** What is shown below an empty box: all users. */
  readonly children: ReactNode;
}

/** While someone types, a search starts when they pause this long. */
const pauseMs = 250;

/** One box that understands everything. Its text is kept in the address, unless it may be a token. */
export function SearchPage({ query, children }: SearchPageProps) {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const [typed, setTyped] = useViewState('search/text', query);
  const [seen, setSeen] = useViewState('search/seen', false);
  const [returning] = useState(seen);
  useEffect(() => setSeen(true), [setSeen]);
  const { search, run, clear } = useSearch(connectionId);
  const [lines, setLines] = useState<readonly string[] | null>(() => addressesOf(typed));

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
  const [first] = useState(typed);
  useEffect(() => {
    if (first.trim() !== '' && addressesOf(first) === null) void run(first);
  }, [first, run]);

  useReadAgainOnPage(() => {
    if (search.state !== 'idle' && hasFailed(search)) void run(search.text);
  });

  // Not only when all has been looked up: whoever sees the user can leave before.
  const successful = search.state !== 'idle' && hasMatches(search.results) ? search.text : null;
  useEffect(() => {
    if (successful !== null) rememberSearch(connectionId, successful);
  }, [connectionId, successful]);

  const change = (next: string, at: 'once' | 'after-a-pause') => {
    const addresses = addressesOf(next);
    setLines(addresses);
    setTyped(next);
    // The core would look for all of them as one.
    if (addresses !== null) now('');
    else if (at === 'once' || next.trim() === '') now(next);
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
    <Page title={text('search.title')} layout="full">
      <VisuallyHidden>
        <h1>{text('search.title')}</h1>
      </VisuallyHidden>
      <SearchBox
        value={typed}
        takesFocus={!returning}
        isFound={search.state === 'done' && search.text === typed}
        onChange={change}
        onLines={setLines}
      />
      {lines === null ? null : (
        <PastedLines
          lines={lines}
          isOneLine={addressesOf(typed) !== null}
          onFirst={(line) => change(line, 'once')}
          onDismiss={() => setLines(null)}
        />
      )}
      {typed.trim() === '' || (search.state === 'idle' && first.trim() === '') ? (
        <div className={classes.below}>
          <RecentSearches connectionId={connectionId} onChoose={(recent) => change(recent, 'once')} />
          {children}
        </div>
      ) : search.state === 'idle' ? null : (
        <SearchOutcome
          search={search}
          stale={search.text !== typed}
          onRetry={() => start(typed)}
          onSearch={(wanted) => change(wanted, 'once')}
        />
      )}
    </Page>
  );
}

interface PastedLinesProps {
  readonly lines: readonly string[];
  /** Addresses in one line, in place of lines. */
  readonly isOneLine: boolean;
  readonly onFirst: (line: string) => void;
  readonly onDismiss: () => void;
}

/** What to do with several lines that were pasted into a box for one. */
function PastedLines({ lines, isOneLine, onFirst, onDismiss }: PastedLinesProps) {
  const navigate = useNavigate();
  const [first = ''] = lines;
  const makeList = () => {
    handOverList(lines.join('\n'));
    void navigate({ to: '/revocations/new/list' });
  };
  return (
    <div className={classes.lines} role="status">
      <p>{text(isOneLine ? 'search.addresses' : 'search.lines', { count: lines.length })}</p>
      <div className={classes.linesActions}>
        <Button size="compact-sm" variant="default" onClick={makeList}>
          {text(isOneLine ? 'search.make-list-of-addresses' : 'search.make-list', { count: lines.length })}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onFirst(first)}>
          {text(isOneLine ? 'search.first-address' : 'search.first-line')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onDismiss}>
          {text('search.dismiss-lines')}
        </Button>
      </div>
    </div>
  );
}

/** `later` calls after a pause without further calls; `now` at once, and drops a call that waits. */
function useDebounced<T>(call: (value: T) => void, pauseMs: number) {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  }, [call]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useMemo(
    () => ({
      later: (value: T) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => latest.current(value), pauseMs);
      },
      now: (value: T) => {
        clearTimeout(timer.current);
        latest.current(value);
      },
    }),
    [pauseMs],
  );
}
