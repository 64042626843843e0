import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import { text } from '../../messages/text.ts';
import { ShortId } from '../../shared/short-id.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { activeCount } from './sessions/reading/session-list.ts';
import type { SessionsSnapshot } from './sessions/reading/session-store.ts';
import classes from './user-page.module.css';

interface UserHeaderProps {
  readonly name: string;
  readonly view: UseQueryResult<UserView>;
  readonly snapshot: SessionsSnapshot;
  /** What can be done. */
  readonly children: ReactNode;
}

/** Name, addresses and numbers of a user, beside what can be done. */
export function UserHeader({ name, view, snapshot, children }: UserHeaderProps) {
  const user = view.data?.type === 'user' ? view.data.user : null;
  return (
    <div className={classes.head}>
      <div className={classes.who}>
        <div className={classes.titleLine}>
          <BackLink />
          <h1>
            <bdi>{name}</bdi>
          </h1>
        </div>
        {user === null ? null : (
          <p className={classes.addresses}>
            {[...user.emails, ...user.phoneNumbers].map((address) => (
              <ShortId key={address} value={address} chars={64} />
            ))}
          </p>
        )}
        {view.data?.type === 'no-user' ? <p className={classes.note}>{describeNoUser(snapshot)}</p> : null}
      </div>
      {children}
    </div>
  );
}

function describeNoUser({ counts, total }: SessionsSnapshot): string {
  return total === null
    ? text('user.no-user')
    : text('user.no-user-sessions', { count: activeCount(counts) });
}
