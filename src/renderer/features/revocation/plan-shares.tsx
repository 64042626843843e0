import { useQuery } from '@tanstack/react-query';
import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import { call } from '../../app/curfew.ts';
import { ShortId } from '../../ui/short-id.tsx';
import classes from './end-dialog.module.css';
import { sharesByMethod, shareWords } from './plan-words.ts';

/** Where the sessions of a plan stand: tenants, login methods, and the ids that another call would miss. */
export function PlanShares({ plan }: { readonly plan: RevocationPlan }) {
  const { scope } = plan;
  const methods = useLoginMethods(plan);
  const shares = methods === null ? [] : sharesByMethod(plan, methods);
  return (
    <dl className={classes.shares}>
      <div>
        <dt>tenants</dt>
        <dd>{shareWords(plan.byTenant)}</dd>
      </div>
      {shares.length === 0 ? null : (
        <div>
          <dt>login methods</dt>
          <dd>{shareWords(shares)}</dd>
        </div>
      )}
      {scope.type === 'handles' ? null : (
        <div>
          <dt>user</dt>
          <dd>
            <ShortId value={scope.userId} chars={36} />
            {scope.tenantId === null
              ? ' with all their ids, in all tenants'
              : ` with all their ids, in tenant ${scope.tenantId} only`}
          </dd>
        </div>
      )}
    </dl>
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
  return view.data?.kind === 'user' ? view.data.user.loginMethods : null;
}
