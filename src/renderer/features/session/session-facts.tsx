import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { SessionDetails } from '../../../contract/domain/session.ts';
import type { User } from '../../../contract/domain/user.ts';
import { formatDevice } from '../../messages/format-device.ts';
import { formatLoginMethod } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { nameInView } from '../../shared/known-user.ts';
import { useOAuthPolicy } from '../../shared/oauth-policy.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { Fact, Recorded } from '../../ui/page/page.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import classes from './session-page.module.css';

interface Owner {
  /** Null: the core has no user with the session's user id. */
  readonly user: User | null;
  /** Name of the user; the id when there is no user. */
  readonly name: string;
}

/** The user whose session it is. */
export function ownerQuery(connectionId: string, userId: string) {
  return queryOptions({
    queryKey: ['session.owner', connectionId, userId],
    queryFn: async ({ signal }): Promise<Owner> => {
      const view = await call('directory.user', { connectionId, userId }, signal);
      if (view.type === 'no-user') return { user: null, name: userId };
      return { user: view.user, name: nameInView(view) ?? userId };
    },
  });
}

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

interface SessionFactsProps {
  readonly session: SessionDetails;
  /** It was read before it ended. */
  readonly isGone: boolean;
}

/** User, tenant, times, network and device of a session. */
export function SessionFacts({ isGone, session }: SessionFactsProps) {
  const { userId, recipeUserId, tenantId, timeCreated, expiry, ip, userAgent } = session;
  return (
    <dl className={classes.facts}>
      <Fact name={text('session.fact.user')}>
        <OwnerLink userId={userId} />
      </Fact>
      <Fact name={text('session.fact.user-id')}>
        <ShortId value={userId} chars={48} />
      </Fact>
      <Fact name={text('session.fact.login-method')}>
        <LoginMethodOf userId={userId} recipeUserId={recipeUserId} />
      </Fact>
      <Fact name={text('session.fact.tenant')}>{tenantId}</Fact>
      <Fact name={text('session.fact.created')}>
        <Time at={timeCreated} />
      </Fact>
      <Fact name={text('session.fact.expires')}>
        <Time at={expiry} />
      </Fact>
      <Fact name={text('session.fact.network')}>
        <Recorded value={ip} />
      </Fact>
      <Fact name={text('session.fact.device')}>
        {userAgent === null ? <Recorded value={null} /> : <Device userAgent={userAgent} />}
      </Fact>
      <Fact name={text('oauth.session')}>{isGone ? text('oauth.session.gone') : <OAuthTokens />}</Fact>
    </dl>
  );
}

function OwnerLink({ userId }: { readonly userId: string }) {
  const connection = useConnection();
  const owner = useQuery(ownerQuery(connection.id, userId));
  const link = (name: string) => (
    <Link to="/users/$userId" params={{ userId }}>
      <bdi>{name}</bdi>
    </Link>
  );
  if (owner.data === undefined)
    return (
      <>
        {link(userId)}{' '}
        {owner.isError ? <span className={classes.quiet}>{text('session.owner-not-read')}</span> : null}
      </>
    );
  if (owner.data.user !== null) return link(owner.data.name);
  return (
    <>
      {link(userId)} <span className={classes.quiet}>{text('session.no-user')}</span>
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
      {owner.data === undefined && owner.isError ? (
        <span className={classes.quiet}>{text('user.method-not-read')} </span>
      ) : null}
      <ShortId value={recipeUserId} chars={48} />
    </>
  );
}

/** Whether the tokens that OAuth2 clients have on the session end with it. */
function OAuthTokens() {
  const policy = useOAuthPolicy();
  switch (policy?.type) {
    case undefined:
      return text('oauth.session.reading');
    case 'end':
      return text('oauth.session.end');
    case 'leave':
      return text('oauth.session.stay', { why: policy.why });
    case 'ask':
      return text('oauth.session.ask');
  }
}

function Device({ userAgent }: { readonly userAgent: string }) {
  const { text: device, claimed, recognised } = formatDevice(userAgent);
  return (
    <>
      {recognised ? <div>{device}</div> : null}
      <bdi className={recognised ? classes.quiet : undefined}>{claimed}</bdi>
    </>
  );
}
