import { useQuery } from '@tanstack/react-query';
import type { PlanSource, RevocationPlan } from '../../../../contract/domain/revocation/plan.ts';
import type { SessionDetails } from '../../../../contract/domain/session.ts';
import type { LoginMethod } from '../../../../contract/domain/user.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatEstimate } from '../../../messages/format-duration.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { nameInView } from '../../../shared/known-user.ts';
import type { EndSessionsRequest } from '../../../shared/revocations/end-sessions-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { ShortId } from '../../../shared/short-id.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Fact, Recorded } from '../../../ui/page.tsx';
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

interface PlanFactsProps {
  readonly plan: RevocationPlan;
  readonly request: EndSessionsRequest;
}

/** Which sessions a plan has and where: user, tenants, login methods, what is excluded, and how long it takes. */
export function PlanFacts({ plan, request }: PlanFactsProps) {
  const facts = useFactsAtPlanning(plan);
  const shares = facts ? sharesByMethod(plan, facts.loginMethods) : [];
  // Of a selection on the page of one user, the ids are counted.
  const users = request.userId === undefined ? formatPlanUsers(plan) : null;
  const own = formatOwn(plan);
  const isOneSession = plan.targets === 1;
  return (
    <dl className={classes.facts}>
      <SourceFact plan={plan} userName={facts?.userName ?? null} />
      {facts?.session ? (
        <SessionFacts
          session={facts.session}
          userName={facts.userName}
          isUserShown={plan.source.type === 'user'}
        />
      ) : null}
      {facts?.isGone ? <Fact name={text('report.fact.session')}>{text('question.session-gone')}</Fact> : null}
      <Fact name={text(isOneSession ? 'report.fact.tenant' : 'report.fact.tenants')}>
        {isOneSession ? plan.byTenant[0]?.name : formatTenants(plan)}
      </Fact>
      {users === null || facts?.session ? null : <Fact name={usersLabel(plan)}>{users}</Fact>}
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
  );
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
  readonly session: SessionDetails;
  /** Null: the core has no user with this id. */
  readonly userName: string | null;
  /** The user is named as the source. */
  readonly isUserShown: boolean;
}

/** By what an operator recognises one session: its owner, device, network and age. */
function SessionFacts({ session, userName, isUserShown }: SessionFactsProps) {
  const { handle, ip, timeCreated, userAgent, userId } = session;
  return (
    <>
      {userName === null || isUserShown ? null : (
        <Fact name={text('report.fact.user')}>
          <bdi>{userName}</bdi>
        </Fact>
      )}
      {isUserShown ? null : <UserIdFact userId={userId} />}
      <Fact name={text('report.fact.device')}>
        <Recorded
          value={userAgent === null ? null : <bdi title={userAgent}>{formatDevice(userAgent).text}</bdi>}
        />
      </Fact>
      <Fact name={text('report.fact.network')}>
        <Recorded value={ip === null ? null : <bdi>{ip}</bdi>} />
      </Fact>
      <Fact name={text('report.fact.created')}>
        <Moment at={timeCreated} />
      </Fact>
      <Fact name={text('report.fact.session')}>
        <ShortId value={handle} chars={36} />
      </Fact>
    </>
  );
}

interface FactsAtPlanning {
  /** Name and address; null: the core has no such user. */
  readonly userName: string | null;
  readonly loginMethods: readonly LoginMethod[];
  /** Of a plan of one session. */
  readonly session: SessionDetails | null;
  /** The one session was already gone when the question was asked. */
  readonly isGone: boolean;
}

/** As they were when the question was asked: afterwards the core has the session no more. Null: not read, or not known. */
function useFactsAtPlanning(plan: RevocationPlan): FactsAtPlanning | null {
  const { id: connectionId } = useConnection();
  const handle = plan.onlyHandle ?? null;
  const userId = userOf(plan.source);
  const facts = useQuery({
    queryKey: ['question.facts', plan.id],
    queryFn: async ({ signal }): Promise<FactsAtPlanning> => {
      const view = handle === null ? null : await call('directory.session', { connectionId, handle }, signal);
      const session = view?.type === 'session' ? view.session : null;
      const id = session?.userId ?? userId;
      const owner = id === null ? null : await call('directory.user', { connectionId, userId: id }, signal);
      return {
        userName: owner && nameInView(owner),
        loginMethods: owner?.type === 'user' ? owner.user.loginMethods : [],
        session,
        isGone: view !== null && session === null,
      };
    },
    enabled: handle !== null || userId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return facts.data ?? null;
}

function userOf(source: PlanSource): string | null {
  return source.type === 'user' ? source.userId : null;
}
