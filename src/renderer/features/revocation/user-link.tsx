import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, use } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { useKnownUserName } from '../../shared/known-user.ts';
import { useRowTabIndex } from '../../ui/table/table-row.tsx';

/** Of a core that is not the one in use, a link to a user or a session would lead to another one, or to none. */
const HasCoreLinks = createContext(true);

export function NoCoreLinks({ children }: { readonly children: ReactNode }) {
  return <HasCoreLinks value={false}>{children}</HasCoreLinks>;
}

/** Whether users and sessions can be opened: they are of the core in use. */
export function useHasCoreLinks(): boolean {
  return use(HasCoreLinks);
}

/**
 * The one user of a revocation: as a page has read the user, else by the name of the time of the plan. Nothing is read:
 * whoever looks at a revocation does not look at the user. Null: it is not of one user.
 */
export function useNameInRevocation(
  revocation: Pick<RunProgress, 'connectionId' | 'source' | 'userName'>,
): string | null {
  const { connectionId, source, userName } = revocation;
  return useKnownUserName(connectionId, source.type === 'user' ? source.userId : null) ?? userName;
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
  if (!useHasCoreLinks()) return <span title={userId}>{shown}</span>;
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
