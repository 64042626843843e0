import { formatCount, plural } from '../../messages/format-count.ts';
import { Problem } from '../../ui/problem.tsx';
import classes from './search-page.module.css';
import type { SearchResults } from './search-results.ts';

interface SearchNotesProps {
  readonly results: SearchResults;
  readonly refreshToken: boolean;
  readonly onRetry: () => void;
}

/** So many are named; of the rest, how many. */
const namedLookups = 3;

function lookupWords(lookups: readonly string[]): string {
  const named = lookups.slice(0, namedLookups).join('; ');
  const more = lookups.length - namedLookups;
  return `Not read: ${named}${more > 0 ? `; and ${formatCount(more)} more` : ''}. There may be hits that are not shown.`;
}

/** What keeps the results from being all there is. */
export function SearchNotes({ results, refreshToken, onRetry }: SearchNotesProps) {
  return (
    <>
      {refreshToken ? (
        <p className={classes.note}>
          This is a refresh token. It stayed on this machine: the only call that takes one would replace it
          and sign the user out. Paste the access token from the same place, or the user’s address.
        </p>
      ) : null}
      {results.failed.map(({ error, lookups }) => (
        <Problem
          key={`${error.code} ${error.message}`}
          error={error}
          meaning={lookupWords(lookups)}
          onRetry={onRetry}
        />
      ))}
      {results.cutOff.length === 0 ? null : (
        <p className={classes.note}>
          The core stopped at {plural(results.cutOff[0]?.limit ?? 0, 'hit')} in{' '}
          {results.cutOff.map(({ tenantId }) => tenantId).join(', ')}: there may be more. Write more of the
          address.
        </p>
      )}
    </>
  );
}
