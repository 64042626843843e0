import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { IdentityId, LoginMethod, User } from '../../../../contract/domain/user.ts';
import { plural } from '../../../ui/count-words.ts';
import { loginMethodWords } from '../../../ui/login-method-words.ts';
import { Moment } from '../../../ui/moment.tsx';
import { ShortId } from '../../../ui/short-id.tsx';
import { Fact, Facts } from './facts.tsx';
import classes from './identity-card.module.css';
import { TenantNames } from './tenant-names.tsx';

interface LoginMethodsProps {
  readonly user: User;
  readonly identities: readonly IdentityId[];
}

/** How a person signs in. Several ways mean linked accounts, each with an id of its own. */
export function LoginMethods({ user, identities }: LoginMethodsProps) {
  const linked = user.loginMethods.length - 1;
  return (
    <>
      <h3 className={classes.subtitle}>
        Login methods
        <span className={classes.aside}>
          {linked > 0 ? `${plural(linked + 1, 'linked account')}` : 'not linked to other accounts'}
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
  const inner = identities.find(
    ({ kind, recipeUserId }) => kind === 'internal' && recipeUserId === method.recipeUserId,
  );
  const isPrimary = method.recipeUserId === user.id;
  return (
    <>
      <div className={classes.methodName}>
        {loginMethodWords(method)}
        <Verified method={method} />
      </div>
      <Facts>
        {method.email === undefined ? null : <Fact name="e-mail">{method.email}</Fact>}
        {method.phoneNumber === undefined ? null : <Fact name="phone">{method.phoneNumber}</Fact>}
        {method.thirdParty === undefined ? null : (
          <Fact name="their id">
            <ShortId value={method.thirdParty.userId} />
          </Fact>
        )}
        {isPrimary ? null : (
          <Fact name="id">
            <ShortId value={method.recipeUserId} />
          </Fact>
        )}
        {isPrimary || inner === undefined ? null : (
          <Fact name="inner id">
            <ShortId value={inner.id} />
          </Fact>
        )}
        <Fact name="tenants">
          <TenantNames tenantIds={method.tenantIds} />
        </Fact>
        <Fact name="joined">
          <Moment at={method.timeJoined} />
        </Fact>
      </Facts>
    </>
  );
}

function Verified({ method }: { readonly method: LoginMethod }) {
  if (method.email === undefined && method.phoneNumber === undefined) return null;
  const Icon = method.verified ? IconCheck : IconAlertTriangle;
  return (
    <span className={classes.verified} data-verified={method.verified}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {method.verified ? 'verified' : 'not verified'}
    </span>
  );
}
