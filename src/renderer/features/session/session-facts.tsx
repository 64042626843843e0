import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SessionDetails } from '../../../contract/domain/session.ts';
import { formatDevice } from '../../messages/format-device.ts';
import { formatLoginMethod } from '../../messages/format-login-method.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact, Recorded } from '../../ui/fact.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ownerQuery } from './owner-query.ts';
import classes from './session-page.module.css';

function Time({ at }: { readonly at: number }) {
  return (
    <>
      <Moment at={at} />{' '}
      <span className={classes.quiet}>
        <Moment at={at} as="exact" />
      </span>
    </>
  );
}

/** Whose it is, where, since when, until when, from where. */
export function SessionFacts({ session }: { readonly session: SessionDetails }) {
  const { userId, recipeUserId, tenantId, timeCreated, expiry, ip, userAgent } = session;
  return (
    <dl className={classes.facts}>
      <Fact name="user">
        <OwnerLink userId={userId} />
      </Fact>
      <Fact name="user id">
        <ShortId value={userId} chars={48} />
      </Fact>
      <Fact name="login method">
        <LoginMethodOf userId={userId} recipeUserId={recipeUserId} />
      </Fact>
      <Fact name="tenant">{tenantId}</Fact>
      <Fact name="created">
        <Time at={timeCreated} />
      </Fact>
      <Fact name="expires">
        <Time at={expiry} />
      </Fact>
      <Fact name="network">
        <Recorded value={ip} />
      </Fact>
      <Fact name="device">
        {userAgent === null ? <Recorded value={null} /> : <Device userAgent={userAgent} />}
      </Fact>
    </dl>
  );
}

function OwnerLink({ userId }: { readonly userId: string }) {
  const connection = useConnection();
  const owner = useQuery(ownerQuery(connection.id, userId));
  const link = (text: string) => (
    <Link to="/users/$userId" params={{ userId }}>
      <bdi>{text}</bdi>
    </Link>
  );
  if (owner.data === undefined) return link(userId);
  if (owner.data.user !== null) return link(owner.data.address);
  return (
    <>
      {link(userId)} <span className={classes.quiet}>no user with this id</span>
    </>
  );
}

function LoginMethodOf({ userId, recipeUserId }: { readonly userId: string; readonly recipeUserId: string }) {
  const connection = useConnection();
  const owner = useQuery(ownerQuery(connection.id, userId));
  const method = owner.data?.user?.loginMethods.find((one) => one.recipeUserId === recipeUserId);
  return (
    <>
      {method === undefined ? null : `${formatLoginMethod(method)} `}
      <ShortId value={recipeUserId} chars={48} />
    </>
  );
}

function Device({ userAgent }: { readonly userAgent: string }) {
  const { words, claimed, recognised } = formatDevice(userAgent);
  return (
    <>
      {recognised ? <div>{words}</div> : null}
      <bdi className={recognised ? classes.quiet : undefined}>{claimed}</bdi>
    </>
  );
}
