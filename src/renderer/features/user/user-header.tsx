import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import { plural } from '../../messages/format-count.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { standing } from './sessions/reading/session-list.ts';
import type { SessionsSnapshot } from './sessions/reading/session-store.ts';
import classes from './user-page.module.css';
import type { Who } from './who-is.ts';

interface UserHeaderProps {
  readonly who: Who;
  readonly view: UseQueryResult<UserView>;
  readonly snapshot: SessionsSnapshot;
  /** What can be done. */
  readonly children: ReactNode;
}

/** Name, addresses and numbers of a person, beside what can be done. */
export function UserHeader({ who, view, snapshot, children }: UserHeaderProps) {
  const user = view.data?.kind === 'user' ? view.data.user : null;
  return (
    <div className={classes.head}>
      <div className={classes.who}>
        <div className={classes.titleLine}>
          <BackLink />
          <h1>
            <bdi>{who.name}</bdi>
          </h1>
        </div>
        {user === null ? null : (
          <p className={classes.addresses}>
            {[...user.emails, ...user.phoneNumbers].map((address) => (
              <ShortId key={address} value={address} chars={64} />
            ))}
          </p>
        )}
        {view.data?.kind === 'no-user' ? <p className={classes.note}>{noUserWords(snapshot)}</p> : null}
      </div>
      {children}
    </div>
  );
}

function noUserWords({ counts, total }: SessionsSnapshot): string {
  if (total === null) return 'No user with this id.';
  const sessions = standing(counts);
  if (sessions === 0) return 'No user with this id, and no session stands under it.';
  return `No user with this id; ${plural(sessions, 'session')} ${sessions === 1 ? 'stands' : 'stand'} under it.`;
}
