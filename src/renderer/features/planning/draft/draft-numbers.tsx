import { Link } from '@tanstack/react-router';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';
import classes from './draft.module.css';
import { foundWords, leftToEnd } from './draft-words.ts';
import { kindShares } from './verdict-words.ts';

/** Tenants and users that are named; the rest is in the sum. */
const named = 5;

/** What would be ended, in numbers. */
export function DraftNumbers({ draft }: { readonly draft: Draft }) {
  const { totals } = draft;
  const moreUsers = totals.users - Math.min(named, totals.byUser.length);
  const moreTenants = totals.tenants - Math.min(named, totals.byTenant.length);
  // Main counts what was found: it tells of no tenant and no user what was taken out there.
  const withKept = totals.excluded === 0 ? null : ', with those taken out';
  return (
    <section aria-label="What would be ended">
      <dl className={classes.numbers}>
        <div>
          <dt>To end</dt>
          <dd>
            <strong>{plural(leftToEnd(draft), 'session')}</strong> {foundWords(totals)}
          </dd>
        </div>
        {totals.byTenant.length === 0 ? null : (
          <div>
            <dt>Tenants</dt>
            <dd>
              {totals.byTenant
                .slice(0, named)
                .map(({ name, count }) => `${name} ${formatCount(count)}`)
                .join(', ')}
              {moreTenants > 0 ? ` and ${plural(moreTenants, 'more tenant')}` : null}
              {withKept}
            </dd>
          </div>
        )}
        {totals.byUser.length === 0 ? null : (
          <div>
            <dt>Largest</dt>
            <dd>
              {totals.byUser.slice(0, named).map(({ userId, name, count }, at) => (
                <span key={userId}>
                  {at === 0 ? null : ', '}
                  <Link to="/users/$userId" params={{ userId }}>
                    {name}
                  </Link>{' '}
                  {formatCount(count)}
                </span>
              ))}
              {moreUsers > 0 ? ` and ${plural(moreUsers, 'more user')}` : null}
              {withKept}
            </dd>
          </div>
        )}
        {totals.byKind.length === 0 ? null : (
          <div>
            <dt>Lines</dt>
            <dd>{kindShares(totals)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
