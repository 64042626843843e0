import type { IdentityId, User, UsersPage } from '../../../contract/domain/user.ts';
import { displayNameOf } from '../../../contract/domain/user-name.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import { isOwnUser } from '../../identity/user-ids.ts';
import { shownIdsOf, wasVisited } from '../../scan/read-users.ts';
import { usersPages } from '../../scan/users-pages.ts';
import { forEachConcurrent } from '../../shared/concurrency/limit.ts';
import type { WorkControl } from '../../shared/work-control.ts';
import type { StoreReader } from '../../store/interface.ts';
import type { UserRecord } from '../../store/records.ts';
import type { DraftCaller } from '../draft/draft-caller.ts';
import { orPause, type StoredDraft } from '../draft/stored-draft.ts';
import { readDeletedUser } from './read-deleted-user.ts';
import { type ReadUser, type RuleReader, readUser, type UserResult } from './read-user.ts';
import type { Scan } from './scan.ts';

export interface ScanContext {
  readonly scan: Scan;
  readonly stored: Pick<StoredDraft, 'id' | 'waiting' | 'settleOrPause'>;
  readonly read: Pick<StoreReader, 'scanned' | 'unread'>;
  readonly core: DraftCaller;
  readonly control: WorkControl;
  readonly reader: Omit<RuleReader, 'core' | 'room'>;
  /** The tenants that the operator chose; null: all. */
  readonly chosen: readonly string[] | null;
  /** All sessions of a user are ordered to be ended, those that begin later too. */
  readonly whole: boolean;
  readonly isOwn: (userId: string) => boolean;
  readonly onUser: () => void;
}

/** The worker reads 16 sessions at once for all of them together; the rest of the time goes into lists and mappings. */
const usersAtOnce = 8;
/** Unread users that are read again at a time. */
const unreadAtATime = 50;
/** Rows that may wait to be written. */
const mostWaiting = 2_000;

/**
 * Scans the users of the tenants from the checkpoint on, each user once, and appends what it finds. Sessions under an id
 * that no user has cannot be found by it: no call of the core lists them. Nor are users found who are made after their
 * page was read. A call that the whole scan needs pauses it when it fails. Rejects with `aborted`.
 */
export async function scanUsers(context: ScanContext): Promise<void> {
  const { scan } = context;
  const tenants = scan.tenants() ?? (await begin(context));
  for (;;) {
    const { tenant, pageToken } = scan.checkpoint();
    const tenantId = tenants[tenant];
    if (tenantId === undefined) return;
    const pages = usersPages((work) => askForPage(context, tenantId, work), { tenantId, pageToken });
    for await (const page of pages) {
      const users = page ? await scanPage(context, page.users) : 0;
      const next = page?.nextPageToken ?? null;
      scan.goTo(next === null ? tenant + 1 : tenant, next, users);
    }
  }
}

/** Reads again what could not be read before. Rejects like `scanUsers`. */
export async function scanUnread(context: ScanContext): Promise<void> {
  const { control, core, read, scan, stored } = context;
  const { id } = stored;
  for (let after = ''; ; ) {
    const page = await withStore(context, () => read.unread({ id, after, limit: unreadAtATime }));
    await forEachConcurrent(
      page,
      usersAtOnce,
      async ({ userId, handles }, signal) => {
        scan.finishRetried(userId, await readAgain(context, userId, handles, signal));
        context.onUser();
      },
      control.signal,
    );
    scan.flush();
    const last = page.at(-1);
    if (!last) return;
    after = last.userId;
  }

  async function readAgain(
    of: ScanContext,
    userId: string,
    handles: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<UserResult> {
    let user: User | null;
    try {
      user = await core.call((port, either) => port.user({ userId }, either), signal);
    } catch (thrown) {
      if (!isRefused(thrown)) throw thrown;
      return { sessions: 0, unread: handles };
    }
    return user
      ? scanUser(of, { user, only: handles, scanned: nothing }, signal)
      : readDeletedUser({ ...of.reader, core }, { userId, only: handles, signal });
  }
}

const nothing: ReadonlySet<string> = new Set();

async function begin(context: ScanContext): Promise<readonly string[]> {
  const { chosen, scan } = context;
  const all = async () => {
    const tenants = await withCore(context, (port, signal) => port.tenants(signal));
    return tenants.map(({ tenantId }) => tenantId);
  };
  const tenants = [...new Set(chosen ?? (await all()))];
  scan.begin(tenants);
  return tenants;
}

/** Undefined: the tenant was deleted in the meantime. A tenant that the operator chose has to exist. */
async function askForPage(
  context: ScanContext,
  tenantId: string,
  work: (port: CorePort, signal: AbortSignal) => Promise<UsersPage | undefined>,
): Promise<UsersPage | undefined> {
  return withCore(context, async (port, signal) => {
    const page = await work(port, signal);
    if (page || context.chosen === null) return page;
    throw failure('tenant-unknown', { reason: 'no-such-tenant', params: { tenant: tenantId } });
  });
}

/** Resolves with how many users are on the page. */
async function scanPage(context: ScanContext, users: readonly User[]): Promise<number> {
  const { control, read, scan, stored } = context;
  const byId = new Map(users.map((user) => [user.id, user]));
  const request = { id: stored.id, scan: 'first', userIds: users.flatMap(shownIdsOf) } as const;
  const scanned = new Set(await withStore(context, () => read.scanned(request)));
  await forEachConcurrent(
    // Who was linked with another account since is not scanned as a whole.
    [...byId.values()].filter((user) => !wasVisited(user, scanned)),
    usersAtOnce,
    async (user, signal) => {
      const result = await scanUser(context, { user, only: null, scanned }, signal);
      const shownIds = shownIdsOf(user);
      const wasCounted = shownIds.some((id) => scanned.has(id));
      scan.finishUser({ userId: user.id, shownIds, wasCounted }, result);
      context.onUser();
    },
    control.signal,
  );
  return byId.size;
}

function scanUser(
  { control, core, isOwn, reader, scan, stored, whole }: ScanContext,
  { only, scanned, user }: Pick<ReadUser, 'user' | 'only' | 'scanned'>,
  signal: AbortSignal,
): Promise<UserResult> {
  let isAdded = false;

  /** The user, for the first of their sessions. */
  function userOnce(identities: readonly IdentityId[]): UserRecord | null {
    if (isAdded) return null;
    isAdded = true;
    const { emails, id: userId } = user;
    const own = isOwnUser({ has: isOwn }, { userId, identities });
    return { userId, name: displayNameOf(user), emails, identities, whole, own };
  }

  return readUser(
    {
      ...reader,
      core,
      room: async () => {
        if (stored.waiting() > mostWaiting) await stored.settleOrPause(control);
      },
    },
    {
      ...{ user, only, scanned, signal },
      onMatches: (identities, matches) => scan.addMatches(userOnce(identities), user.id, matches),
      onUndecided: (identities, sessions) => scan.addUndecided(userOnce(identities), user.id, sessions),
    },
  );
}

/** A call that the scan cannot do without: it is paused until the core answers it. */
async function withCore<T>(
  { control, core }: ScanContext,
  work: (port: CorePort, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await core.call(work);
    } catch (thrown) {
      if (!isRefused(thrown)) throw thrown;
      control.pause({ type: 'core', error: thrown.error });
    }
    await control.checkpoint();
  }
}

/** The same with the store, once everything that was appended is on disk. */
async function withStore<T>({ control, stored }: ScanContext, work: () => Promise<T>): Promise<T> {
  await stored.settleOrPause(control);
  return orPause(control, work);
}

/** The core does not answer this call, although it answers others. */
function isRefused(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && thrown.error.code !== 'aborted';
}
