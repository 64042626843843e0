import { Link } from '@tanstack/react-router';
import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatNumber } from '../../ui/count-words.ts';
import { Fact } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ShortId } from '../../ui/short-id.tsx';
import { outcomeWords } from './outcome-words.ts';
import { shareWords } from './plan-words.ts';
import classes from './revocation-page.module.css';

/** The circumstances of a revocation. */
export function ReportFacts({ report }: { readonly report: RevocationReport }) {
  const { plan } = report;
  const { scope } = plan;
  return (
    <dl className={classes.facts}>
      <Fact name="what">
        {scope.type === 'handles' ? (
          'sessions chosen one by one'
        ) : (
          <>
            all of user{' '}
            <Link to="/users/$userId" params={{ userId: scope.userId }}>
              {scope.userId}
            </Link>
            {scope.tenantId === null ? ', in all tenants' : `, in tenant ${scope.tenantId}`}
          </>
        )}
      </Fact>
      <Fact name="tenants">{shareWords(plan.byTenant)}</Fact>
      <Fact name="reason">
        {report.reason === '' ? <span className={classes.none}>none given</span> : <bdi>{report.reason}</bdi>}
      </Fact>
      <Fact name="listed">
        <Moment at={plan.createdAt} as="exact" />
      </Fact>
      <Fact name="started">
        <Moment at={report.startedAt} as="exact" />
      </Fact>
      <Fact name="ended">
        <Moment at={report.endedAt} as="exact" /> · {outcomeWords(report.outcome)}
      </Fact>
      <Fact name="rounds">{formatNumber(report.rounds)}</Fact>
      <Fact name="id">
        <ShortId value={report.id} />
      </Fact>
    </dl>
  );
}
