import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { VerifiedToken } from '../../../contract/domain/search.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './search-page.module.css';
import { isSessionOfTokenGone, type SearchResults } from './search-results.ts';

interface TokenCardProps {
  readonly token: VerifiedToken;
  readonly results: SearchResults;
}

type StateTexts = Readonly<Record<VerifiedToken['state'], MessageKey>>;

const titles: StateTexts = {
  valid: 'search.token.valid',
  expired: 'search.token.expired',
  foreign: 'search.token.foreign',
  malformed: 'search.token.malformed',
  unchecked: 'search.token.unchecked',
};

const meanings: StateTexts = {
  valid: 'search.token.valid-meaning',
  expired: 'search.token.expired-meaning',
  foreign: 'search.token.foreign-meaning',
  malformed: 'search.token.malformed-meaning',
  unchecked: 'search.token.unchecked-meaning',
};

/** What is known of a pasted access token. The token itself is not shown: main never sends it back. */
export function TokenCard({ token, results }: TokenCardProps) {
  const { state, error } = token;
  const meaning = text(meanings[state]);
  return (
    <section className={classes.token} data-state={state} aria-label={text('search.token')}>
      <p className={classes.tokenTitle}>{text(titles[state])}</p>
      <p>{error === undefined ? meaning : `${error.message} ${error.hint ?? meaning}`}</p>
      {isSessionOfTokenGone(token, results) ? (
        <>
          <p>{text('search.token.session-gone')}</p>
          {state === 'valid' ? <p>{text('search.token.still-accepted')}</p> : null}
        </>
      ) : null}
      <TokenFacts token={token} />
    </section>
  );
}

function TokenFacts({ token }: { readonly token: VerifiedToken }) {
  const { state, handle, userId, tenantId, issuedAt, expiresAt } = token;
  const isVerified = state === 'valid' || state === 'expired';
  const fact = (name: MessageKey, value: ReactNode) => <Fact name={text(name)}>{value}</Fact>;
  return (
    <dl className={classes.tokenFacts}>
      {handle === null ? null : fact('search.token.session', <ShortId value={handle} />)}
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
