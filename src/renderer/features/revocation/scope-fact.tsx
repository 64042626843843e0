import type { PlanScope } from '../../../contract/domain/revocation.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { Fact } from '../../ui/fact.tsx';
import { scopeWords } from './scope-words.ts';
import { UserLink } from './user-link.tsx';

/** What a revocation was made from, with a link to whose it was. */
export function ScopeFact({ scope }: { readonly scope: PlanScope }) {
  const { times } = useSettings();
  if (scope.type === 'handles') return <Fact name="what">sessions chosen one by one</Fact>;
  if (scope.type !== 'user') return <Fact name="what">{scopeWords(scope, 0, times)}</Fact>;
  return (
    <Fact name="what">
      all of user <UserLink userId={scope.userId} />
      {scope.tenantId === null ? ', in all tenants' : `, in tenant ${scope.tenantId}`}
    </Fact>
  );
}
