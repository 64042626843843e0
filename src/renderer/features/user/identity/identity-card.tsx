import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { entriesOf } from '../../../../contract/domain/text/json-text.ts';
import type { User, UserView } from '../../../../contract/domain/user.ts';
import { formatLoginMethods } from '../../../messages/format-user-name.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { JsonTree } from '../../../shared/json-tree.tsx';
import { ShortId } from '../../../shared/short-id.tsx';
import { Card, Disclose } from '../../../ui/page/card.tsx';
import { Fact } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { wideWindow } from '../../../ui/window-size.ts';
import classes from './identity-card.module.css';
import { LoginMethods, TenantNames } from './login-methods.tsx';

interface IdentityCardProps {
  readonly userId: string;
  readonly view: UseQueryResult<UserView>;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Ids, tenants, roles and login methods of a user, and what the application stores with the user. */
export function IdentityCard({ userId, view, open, onToggle }: IdentityCardProps) {
  const retry = () => void view.refetch();
  return (
    <Card
      title={text('user.identity')}
      isOpen={open}
      onToggle={onToggle}
      aside={
        open || view.data === undefined ? null : <span className={classes.brief}>{summaryOf(view.data)}</span>
      }
      className={classes.card}
    >
      <div className={classes.body}>
        {view.data !== undefined ? (
          <IdentityFacts view={view.data} userId={userId} retry={retry} />
        ) : view.error === null ? (
          <SkeletonRows rows={6} label={text('user.reading')} />
        ) : (
          <Problem error={view.error} meaning={text('user.not-read')} onRetry={retry} />
        )}
      </div>
    </Card>
  );
}

function IdentityFacts({
  view,
  userId,
  retry,
}: {
  readonly view: UserView;
  readonly userId: string;
  readonly retry: () => void;
}) {
  if (view.type === 'no-user') {
    return (
      <dl className={classes.facts}>
        <Fact name={text('user.fact.id')}>
          <ShortId value={view.id} />
        </Fact>
        {view.identities
          .filter(({ id }) => id !== view.id)
          .map(({ id, kind }) => (
            <Fact
              key={id}
              name={text(kind === 'internal' ? 'user.fact.internal-id' : 'user.fact.further-id')}
            >
              <ShortId value={id} />
            </Fact>
          ))}
      </dl>
    );
  }
  const { user, identities, roles, metadata } = view;
  const internal = identities.find(
    ({ kind, recipeUserId }) => kind === 'internal' && recipeUserId === user.id,
  );
  return (
    <>
      <dl className={classes.facts}>
        <Fact name={text('user.fact.id')}>
          <ShortId value={user.id} />
        </Fact>
        {internal === undefined ? null : (
          <Fact name={text('user.fact.internal-id')}>
            <ShortId value={internal.id} />
          </Fact>
        )}
        {userId === user.id || userId === internal?.id ? null : (
          <Fact name={text('user.fact.opened-by')}>
            <ShortId value={userId} />
          </Fact>
        )}
        <Fact name={text('user.fact.joined')}>
          <Moment at={user.timeJoined} />
        </Fact>
        <Fact name={text('user.fact.tenants')}>
          <TenantNames tenantIds={user.tenantIds} />
        </Fact>
        <Fact name={text('user.fact.roles')}>
          <Roles user={user} roles={roles} retry={retry} />
        </Fact>
      </dl>
      <LoginMethods user={user} identities={identities} />
      <Metadata metadata={metadata} retry={retry} />
    </>
  );
}

/** Id, tenants and login methods in one line. */
function summaryOf(view: UserView): string {
  if (view.type === 'no-user') return view.id;
  const { id, tenantIds } = view.user;
  return [id, tenantIds.join(', '), formatLoginMethods(view.user)].filter((part) => part !== '').join(' · ');
}

/** Narrower than this, card and table do not fit beside one another. */
const isWideQuery = `(min-width: ${wideWindow}px)`;

interface IdentityLayout {
  readonly open: boolean;
  /** Beside the sessions; else above them. */
  readonly beside: boolean;
  readonly toggle: () => void;
}

/** Where the identity card is. In a narrow window it starts closed: the sessions are what an operator came for. */
export function useIdentityLayout(): IdentityLayout {
  const isWide = useMediaQuery(isWideQuery, true, { getInitialValueInEffect: false });
  const [chosen, choose] = useViewState<boolean | null>('identity/open', null);
  const open = chosen ?? isWide;
  return { open, beside: open && isWide, toggle: () => choose(!open) };
}

type ReadUser = Extract<UserView, { type: 'user' }>;
type TenantRoles = Extract<ReadUser['roles'], { state: 'loaded' }>['value'];

interface RolesProps {
  readonly user: User;
  readonly roles: ReadUser['roles'];
  readonly retry: () => void;
}

/** Roles by tenant. A role in one tenant says nothing about another. */
function Roles({ user, roles, retry }: RolesProps) {
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
function Metadata({
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
  const { count } = entriesOf(metadata.value.text, 0);
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
        <Disclose isOpen={open} onToggle={() => setOpen(!open)}>
          {text('user.metadata')}
          <span className={classes.aside}>{text('user.metadata-entries', { count })}</span>
        </Disclose>
      </h3>
      {open ? <JsonTree value={metadata.value} label={text('user.metadata-label')} /> : null}
    </>
  );
}
