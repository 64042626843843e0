import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PastedToken } from '../../../contract/domain/search.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './search-page.module.css';
import { isSessionOfTokenGone, type SearchResults } from './search-results.ts';

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
export function TokenCard({ token, results, onLookUp }: TokenCardProps) {
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
