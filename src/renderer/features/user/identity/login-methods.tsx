import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { IdentityId, LoginMethod, User } from '../../../../contract/domain/user.ts';
import { formatLoginMethod } from '../../../messages/format-user-name.ts';
import { text } from '../../../messages/text.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Fact } from '../../../ui/page/page.tsx';
import { Moment } from '../../../ui/values/moment.tsx';
import classes from './identity-card.module.css';

interface LoginMethodsProps {
  readonly user: User;
  readonly identities: readonly IdentityId[];
}

/** How a user signs in. Several login methods mean linked accounts, each with an id of its own. */
export function LoginMethods({ user, identities }: LoginMethodsProps) {
  return (
    <>
      <h3 className={classes.subtitle}>
        {text('user.login-methods')}
        <span className={classes.aside}>
          {text('user.linked-accounts', { count: Math.max(1, user.loginMethods.length) })}
        </span>
      </h3>
      <ul className={classes.methods}>
        {user.loginMethods.map((method) => (
          <li key={method.recipeUserId} className={classes.method}>
            <LoginMethodFacts method={method} user={user} identities={identities} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface LoginMethodFactsProps extends LoginMethodsProps {
  readonly method: LoginMethod;
}

function LoginMethodFacts({ method, user, identities }: LoginMethodFactsProps) {
  const internal = identities.find(
    ({ kind, recipeUserId }) => kind === 'internal' && recipeUserId === method.recipeUserId,
  );
  const isPrimary = method.recipeUserId === user.id;
  return (
    <>
      <div className={classes.methodName}>
        {formatLoginMethod(method)}
        <Verified method={method} />
      </div>
      <dl className={classes.facts}>
        {method.email === undefined ? null : <Fact name={text('user.fact.email')}>{method.email}</Fact>}
        {method.phoneNumber === undefined ? null : (
          <Fact name={text('user.fact.phone')}>{method.phoneNumber}</Fact>
        )}
        {method.thirdParty === undefined ? null : (
          <Fact name={text('user.fact.provider-id')}>
            <ShortId value={method.thirdParty.userId} />
          </Fact>
        )}
        {isPrimary ? null : (
          <Fact name={text('user.fact.id')}>
            <ShortId value={method.recipeUserId} />
          </Fact>
        )}
        {isPrimary || internal === undefined ? null : (
          <Fact name={text('user.fact.internal-id')}>
            <ShortId value={internal.id} />
          </Fact>
        )}
        <Fact name={text('user.fact.tenants')}>
          <TenantNames tenantIds={method.tenantIds} />
        </Fact>
        <Fact name={text('user.fact.joined')}>
          <Moment at={method.timeJoined} />
        </Fact>
      </dl>
    </>
  );
}

function Verified({ method }: { readonly method: LoginMethod }) {
  if (method.email === undefined && method.phoneNumber === undefined) return null;
  const Icon = method.verified ? IconCheck : IconAlertTriangle;
  return (
    <span className={classes.verified} data-verified={method.verified}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {text(method.verified ? 'user.verified' : 'user.not-verified')}
    </span>
  );
}

/** So many names are shown at first: a user can be in hundreds of tenants. */
const shownAtFirst = 5;

/** The first of the tenants, and on demand the others. */
export function TenantNames({ tenantIds }: { readonly tenantIds: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (tenantIds.length === 0) return text('user.none');
  const hidden = tenantIds.length - shownAtFirst;
  if (hidden <= 0) return tenantIds.join(', ');
  return (
    <>
      {(all ? tenantIds : tenantIds.slice(0, shownAtFirst)).join(', ')}{' '}
      <UnstyledButton className={classes.more} aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? text('user.fewer-tenants') : text('user.more-tenants', { count: hidden })}
      </UnstyledButton>
    </>
  );
}
