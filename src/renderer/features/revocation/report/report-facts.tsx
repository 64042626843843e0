import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { ShortId } from '../../../shared/short-id.tsx';
import { Fact } from '../../../ui/page/page.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import {
  formatOwn,
  formatPlanSource,
  formatPlanUsers,
  formatRunOptions,
  formatTenants,
  usersLabel,
} from '../format-plan.ts';
import { NotKnown } from '../not-known.tsx';
import { formatOutcome } from '../result-counts.ts';
import { UserLink, useNameInRevocation } from '../user-link.tsx';
import classes from './revocation-page.module.css';

/** The circumstances of a revocation that has ended. */
export function ReportFacts({ report }: { readonly report: RevocationReport }) {
  const { plan, ticket, watch } = report;
  const users = formatPlanUsers(plan);
  const own = formatOwn(plan);
  return (
    <dl className={classes.facts}>
      <SourceFact {...plan} userName={report.userName} />
      <Fact name={text('report.fact.tenants')}>{formatTenants(plan)}</Fact>
      {users === null ? null : <Fact name={usersLabel(plan)}>{users}</Fact>}
      {plan.excluded === 0 ? null : (
        <Fact name={text('report.fact.excluded')}>{text('report.excluded', { count: plan.excluded })}</Fact>
      )}
      {own === null ? null : <Fact name={text('report.fact.own')}>{own}</Fact>}
      <Fact name={text('report.fact.reason')}>
        {report.reason === '' ? <NotKnown>{text('report.no-reason')}</NotKnown> : <bdi>{report.reason}</bdi>}
      </Fact>
      {ticket === null || ticket === '' ? null : (
        <Fact name={text('report.fact.ticket')}>
          <bdi>{ticket}</bdi>
        </Fact>
      )}
      <Fact name={text('report.fact.operator')}>
        <bdi>{report.operator}</bdi>
      </Fact>
      <TimeFact name={text('report.fact.listed')} at={plan.createdAt} />
      <TimeFact name={text('report.fact.started')} at={report.startedAt} />
      <Fact name={text('report.fact.ended')}>
        {richText('report.ended-with', {
          time: <Moment at={report.endedAt} as="exact" />,
          outcome: formatOutcome(report.outcome),
        })}
      </Fact>
      <Fact name={text('report.fact.passes')}>{text('report.passes', { count: report.passes })}</Fact>
      <Fact name={text('report.fact.options')}>{formatRunOptions(report.options)}</Fact>
      {watch === null ? null : (
        <Fact name={text('report.fact.watched')}>
          {richText(watchedMessage(watch), {
            from: <Moment at={watch.startedAt} as="exact" />,
            to: <Moment at={watch.endedAt ?? watch.until} as="exact" />,
          })}
        </Fact>
      )}
      <Fact name={text('report.fact.id')}>
        <ShortId value={report.id} />
      </Fact>
    </dl>
  );
}

/** The circumstances of a revocation that has not ended. */
export function RunFacts({ progress }: { readonly progress: RunProgress }) {
  return (
    <dl className={classes.facts}>
      <SourceFact {...progress} />
      <Fact name={text('report.fact.reason')}>
        <bdi>{progress.reason}</bdi>
      </Fact>
      <TimeFact name={text('report.fact.started')} at={progress.startedAt} />
      <Fact name={text('report.fact.id')}>
        <ShortId value={progress.id} />
      </Fact>
    </dl>
  );
}

function watchedMessage({ endedAt, isCutOff }: NonNullable<RevocationReport['watch']>): MessageKey {
  if (endedAt !== null) return 'report.watched';
  return isCutOff ? 'report.watched-cut-off' : 'report.watched-planned';
}

function TimeFact({ name, at }: { readonly name: string; readonly at: number }) {
  return (
    <Fact name={name}>
      <Moment at={at} as="exact" />
    </Fact>
  );
}

type SourceFactProps = Pick<RunProgress, 'connectionId' | 'source' | 'targets' | 'userName'>;

/** What a revocation was made from: of one user, the name with a link, and the id. */
function SourceFact(revocation: SourceFactProps) {
  const { times } = useSettings();
  const userName = useNameInRevocation(revocation);
  const { source, targets } = revocation;
  if (source.type !== 'user')
    return <Fact name={text('report.fact.source')}>{formatPlanSource(source, { targets, times })}</Fact>;
  const { tenantId, userId } = source;
  const user = <UserLink userId={userId} name={userName} />;
  return (
    <>
      <Fact name={text('report.fact.source')}>
        {tenantId === null
          ? richText('report.source.user', { user })
          : richText('report.source.user-in-tenant', { user, tenant: tenantId })}
      </Fact>
      <Fact name={text('report.fact.user-id')}>
        <ShortId value={userId} />
      </Fact>
    </>
  );
}
