import type { User } from '../../../../contract/domain/user.ts';
import { failure } from '../../../../contract/failure.ts';
import { inParallel } from './in-parallel.ts';
import { CoreAway, Unreadable } from './patience.ts';
import { type RuleTools, readUser } from './read-user.ts';
import type { Scan, Tally } from './scan.ts';

/** The core's own limit of a page. */
const usersOnPage = 500;
/** The worker reads 16 sessions at once for all of them together; what is left of them waits for lists and mappings. */
const usersAtOnce = 8;

/**
 * Walks the users of the tenants from the scan's place on, each person once. Commits after each page but the last, at
 * which the scan is at its end. It reaches the
 * sessions of users: those under ids that are no user are listed by no call, so that no walk can find them. Users who
 * begin in front of the place are not seen either. Rejects with `CoreAway`, or when stopped.
 */
export async function walk(scan: Scan, tools: RuleTools, signal: AbortSignal): Promise<void> {
  const tenants = scan.tenants() ?? (await begin(scan, tools, signal));
  for (;;) {
    const { tenant, pageToken } = scan.place();
    const tenantId = tenants[tenant];
    if (tenantId === undefined) return;
    const page = await readPage(tools, tenantId, pageToken, signal);
    if (page) await walkUsers(scan, tools, page.users, signal);
    if (page?.nextPageToken === undefined) scan.goTo(tenant + 1, null);
    else scan.goTo(tenant, page.nextPageToken);
    if (scan.place().tenant < tenants.length) await scan.commit();
  }
}

/** Reads again what could not be read before, and commits. Rejects like `walk`. */
export async function walkUnread(scan: Scan, tools: RuleTools, signal: AbortSignal): Promise<void> {
  await inParallel(scan.unread(), usersAtOnce, signal, async ({ userId, handles }, either) => {
    const { core, patience } = tools;
    const tally = await orUnread(handles, async () => {
      const user = await patience.attempt(() => core().user({ userId }, either), either);
      // Deleted meanwhile, and the sessions with the user.
      if (!user) return { sessions: 0, undecided: 0, unread: [] };
      return readUser(tools, user, handles, either);
    });
    scan.finishRetried(userId, tally);
    tools.onUser();
  });
  await scan.commit();
}

async function begin(scan: Scan, tools: RuleTools, signal: AbortSignal): Promise<readonly string[]> {
  const { core, patience } = tools;
  const wanted =
    scan.header.tenants ??
    (await whileCoreAnswers(() => patience.attempt(() => core().tenants(signal), signal))).map(
      ({ tenantId }) => tenantId,
    );
  await scan.begin([...new Set(wanted)]);
  return scan.tenants() ?? [];
}

/** Undefined: the tenant was deleted meanwhile. One that the operator chose has to be there. */
async function readPage(tools: RuleTools, tenantId: string, token: string | null, signal: AbortSignal) {
  const { core, patience, tenants } = tools;
  const request = { tenantId, limit: usersOnPage, ...(token === null ? {} : { pageToken: token }) };
  try {
    return await patience.attempt(() => core().users(request, signal), signal);
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    if (thrown.error.code !== 'tenant-unknown') throw new CoreAway(thrown.error);
    if (tenants === null) return undefined;
    throw new CoreAway(
      failure('tenant-unknown', `There is no tenant ${tenantId}.`, { hint: 'Choose the tenants again.' })
        .error,
    );
  }
}

async function walkUsers(scan: Scan, tools: RuleTools, users: readonly User[], signal: AbortSignal) {
  const others = new Map(users.filter(({ id }) => !scan.isWalked(id)).map((user) => [user.id, user]));
  await inParallel([...others.values()], usersAtOnce, signal, async (user, either) => {
    scan.finishUser(user.id, await orUnread(null, () => readUser(tools, user, null, either)));
    tools.onUser();
  });
}

async function orUnread(unread: readonly string[] | null, read: () => Promise<Tally>): Promise<Tally> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { sessions: 0, undecided: 0, unread };
    throw thrown;
  }
}

async function whileCoreAnswers<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof Unreadable ? new CoreAway(thrown.error) : thrown;
  }
}
