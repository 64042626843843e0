import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User, UserView } from '../../../../contract/domain/user.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { Problem } from '../../../ui/problem.tsx';

type RolesPart = Extract<UserView, { kind: 'user' }>['roles'];
type TenantRoles = Extract<RolesPart, { state: 'loaded' }>['value'];

interface RolesProps {
  readonly user: User;
  readonly roles: RolesPart;
  readonly retry: () => void;
}

/** Roles by tenant. A role in one tenant says nothing about another. */
export function Roles({ user, roles, retry }: RolesProps) {
  switch (roles.state) {
    case 'failed':
      return <Problem error={roles.error} meaning="Could not read the roles." onRetry={retry} />;
    case 'not-read':
      return <RolesOnDemand user={user} />;
    case 'loaded':
      return <Given roles={roles.value} />;
  }
}

/** Each tenant costs a call. */
function RolesOnDemand({ user: { id: userId, tenantIds } }: Pick<RolesProps, 'user'>) {
  const { id: connectionId } = useConnection();
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['directory.roles', connectionId, userId],
    queryFn: ({ signal }) => call('directory.roles', { connectionId, userId, tenantIds }, signal),
    enabled: asked,
  });
  if (data) return <Given roles={data} />;
  if (error && !isFetching) {
    return <Problem error={error} meaning="Could not read the roles." onRetry={() => void refetch()} />;
  }
  return (
    <Button size="compact-xs" variant="default" loading={isFetching} onClick={() => setAsked(true)}>
      Read the roles in {formatCount(tenantIds.length)} tenants
    </Button>
  );
}

function Given({ roles }: { readonly roles: TenantRoles }) {
  const given = roles.filter((tenant) => tenant.roles.length > 0);
  if (given.length === 0) return 'none';
  return given.map(({ tenantId, roles: names }) => (
    <div key={tenantId}>
      {tenantId}: {names.join(', ')}
    </div>
  ));
}
