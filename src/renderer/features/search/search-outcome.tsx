import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Lookup, PastedToken } from '../../../contract/domain/search.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { formatList } from '../../messages/format-count.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { LoggedEndText, useLoggedEnd } from '../../shared/revocations/logged-end.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { EmptyNote, Fact } from '../../ui/page/page.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import {
  describeCounts,
  describeInterpretations,
  describeLookup,
  describeNoMatch,
} from './describe-search.ts';
import classes from './search-page.module.css';
import { SessionResults } from './session-results.tsx';
import type { SearchState } from './use-search.ts';
import {
  failureKey,
  isNothingFound,
  isRefreshToken,
  isSessionOfTokenGone,
  type SearchResults,
} from './use-search.ts';
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
      <Limits results={results} onRetry={onRetry} />
      {isNothingFound(search) ? <NothingFound results={results} /> : null}
      <SessionResults sessions={results.sessions} users={results.users} />
      <SessionsWithoutUser ids={results.sessionsWithoutUser} />
      <UserResults users={results.users} />
    </div>
  );
}

/** What was searched in vain; of a session that was ended here, how it ended. */
function NothingFound({ results }: { readonly results: SearchResults }) {
  const { interpretations } = results;
  const { id: connectionId } = useConnection();
  const [handle = null] = interpretations.flatMap((one) =>
    one.type === 'session-handle' ? [one.handle] : [],
  );
  const logged = useLoggedEnd(connectionId, handle);
  const isNetwork = interpretations.some(({ type }) => type === 'network');
  return (
    <div role="status">
      <EmptyNote title={text('search.no-match')}>
        {logged === null ? null : (
          <div>
            <LoggedEndText {...logged} />
          </div>
        )}
        {describeNoMatch(results).map((sentence) => (
          <div key={sentence}>{sentence}</div>
        ))}
        {isNetwork ? <Link to="/revocations/new/rule">{text('search.make-rule')}</Link> : null}
      </EmptyNote>
    </div>
  );
}

interface LimitsProps {
  readonly results: SearchResults;
  readonly onRetry: () => void;
}

/** Why the results may not be complete: lookups that failed, and searches that the core cut off. */
function Limits({ results, onRetry }: LimitsProps) {
  return (
    <>
      {isRefreshToken(results) ? <p className={classes.note}>{text('search.refresh-token')}</p> : null}
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

interface TokenCardProps {
  readonly token: PastedToken;
  readonly results: SearchResults;
  /** Searches for the handle of a token that cannot be verified. */
  readonly onLookUp: (handle: string) => void;
}

type StateTexts = Readonly<Record<PastedToken['state'], MessageKey>>;

const titles: StateTexts = {
  valid: 'search.token.valid',
  expired: 'search.token.expired',
  foreign: 'search.token.foreign',
  incomplete: 'search.token.incomplete',
  malformed: 'search.token.malformed',
  unverified: 'search.token.unverified',
};

const meanings: StateTexts = {
  valid: 'search.token.valid-meaning',
  expired: 'search.token.expired-meaning',
  foreign: 'search.token.foreign-meaning',
  incomplete: 'search.token.incomplete-meaning',
  malformed: 'search.token.malformed-meaning',
  unverified: 'search.token.unverified-meaning',
};

/** What is known of a pasted access token. The token itself is not shown: main never sends it back. */
function TokenCard({ token, results, onLookUp }: TokenCardProps) {
  const { state, error, handle } = token;
  const meaning = text(meanings[state]);
  const failure = error === undefined ? null : formatError(error);
  return (
    <section className={classes.token} data-state={state} aria-label={text('search.token')}>
      <p className={classes.tokenTitle}>{text(titles[state])}</p>
      {failure === null ? null : <p>{failure.message}</p>}
      <p>{failure?.hint ?? meaning}</p>
      {isSessionOfTokenGone(token, results) ? (
        <>
          <p>{text('search.token.session-gone')}</p>
          {state === 'valid' ? <p>{text('search.token.still-accepted')}</p> : null}
        </>
      ) : null}
      <TokenFacts token={token} />
      {state === 'incomplete' && handle !== null ? (
        <Button
          size="compact-sm"
          variant="default"
          className={classes.lookUp ?? ''}
          onClick={() => onLookUp(handle)}
        >
          {text('search.token.look-up')}
        </Button>
      ) : null}
    </section>
  );
}

function TokenFacts({ token }: { readonly token: PastedToken }) {
  const { state, handle, userId, tenantId, issuedAt, expiresAt } = token;
  const isVerified = state === 'valid' || state === 'expired';
  const fact = (name: MessageKey, value: ReactNode) => <Fact name={text(name)}>{value}</Fact>;
  return (
    <dl className={classes.tokenFacts}>
      {handle === null
        ? null
        : fact(
            'search.token.session',
            <>
              <ShortId value={handle} />
              {state === 'incomplete' ? <span> {text('search.token.not-verified')}</span> : null}
            </>,
          )}
      {userId === null
        ? null
        : fact(
            'search.token.user',
            isVerified ? (
              <Link to="/users/$userId" params={{ userId }}>
                {userId}
              </Link>
            ) : (
              userId
            ),
          )}
      {tenantId === null ? null : fact('search.token.tenant', tenantId)}
      {issuedAt === null ? null : fact('search.token.issued', <Moment at={issuedAt} />)}
      {expiresAt === null
        ? null
        : fact(
            state === 'expired' ? 'search.token.expired-at' : 'search.token.expires',
            <Moment at={expiresAt} />,
          )}
    </dl>
  );
}
