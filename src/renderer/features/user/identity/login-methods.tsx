import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { IdentityId, LoginMethod, User } from '../../../../contract/domain/user.ts';
import { formatLoginMethod } from '../../../messages/format-login-method.ts';
import { text } from '../../../messages/text.ts';
import { ShortId } from '../../../shared/short-id.tsx';
import { Fact } from '../../../ui/fact.tsx';
import { Moment } from '../../../ui/moment.tsx';
import classes from './identity-card.module.css';
import { TenantNames } from './tenant-names.tsx';

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
