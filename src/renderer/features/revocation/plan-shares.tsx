import { useQuery } from '@tanstack/react-query';
import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import { withRetry } from '../../messages/format-rule.ts';
import { call } from '../../shared/ipc-client.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact } from '../../ui/fact.tsx';
import classes from './end-dialog.module.css';
import {
  estimateWords,
  keptWords,
  ownWords,
  planUsersWords,
  secondScanCostWords,
  sharesByMethod,
  shareWords,
  tenantWords,
} from './plan-words.ts';
import { scopeWords } from './scope-words.ts';

/** What a plan hits and where: tenants, users, login methods, what was left out, and how long it takes. */
export function PlanShares({ plan }: { readonly plan: RevocationPlan }) {
  const methods = useLoginMethods(plan);
  const shares = methods === null ? [] : sharesByMethod(plan, methods);
  const users = planUsersWords(plan);
  const takes = estimateWords(plan.estimateMs);
  const secondScan = secondScanCostWords(plan);
  return (
    <dl className={classes.shares}>
      <Source plan={plan} />
      <Fact name="tenants">{tenantWords(plan)}</Fact>
      {users === null ? null : <Fact name="users">{users}</Fact>}
      {shares.length === 0 ? null : <Fact name="login methods">{shareWords(shares, shares.length)}</Fact>}
      {plan.excluded === 0 ? null : <Fact name="left out">{keptWords(plan.excluded)}</Fact>}
      {plan.own === 0 ? null : (
        <Fact name="your own">
          <span className={classes.warn}>{ownWords(plan.own)}</span>
        </Fact>
      )}
      {takes === null ? null : <Fact name="takes">{takes}</Fact>}
      {secondScan === null ? null : <Fact name="second scan">{secondScan}</Fact>}
    </dl>
  );
}

function Source({ plan }: { readonly plan: RevocationPlan }) {
  const { scope, targets } = plan;
  const { times } = useSettings();
  if (scope.type === 'handles') return null;
  if (scope.type !== 'user')
    return (
      <Fact name={scope.type}>
        {scope.type === 'list' ? withRetry(scope.name, scope) : scopeWords(scope, targets, times)}
      </Fact>
    );
  return (
    <Fact name="user">
      <ShortId value={scope.userId} chars={36} />
      {scope.tenantId === null
        ? ' with all their ids, in all tenants'
        : ` with all their ids, in tenant ${scope.tenantId} only`}
    </Fact>
  );
}

/** Only names for what the plan counts already: without an answer the line stays away. */
function useLoginMethods({ connectionId, scope }: RevocationPlan) {
  const userId = scope.type === 'user' ? scope.userId : null;
  const view = useQuery({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: ({ signal }) => call('directory.user', { connectionId, userId: userId ?? '' }, signal),
    enabled: userId !== null,
  });
  return view.data?.type === 'user' ? view.data.user.loginMethods : null;
}
