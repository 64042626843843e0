import type { UsersPage } from '../../contract/domain/user.ts';
import type { CorePort } from '../core/protocol.ts';
import { createPageCircle } from './page-circle.ts';
import { type PageOfTenant, readUsersPage } from './read-users.ts';

/** Asks for a page that a scan cannot do without: until it is answered. */
type AskForPage = (
  work: (core: CorePort, signal: AbortSignal) => Promise<UsersPage | undefined>,
) => Promise<UsersPage | undefined>;

/**
 * The pages of the users of a tenant, from one of them on. The next one is asked for when the page before is done. Undefined: there is no
 * such tenant (any more), and no other page follows. Pages that lead in a circle are an error of the core, which `ask` gets.
 */
export async function* usersPages(
  ask: AskForPage,
  { pageToken: from, tenantId }: PageOfTenant,
): AsyncGenerator<UsersPage | undefined> {
  const circle = createPageCircle();
  for (let pageToken = from; ; ) {
    const request = { tenantId, pageToken };
    const page = await ask(async (core, signal) => {
      const read = await readUsersPage(core, request, signal);
      circle.check(read);
      return read;
    });
    yield page;
    if (page?.nextPageToken === undefined) return;
    pageToken = page.nextPageToken;
    circle.goOn(page);
  }
}
