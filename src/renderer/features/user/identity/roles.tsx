import type { UserView } from '../../../../contract/domain/user.ts';
import { Problem } from '../../../ui/problem.tsx';

type RolesPart = Extract<UserView, { kind: 'user' }>['roles'];

/** Roles by tenant. A role in one tenant says nothing about another. */
export function Roles({ roles, retry }: { readonly roles: RolesPart; readonly retry: () => void }) {
  if (roles.state === 'failed') {
    return <Problem error={roles.error} meaning="Could not read the roles." onRetry={retry} />;
  }
  const given = roles.value.filter((tenant) => tenant.roles.length > 0);
  if (given.length === 0) return 'none';
  return given.map(({ tenantId, roles: names }) => (
    <div key={tenantId}>
      {tenantId}: {names.join(', ')}
    </div>
  ));
}
