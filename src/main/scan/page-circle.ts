import type { UsersPage } from '../../contract/domain/user.ts';
import { failure } from '../../contract/failure.ts';

/** Pages of one listing, each of which leads to the next one by a token. */
export interface PageCircle {
  /** Throws when the page leads back to one that was read. Notes nothing: the same page can be asked for again. */
  readonly check: (page: UsersPage | undefined) => void;
  /** The page is done: the next one is read. */
  readonly goOn: (nextPageToken: string) => void;
}

/**
 * Finds out that pages lead in a circle, however long it is, and remembers one token for it (the algorithm of Brent): the
 * token of every page whose number is a power of two is compared with all that follow until the next one. In a circle a
 * scan would never end. It is found after at most three times the pages that there are.
 */
export function createPageCircle(): PageCircle {
  let remembered: string | null = null;
  let since = 0;
  let until = 1;
  return {
    check: (page) => {
      if (page?.nextPageToken === undefined || page.nextPageToken !== remembered) return;
      throw failure('core-error', { reason: 'pages-in-circle', retryable: false });
    },
    goOn: (nextPageToken) => {
      since += 1;
      if (since < until) return;
      remembered = nextPageToken;
      since = 0;
      until *= 2;
    },
  };
}
