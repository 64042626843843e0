import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User, UserView } from '../../../../contract/domain/user.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { JsonTree } from '../../../shared/json-tree/json-tree.tsx';
import { Problem } from '../../../ui/problem.tsx';
import classes from './identity-card.module.css';

type ReadUser = Extract<UserView, { type: 'user' }>;
type TenantRoles = Extract<ReadUser['roles'], { state: 'loaded' }>['value'];

interface RolesProps {
  readonly user: User;
  readonly roles: ReadUser['roles'];
  readonly retry: () => void;
}

/** Roles by tenant. A role in one tenant says nothing about another. */
export function Roles({ user, roles, retry }: RolesProps) {
  switch (roles.state) {
    case 'failed':
      return <Problem error={roles.error} meaning={text('user.roles-not-read')} onRetry={retry} />;
    case 'not-read':
      return <RolesOnDemand user={user} />;
    case 'loaded':
      return <TenantRoleList roles={roles.value} />;
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
  if (data) return <TenantRoleList roles={data} />;
  if (error && !isFetching) {
    return <Problem error={error} meaning={text('user.roles-not-read')} onRetry={() => void refetch()} />;
  }
  return (
    <Button size="compact-xs" variant="default" loading={isFetching} onClick={() => setAsked(true)}>
      {text('user.read-roles', { count: tenantIds.length })}
    </Button>
  );
}

function TenantRoleList({ roles }: { readonly roles: TenantRoles }) {
  const withRoles = roles.filter((tenant) => tenant.roles.length > 0);
  if (withRoles.length === 0) return text('user.none');
  return withRoles.map(({ tenantId, roles: names }) => (
    <div key={tenantId}>{text('user.roles-in-tenant', { tenant: tenantId, roles: names.join(', ') })}</div>
  ));
}

/** What the application stores with a user. Closed at first: it can be long, and private. */
export function Metadata({
  metadata,
  retry,
}: {
  readonly metadata: ReadUser['metadata'];
  readonly retry: () => void;
}) {
  const [open, setOpen] = useState(false);
  if (metadata.state === 'failed') {
    return (
      <>
        <h3 className={classes.subtitle}>{text('user.metadata')}</h3>
        <Problem error={metadata.error} meaning={text('user.metadata-not-read')} onRetry={retry} />
      </>
    );
  }
  const count = Object.keys(metadata.value).length;
  if (count === 0) {
    return (
      <h3 className={classes.subtitle}>
        {text('user.metadata')} <span className={classes.aside}>{text('user.none')}</span>
      </h3>
    );
  }
  return (
    <>
      <h3 className={classes.subtitle}>
        <button
          type="button"
          className={classes.disclose}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} />
          {text('user.metadata')}
          <span className={classes.aside}>{text('user.metadata-entries', { count })}</span>
        </button>
      </h3>
      {open ? <JsonTree value={metadata.value} label={text('user.metadata-label')} /> : null}
    </>
  );
}
