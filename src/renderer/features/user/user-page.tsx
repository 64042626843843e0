import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useConnection } from '../../shared/connection-context.tsx';
import { Page } from '../../ui/page.tsx';
import { EndActions } from './end-actions.tsx';
import { IdentityCard } from './identity/identity-card.tsx';
import { useIdentityPlace } from './identity/use-identity-place.ts';
import { methodLookup, type SessionMethods } from './sessions/method-lookup.ts';
import { useSessions } from './sessions/reading/use-sessions.ts';
import { SessionsPanel } from './sessions/sessions-panel.tsx';
import { useSelection } from './sessions/use-selection.ts';
import { useRetryTogether } from './use-retry-together.ts';
import { UserHeader } from './user-header.tsx';
import classes from './user-page.module.css';
import { userQuery } from './user-query.ts';
import { whoIs } from './who-is.ts';

/** A person: who they are on the left, where they are signed in on the right. Also for ids that are no user. */
export function UserPage({ userId }: { readonly userId: string }) {
  const connection = useConnection();
  const view = useQuery(userQuery(connection.id, userId));
  const sessions = useSessions(connection.id, userId);
  useRetryTogether(view, sessions);
  const selection = useSelection(sessions);
  const identity = useIdentityPlace();
  const who = whoIs(view.data, userId);

  const { identities } = sessions.now;
  const loginMethods = view.data?.kind === 'user' ? view.data.user.loginMethods : null;
  const person = view.data !== undefined ? 'read' : view.isError ? 'failed' : 'reading';
  const methods = useMemo(
    (): SessionMethods => ({ person, ...methodLookup(identities, loginMethods ?? []) }),
    [person, identities, loginMethods],
  );

  return (
    <Page title={who.name} layout="full">
      <UserHeader who={who} view={view} snapshot={sessions.now}>
        <EndActions userId={userId} who={who} sessions={sessions} selection={selection} />
      </UserHeader>
      <div className={classes.columns} data-beside={identity.beside || undefined}>
        <IdentityCard userId={userId} view={view} open={identity.open} onToggle={identity.toggle} />
        <SessionsPanel
          subject={who.address}
          primaryId={who.primaryId}
          sessions={sessions}
          selection={selection}
          methods={methods}
        />
      </div>
    </Page>
  );
}
