import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TokenVerdict } from '../../../contract/domain/search.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Moment } from '../../ui/moment.tsx';
import classes from './search-page.module.css';
import type { SearchResults } from './search-results.ts';
import { sessionIsGone, verdictTitles } from './verdict-words.ts';

interface TokenCardProps {
  readonly verdict: TokenVerdict;
  readonly results: SearchResults;
}

function Claim({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is known of a pasted access token. The token itself is not shown: it never came back from main. */
export function TokenCard({ verdict, results }: TokenCardProps) {
  const { state, handle, userId, tenantId, issuedAt, expiresAt, error } = verdict;
  const believed = state === 'valid' || state === 'expired';
  const { title, meaning } = verdictTitles[state];
  return (
    <section className={classes.verdict} data-state={state} aria-label="Access token">
      <p className={classes.verdictTitle}>{title}</p>
      <p>{error === undefined ? meaning : `${error.message} ${error.hint ?? meaning}`}</p>
      {sessionIsGone(verdict, results) ? (
        <p>
          Its session is not there any more.
          {state === 'valid'
            ? ' Services that check the signature only still accept the token until it expires.'
            : ''}
        </p>
      ) : null}
      <dl className={classes.claims}>
        {handle === null ? null : (
          <Claim name="session">
            <ShortId value={handle} />
          </Claim>
        )}
        {userId === null ? null : (
          <Claim name="user">
            {believed ? (
              <Link to="/users/$userId" params={{ userId }}>
                {userId}
              </Link>
            ) : (
              userId
            )}
          </Claim>
        )}
        {tenantId === null ? null : <Claim name="tenant">{tenantId}</Claim>}
        {issuedAt === null ? null : (
          <Claim name="issued">
            <Moment at={issuedAt} />
          </Claim>
        )}
        {expiresAt === null ? null : (
          <Claim name={state === 'expired' ? 'expired' : 'expires'}>
            <Moment at={expiresAt} />
          </Claim>
        )}
      </dl>
    </section>
  );
}
