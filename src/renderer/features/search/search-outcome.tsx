import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { FoundOrphans } from './found-orphans.tsx';
import { FoundSessions } from './found-sessions.tsx';
import { FoundUsers } from './found-users.tsx';
import { foundWords, noHitWords } from './no-hit-words.ts';
import { readingWords } from './reading-words.ts';
import { SearchNotes } from './search-notes.tsx';
import classes from './search-page.module.css';
import { hasHits } from './search-results.ts';
import { TokenCard } from './token-card.tsx';
import type { SearchState } from './use-search.ts';

interface SearchOutcomeProps {
  readonly search: Exclude<SearchState, { state: 'idle' }>;
  /** The box says something else by now. */
  readonly stale: boolean;
  readonly onRetry: () => void;
}

/** What the text was taken for, and what was found: sessions and users apart. */
export function SearchOutcome({ search, stale, onRetry }: SearchOutcomeProps) {
  const { results } = search;
  const refreshToken = results.readings.some((reading) => reading.as === 'refresh-token');
  const nothing =
    search.state === 'done' && !hasHits(results) && results.failed.length === 0 && !refreshToken;
  return (
    <div className={classes.outcome} data-stale={stale || undefined} aria-busy={search.state === 'running'}>
      <p className={classes.status}>
        <span>{readingWords(results.readings)}</span>
        <span role="status">{search.state === 'failed' ? '' : foundWords(results)}</span>
      </p>
      {search.state === 'failed' ? (
        <Problem error={search.error} {...(search.error.retryable ? { onRetry } : {})} />
      ) : null}
      {results.token === null ? null : <TokenCard verdict={results.token} results={results} />}
      <SearchNotes results={results} refreshToken={refreshToken} onRetry={onRetry} />
      {nothing ? (
        <div role="status">
          <EmptyNote title="No user or session matches.">
            {noHitWords(results).map((sentence) => (
              <div key={sentence}>{sentence}</div>
            ))}
          </EmptyNote>
        </div>
      ) : null}
      <FoundSessions sessions={results.sessions} users={results.users} onDone={onRetry} />
      <FoundOrphans orphans={results.orphans} onDone={onRetry} />
      <FoundUsers users={results.users} />
    </div>
  );
}
