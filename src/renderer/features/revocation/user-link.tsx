import { Link } from '@tanstack/react-router';
import { createContext, type ReactNode, use } from 'react';

/** Of a core that is not the one in use, a link to a user would lead to another user, or to none. */
const HasUserLinks = createContext(true);

export function NoUserLinks({ children }: { readonly children: ReactNode }) {
  return <HasUserLinks value={false}>{children}</HasUserLinks>;
}

interface UserLinkProps {
  readonly userId: string;
  /** What people know the user by; null: the id. */
  readonly name?: string | null;
  readonly tabIndex?: number;
}

/** The user of a session or of a revocation. */
export function UserLink({ userId, name = null, tabIndex }: UserLinkProps) {
  const words = <bdi>{name ?? userId}</bdi>;
  if (!use(HasUserLinks)) return <span title={userId}>{words}</span>;
  return (
    <Link
      to="/users/$userId"
      params={{ userId }}
      title={userId}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    >
      {words}
    </Link>
  );
}
