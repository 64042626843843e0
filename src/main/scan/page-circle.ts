import type { User, UsersPage } from '../../contract/domain/user.ts';
import { failure } from '../../contract/failure.ts';

interface ReadPage extends Pick<UsersPage, 'nextPageToken'> {
  readonly users: readonly Pick<User, 'id'>[];
}

/** Pages of one listing, each of which leads to the next one by a token. */
interface PageCircle {
  /** Throws when the page leads back to one that was read, or is one again. Notes nothing: the same page can be asked for again. */
  readonly check: (page: ReadPage | undefined) => void;
  /** The page is done: the next one is read. */
  readonly goOn: (page: ReadPage) => void;
}

/**
 * Finds out that pages lead in a circle, however long it is, and remembers one page for it (the algorithm of Brent): every
 * page whose number is a power of two is compared with all that follow until the next one. In a circle a scan would never
 * end. It is found after at most three times the pages that there are, also when each page comes with a token that was
 * never seen before: no two pages of a listing have the same users, or none.
 */
export function createPageCircle(): PageCircle {
  let remembered: { readonly nextPageToken: string | undefined; readonly users: string } | null = null;
  let since = 0;
  let until = 1;
  return {
    check: (page) => {
      if (page?.nextPageToken === undefined || remembered === null) return;
      if (page.nextPageToken !== remembered.nextPageToken && usersOf(page) !== remembered.users) return;
      throw failure('core-error', { reason: 'pages-in-circle', retryable: false });
    },
    goOn: (page) => {
      since += 1;
      if (since < until) return;
      remembered = { nextPageToken: page.nextPageToken, users: usersOf(page) };
      since = 0;
      until *= 2;
    },
  };
}

function usersOf({ users }: ReadPage): string {
  return JSON.stringify(users.map(({ id }) => id));
}
