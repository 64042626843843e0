import { Link } from '@tanstack/react-router';
import type { Lookup } from '../../../contract/domain/search.ts';
import { formatList } from '../../messages/format-count.ts';
import { text } from '../../messages/text.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import {
  describeCounts,
  describeInterpretations,
  describeLookup,
  describeNoMatch,
} from './describe-search.ts';
import classes from './search-page.module.css';
import { failureKey, hasMatches, type SearchResults } from './search-results.ts';
import { SessionResults } from './session-results.tsx';
import { TokenCard } from './token-card.tsx';
import type { SearchState } from './use-search.ts';
import { SessionsWithoutUser, UserResults } from './user-results.tsx';

interface SearchOutcomeProps {
  readonly search: Exclude<SearchState, { state: 'idle' }>;
  /** The box says something else by now. */
  readonly stale: boolean;
  readonly onRetry: () => void;
  readonly onSearch: (search: string) => void;
}

/** What the text was taken for, and what was found: sessions and users apart. */
export function SearchOutcome({ search, stale, onRetry, onSearch }: SearchOutcomeProps) {
  const { results } = search;
  const isRefreshToken = results.interpretations.some(
    (interpretation) => interpretation.type === 'refresh-token',
  );
  const isNetwork = results.interpretations.some(({ type }) => type === 'network');
  const nothing =
    search.state === 'done' && !hasMatches(results) && results.failed.length === 0 && !isRefreshToken;
  return (
    <div className={classes.outcome} data-stale={stale || undefined} aria-busy={search.state === 'running'}>
      <p className={classes.status}>
        <span>{describeInterpretations(results.interpretations)}</span>
        <span role="status">{search.state === 'failed' ? '' : describeCounts(results)}</span>
      </p>
      {search.state === 'failed' ? (
        <Problem error={search.error} {...(search.error.retryable ? { onRetry } : {})} />
      ) : null}
      {results.token === null ? null : (
        <TokenCard token={results.token} results={results} onLookUp={onSearch} />
      )}
      <Limits results={results} isRefreshToken={isRefreshToken} onRetry={onRetry} />
      {nothing ? (
        <div role="status">
          <EmptyNote title={text('search.no-match')}>
            {describeNoMatch(results).map((sentence) => (
              <div key={sentence}>{sentence}</div>
            ))}
            {isNetwork ? <Link to="/revocations/new/rule">{text('search.make-rule')}</Link> : null}
          </EmptyNote>
        </div>
      ) : null}
      <SessionResults sessions={results.sessions} users={results.users} />
      <SessionsWithoutUser ids={results.sessionsWithoutUser} />
      <UserResults users={results.users} />
    </div>
  );
}

interface LimitsProps {
  readonly results: SearchResults;
  readonly isRefreshToken: boolean;
  readonly onRetry: () => void;
}

/** Why the results may not be complete: lookups that failed, and searches that the core cut off. */
function Limits({ results, isRefreshToken, onRetry }: LimitsProps) {
  return (
    <>
      {isRefreshToken ? <p className={classes.note}>{text('search.refresh-token')}</p> : null}
      {results.failed.map(({ error, lookups }) => (
        <Problem
          key={failureKey(error)}
          error={error}
          meaning={describeFailedLookups(lookups)}
          onRetry={onRetry}
        />
      ))}
      {results.cutOff.length === 0 ? null : (
        <p className={classes.note}>
          {text('search.cut-off', {
            limit: results.cutOff[0]?.limit ?? 0,
            tenants: formatList(results.cutOff.map(({ tenantId }) => tenantId)),
          })}
        </p>
      )}
    </>
  );
}

/** So many failed lookups are named. */
const maxNamedLookups = 3;

function describeFailedLookups(lookups: readonly Lookup[]): string {
  const named = lookups.slice(0, maxNamedLookups).map(describeLookup).join(', ');
  const more = lookups.length - maxNamedLookups;
  if (more <= 0) return text('search.not-read', { lookups: named });
  return text('search.not-read-more', { lookups: named, more });
}
