import { IconChevronRight } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { UserView } from '../../../../contract/domain/user.ts';
import { Moment } from '../../../ui/moment.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { ShortId } from '../../../ui/short-id.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { Fact, Facts } from './facts.tsx';
import classes from './identity-card.module.css';
import { identityWords } from './identity-words.ts';
import { LoginMethods } from './login-methods.tsx';
import { Metadata } from './metadata.tsx';
import { Roles } from './roles.tsx';
import { TenantNames } from './tenant-names.tsx';

interface IdentityCardProps {
  readonly userId: string;
  readonly view: UseQueryResult<UserView>;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Who someone is: ids, tenants, roles, how they sign in, and what the application keeps about them. */
export function IdentityCard({ userId, view, open, onToggle }: IdentityCardProps) {
  const retry = () => void view.refetch();
  return (
    <section className={classes.card} aria-label="Identity">
      <h2 className={classes.title}>
        <button type="button" className={classes.disclose} aria-expanded={open} onClick={onToggle}>
          <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} />
          Identity
        </button>
        {open || view.data === undefined ? null : (
          <span className={classes.brief}>{identityWords(view.data)}</span>
        )}
      </h2>
      {!open ? null : view.data === undefined ? (
        <div className={classes.body}>
          {view.error === null ? (
            <SkeletonRows rows={6} label="Reading the user" />
          ) : (
            <Problem error={view.error} meaning="Could not read the user." onRetry={retry} />
          )}
        </div>
      ) : (
        <div className={classes.body}>
          <Known view={view.data} userId={userId} retry={retry} />
        </div>
      )}
    </section>
  );
}

function Known({
  view,
  userId,
  retry,
}: {
  readonly view: UserView;
  readonly userId: string;
  readonly retry: () => void;
}) {
  if (view.kind === 'no-user') {
    return (
      <Facts>
        <Fact name="id">
          <ShortId value={view.id} />
        </Fact>
        {view.identities
          .filter(({ id }) => id !== view.id)
          .map(({ id, kind }) => (
            <Fact key={id} name={kind === 'internal' ? 'inner id' : 'further id'}>
              <ShortId value={id} />
            </Fact>
          ))}
      </Facts>
    );
  }
  const { user, identities, roles, metadata } = view;
  const inner = identities.find(({ kind, recipeUserId }) => kind === 'internal' && recipeUserId === user.id);
  return (
    <>
      <Facts>
        <Fact name="id">
          <ShortId value={user.id} />
        </Fact>
        {inner === undefined ? null : (
          <Fact name="inner id">
            <ShortId value={inner.id} />
          </Fact>
        )}
        {userId === user.id || userId === inner?.id ? null : (
          <Fact name="opened by">
            <ShortId value={userId} />
          </Fact>
        )}
        <Fact name="joined">
          <Moment at={user.timeJoined} />
        </Fact>
        <Fact name="tenants">
          <TenantNames tenantIds={user.tenantIds} />
        </Fact>
        <Fact name="roles">
          <Roles user={user} roles={roles} retry={retry} />
        </Fact>
      </Facts>
      <LoginMethods user={user} identities={identities} />
      <Metadata metadata={metadata} retry={retry} />
    </>
  );
}
