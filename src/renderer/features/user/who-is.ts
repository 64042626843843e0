import type { UserView } from '../../../contract/domain/user.ts';
import { formatUserAddress, formatUserName } from '../../messages/format-user-name.ts';

export interface Who {
  /** For the title. */
  readonly name: string;
  /** What tells them from others; stands in confirmations. */
  readonly address: string;
  /** The id that the core answers with; the id asked for when there is no user. */
  readonly primaryId: string;
}

/** Who an id is, as far as is known; while it is not, the id itself. */
export function whoIs(view: UserView | undefined, userId: string): Who {
  if (view?.kind !== 'user') return { name: userId, address: userId, primaryId: userId };
  const metadata = view.metadata.state === 'loaded' ? view.metadata.value : null;
  return {
    name: formatUserName(view.user, metadata),
    address: formatUserAddress(view.user),
    primaryId: view.user.id,
  };
}
