import type { ReactNode } from 'react';
import type { RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import type { SessionDetails } from '../../../../contract/domain/session.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatEstimate } from '../../../messages/format-duration.ts';
import { text } from '../../../messages/text.ts';
import type { EndSessionsRequest } from '../../../shared/revocations/end-sessions-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { ShortId } from '../../../shared/short-id.tsx';
import { Fact, Recorded } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import {
  formatOwn,
  formatPlanSource,
  formatPlanUsers,
  formatShares,
  formatTenants,
  sharesByMethod,
  usersLabel,
} from '../format-plan.ts';
import classes from './question.module.css';
import { type FactState, type OwnerFacts, usePlanFacts } from './use-plan-facts.ts';

interface PlanFactsProps {
  readonly plan: RevocationPlan;
  readonly request: EndSessionsRequest;
  /** The question is being asked: what a result shows was read before. */
  readonly isAsked?: boolean;
}

/** Which sessions a plan has and where: user, tenants, login methods, what is excluded, and how long it takes. */
export function PlanFacts({ plan, request, isAsked = false }: PlanFactsProps) {
  const { owner, session } = usePlanFacts(plan, isAsked);
  const user = owner?.state === 'read' ? owner.value : null;
  const shares = user === null ? [] : sharesByMethod(plan, user.loginMethods);
  const isGone = session?.state === 'read' && session.value === null;
  // Of a selection on the page of one user, the ids are counted.
  const users = request.userId === undefined ? formatPlanUsers(plan) : null;
  const own = formatOwn(plan);
  const isOneSession = plan.targets === 1;
  return (
    <>
      <dl className={classes.facts}>
        <SourceFact plan={plan} userName={user?.userName ?? null} />
        {session !== null && !isGone ? (
          <SessionFacts
            handle={plan.onlyHandle ?? null}
            session={session}
            owner={owner}
            isUserShown={plan.source.type === 'user'}
          />
        ) : null}
        {isGone ? <Fact name={text('report.fact.session')}>{text('question.session-gone')}</Fact> : null}
        <Fact name={text(isOneSession ? 'report.fact.tenant' : 'report.fact.tenants')}>
          {isOneSession ? plan.byTenant[0]?.name : formatTenants(plan)}
        </Fact>
        {users === null || (session !== null && !isGone) ? null : (
          <Fact name={usersLabel(plan)}>{users}</Fact>
        )}
        {shares.length === 0 || isOneSession ? null : (
          <Fact name={text('report.fact.login-methods')}>{formatShares(shares, shares.length)}</Fact>
        )}
        {plan.excluded === 0 ? null : (
          <Fact name={text('report.fact.excluded')}>{text('report.excluded', { count: plan.excluded })}</Fact>
        )}
        {own === null ? null : (
          <Fact name={text('report.fact.own')}>
            <span className={classes.warn}>{own}</span>
          </Fact>
        )}
        {plan.estimateMs < shortestShownMs ? null : (
          <Fact name={text('report.fact.duration')}>{formatEstimate(plan.estimateMs)}</Fact>
        )}
        {plan.secondScan === null ? null : (
          <Fact name={text('report.fact.second-scan')}>
            {text('question.second-scan-cost', {
              users: plan.secondScan.users,
              calls: plan.secondScan.calls,
              duration: formatEstimate(plan.secondScan.ms),
            })}
          </Fact>
        )}
      </dl>
      <Unread of={session} meaning="question.session-not-read" />
      <Unread of={owner} meaning="question.owner-not-read" />
    </>
  );
}

interface UnreadProps {
  readonly of: FactState<unknown> | null;
  readonly meaning: 'question.session-not-read' | 'question.owner-not-read';
}

/** Why facts are not known, while they can still be read. */
function Unread({ of, meaning }: UnreadProps) {
  if (of?.state !== 'unread' || of.error === null) return null;
  return <Problem error={of.error} meaning={text(meaning)} onRetry={of.retry} />;
}

/** A run that is expected to be shorter needs no estimate. */
const shortestShownMs = 5_000;

interface SourceFactProps {
  readonly plan: Pick<RevocationPlan, 'source' | 'targets'>;
  readonly userName: string | null;
}

function SourceFact({ plan: { source, targets }, userName }: SourceFactProps) {
  const { times } = useSettings();
  if (source.type === 'handles') return null;
  if (source.type !== 'user')
    return <Fact name={text('report.fact.source')}>{formatPlanSource(source, { targets, times })}</Fact>;
  return (
    <>
      <Fact name={text('report.fact.source')}>
        <bdi>{formatPlanSource(source, { targets, times, userName })}</bdi>
      </Fact>
      <UserIdFact userId={source.userId} />
    </>
  );
}

function UserIdFact({ userId }: { readonly userId: string }) {
  return (
    <Fact name={text('report.fact.user-id')}>
      <ShortId value={userId} chars={36} />
    </Fact>
  );
}

interface SessionFactsProps {
  readonly handle: string | null;
  readonly session: FactState<SessionDetails | null>;
  readonly owner: FactState<OwnerFacts> | null;
  /** The user is named as the source. */
  readonly isUserShown: boolean;
}

/** By what an operator recognises one session: its owner, device, network and age. */
function SessionFacts({ handle, session, owner, isUserShown }: SessionFactsProps) {
  return (
    <>
      {isUserShown ? null : <OwnerFact {...{ session, owner }} />}
      <Fact name={text('report.fact.device')}>
        <Known of={session}>
          {({ userAgent }) => (
            <Recorded
              value={userAgent === null ? null : <bdi title={userAgent}>{formatDevice(userAgent).text}</bdi>}
            />
          )}
        </Known>
      </Fact>
      <Fact name={text('report.fact.network')}>
        <Known of={session}>{({ ip }) => <Recorded value={ip === null ? null : <bdi>{ip}</bdi>} />}</Known>
      </Fact>
      <Fact name={text('report.fact.created')}>
        <Known of={session}>{({ timeCreated }) => <Moment at={timeCreated} />}</Known>
      </Fact>
      {handle === null ? null : (
        <Fact name={text('report.fact.session')}>
          <ShortId value={handle} chars={36} />
        </Fact>
      )}
    </>
  );
}

/** Whose session it is. Before the session was read, nobody knows. */
function OwnerFact({ session, owner }: Pick<SessionFactsProps, 'session' | 'owner'>) {
  const userId = session.state === 'read' ? session.value?.userId : undefined;
  const isNoUser = owner?.state === 'read' && owner.value.userName === null;
  return (
    <>
      {isNoUser ? null : (
        <Fact name={text('report.fact.user')}>
          {owner === null ? (
            <Known of={session}>{() => null}</Known>
          ) : (
            <Known of={owner}>{({ userName }) => <bdi>{userName}</bdi>}</Known>
          )}
        </Fact>
      )}
      {userId === undefined ? null : <UserIdFact userId={userId} />}
    </>
  );
}

interface KnownProps<Value> {
  readonly of: FactState<Value | null>;
  readonly children: (value: Value) => ReactNode;
}

/** A fact, or that it is being read, or that nobody knows it. */
function Known<Value>({ of, children }: KnownProps<Value>) {
  if (of.state === 'read') return of.value === null ? null : children(of.value);
  return (
    <span className={classes.quiet}>
      {text(of.state === 'reading' ? 'question.fact-reading' : 'question.fact-unread')}
    </span>
  );
}
