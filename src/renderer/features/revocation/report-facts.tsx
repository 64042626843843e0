import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import { outcomeWords } from './outcome-words.ts';
import { keptWords, ownWords, planUsersWords, tenantWords } from './plan-words.ts';
import classes from './revocation-page.module.css';
import { optionsWords } from './run-options-words.ts';
import { ScopeFact } from './scope-fact.tsx';

/** The circumstances of a revocation. */
export function ReportFacts({ report }: { readonly report: RevocationReport }) {
  const { plan, ticket, watch } = report;
  const users = planUsersWords(plan);
  return (
    <dl className={classes.facts}>
      <ScopeFact scope={plan.scope} />
      <Fact name="tenants">{tenantWords(plan)}</Fact>
      {users === null ? null : <Fact name="users">{users}</Fact>}
      {plan.excluded === 0 ? null : <Fact name="left out">{keptWords(plan.excluded)}</Fact>}
      {plan.own === 0 ? null : <Fact name="your own">{ownWords(plan.own)}</Fact>}
      <Fact name="reason">
        {report.reason === '' ? <span className={classes.none}>none given</span> : <bdi>{report.reason}</bdi>}
      </Fact>
      {ticket === null || ticket === '' ? null : (
        <Fact name="ticket">
          <bdi>{ticket}</bdi>
        </Fact>
      )}
      <Fact name="operator">
        <bdi>{report.operator}</bdi>
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
      <Fact name="passes">{formatCount(report.passes)}</Fact>
      <Fact name="options">{optionsWords(report.options)}</Fact>
      {watch === null ? null : (
        <Fact name="watched">
          <Moment at={watch.startedAt} as="exact" /> until{' '}
          {watch.endedAt === null ? 'an end that is not known, planned until ' : ''}
          <Moment at={watch.endedAt ?? watch.until} as="exact" />
        </Fact>
      )}
      <Fact name="id">
        <ShortId value={report.id} />
      </Fact>
    </dl>
  );
}
