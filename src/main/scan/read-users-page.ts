import type { UsersPage } from '../../contract/domain/user.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { CorePort } from '../core/protocol.ts';
import { isStorableId } from '../store/records.ts';

interface PageOfTenant {
  readonly tenantId: string;
  /** Null: the first page. */
  readonly pageToken: string | null;
}

/** The core's own limit of a page. */
export const usersOnPage = 500;

/** A page of the users of a tenant, the newest users first. Undefined: there is no such tenant (any more). */
export async function readUsersPage(
  port: CorePort,
  { tenantId, pageToken }: PageOfTenant,
  signal: AbortSignal,
): Promise<UsersPage | undefined> {
  const request = { tenantId, limit: usersOnPage, ...(pageToken === null ? {} : { pageToken }) };
  try {
    const page = await port.users(request, signal);
    if (page.users.every(({ id }) => isStorableId(id))) return page;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code === 'tenant-unknown') return undefined;
    throw thrown;
  }
  throw failure('core-error', 'The core named a user by an id that cannot be stored.', {
    hint: 'Stop the scan to use what was found until then.',
    retryable: false,
  });
}
