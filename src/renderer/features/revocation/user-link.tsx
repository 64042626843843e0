import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, use } from 'react';
import type { UserView } from '../../../contract/domain/user.ts';
import { formatUserWithAddress } from '../../messages/format-user-name.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';

/** Of a core that is not the one in use, a link to a user would lead to another user, or to none. */
const HasUserLinks = createContext(true);

export function NoUserLinks({ children }: { readonly children: ReactNode }) {
  return <HasUserLinks value={false}>{children}</HasUserLinks>;
}

/** Name and address of a user of the connection in use; null: not known, the id is shown instead. */
export function useUserName(userId: string | null): string | null {
  const { id: connectionId } = useConnection();
  const isHere = use(HasUserLinks);
  const view = useQuery({
    queryKey: ['directory.user', connectionId, userId],
    queryFn: ({ signal }) => call('directory.user', { connectionId, userId: userId ?? '' }, signal),
    enabled: userId !== null && isHere,
  });
  return view.data === undefined ? null : nameInView(view.data);
}

/** Null: the core has no user with this id. */
export function nameInView(view: UserView): string | null {
  if (view.type === 'no-user') return null;
  return formatUserWithAddress(view.user, view.metadata.state === 'loaded' ? view.metadata.value : null);
}

interface UserLinkProps {
  readonly userId: string;
  /** Null: the id is shown. */
  readonly name?: string | null;
  readonly tabIndex?: number;
}

/** The user of a session or of a revocation, by name. The id is in the tooltip. */
export function UserLink({ userId, name = null, tabIndex }: UserLinkProps) {
  const shown = <bdi>{name ?? userId}</bdi>;
  if (!use(HasUserLinks)) return <span title={userId}>{shown}</span>;
  return (
    <Link
      to="/users/$userId"
      params={{ userId }}
      title={userId}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    >
      {shown}
    </Link>
  );
}

/** The same in a row of a table, where the focus is on one row. */
export function UserLinkInRow({ userId, name = null }: Omit<UserLinkProps, 'tabIndex'>) {
  return <UserLink userId={userId} name={name} tabIndex={useRowTabIndex()} />;
}
