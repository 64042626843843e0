import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { RevocationPlan, RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { IdentityId, LoginMethodKind } from '../../../contract/domain/user.ts';
import { displayNameOf } from '../../../contract/domain/user-name.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { askOneCore } from '../../identity/core-identity.ts';
import { tenantOfHandle } from '../../identity/session-handles.ts';
import { isOwner, isOwnUser, loginMethodOf, readUserWithIds } from '../../identity/user-ids.ts';
import { forEachConcurrent } from '../../shared/concurrency/limit.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { MatchRecord, UserRecord } from '../../store/records.ts';
import { estimateMs, mostTenants } from '../draft/draft.ts';

/** A plan of chosen sessions or of one user. In memory until it is started: most are looked at and left. */
export interface SelectionPlan {
  readonly document: PlanDocument;
  readonly listed: ListedSelection;
}

interface PlanRequest {
  readonly connectionId: string;
  readonly selection: RevocationSelection;
  readonly settings: ConnectionSettings;
  readonly keys: RecordedKeys;
  readonly ownUserIds: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Lists and freezes what was selected. Ends nothing. Rejects when any part of the list cannot be read, or when not one
 * core answered all the time.
 */
export async function planSelection(
  core: CorePort,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<SelectionPlan> {
  const { connectionId, now, selection, settings } = request;
  const list = () => listSelection(core, selection, request, signal);
  const { answer: listed, keys: coreKeys } = await askOneCore(core, list, signal);
  const { byIdentity, duplicates, matches, own, ownUnread } = listed;
  const users = new Set(matches.map(({ userId }) => userId));
  const wholeUsers = selection.type === 'user' ? 1 : 0;
  // A user without sessions is listed too, when it is verified.
  const userCount = Math.max(users.size, wholeUsers);
  const byTenant = countByTenant(matches);
  const [onlyMatch, ...others] = matches;
  const plan: RevocationPlan = {
    id: randomUUID(),
    connectionId,
    createdAt: now,
    accessTokenLifetimeS: settings.accessTokenLifetimeS,
    source: selection.type === 'user' ? selection : { type: 'handles' },
    targets: matches.length,
    ...(onlyMatch === undefined || others.length > 0 ? {} : { onlyHandle: onlyMatch.handle }),
    duplicates,
    excluded: 0,
    own,
    ...(ownUnread === 0 ? {} : { ownUnread }),
    users: users.has(null) ? null : userCount,
    wholeUsers,
    byTenant: byTenant.slice(0, mostTenants),
    tenants: byTenant.length,
    byIdentity,
    secondScan: null,
    // Where a part of a selection cannot be listed, there is no plan.
    coverage: fullCoverage,
    estimateMs: estimateMs(matches.length, wholeUsers > 0 ? 0 : matches.length, userCount),
  };
  const tenantId = selection.type === 'user' ? selection.tenantId : null;
  return { document: { plan, address: settings.address, coreKeys, tenantId }, listed };
}

/** What a selection selects, as it was listed. */
interface ListedSelection {
  /** Distinct handles. */
  readonly matches: readonly MatchRecord[];
  /** The user of whom everything is selected; of chosen sessions, the owners that were read or are the operator's own. */
  readonly users: readonly UserRecord[];
  /** Of all owners, as far as they are known: display names and ids. */
  readonly names: readonly string[];
  /** How many users these are. A user can have sessions under several ids. Null: not known. */
  readonly userCount: number | null;
  readonly duplicates: number;
  /** Sessions of the operator's own users. */
  readonly own: number;
  /** Sessions of which nobody read whether they are of the operator's own users. */
  readonly ownUnread: number;
  readonly byIdentity: RevocationPlan['byIdentity'];
}

interface ListRequest {
  readonly keys: RecordedKeys;
  readonly ownUserIds: readonly string[];
}

/** Sessions of which details are read: when they began, and their users. */
const mostToRead = 500;
/** Details are shown when they are there in this time. The plan does not need them. */
const readingMs = 2_000;
const mostNames = 20;

/** Lists what was selected. Ends nothing. Rejects when any part of the list cannot be read. */
function listSelection(
  core: CorePort,
  selection: RevocationSelection,
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  return selection.type === 'user'
    ? listUser(core, selection, request, signal)
    : listChosenSessions(core, selection.handles, request, signal);
}

async function listUser(
  core: CorePort,
  { userId, tenantId }: Extract<RevocationSelection, { type: 'user' }>,
  { keys, ownUserIds }: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  const { identities, user } = await readUserWithIds(core, userId, signal);
  const seen = new Set<string>();
  let listed = 0;
  async function list(identity: IdentityId): Promise<RevocationPlan['byIdentity'][number]> {
    const under = new Set<string>();
    const take = (part: readonly string[]) => {
      listed += part.length;
      for (const handle of part) {
        under.add(handle);
        seen.add(handle);
      }
    };
    await core.handlesInParts({ userId: identity.id, tenantId }, take, signal);
    return { identity, sessions: under.size };
  }
  const byIdentity = await Promise.all(identities.map(list));
  const handles = [...seen];
  const rows = await readRows(core, handles, keys, signal);
  if (![...rows.values()].every((row) => isOwner(identities, row)))
    throw failure('core-error', { reason: 'session-of-other-user' });
  const name = user ? displayNameOf(user) : null;
  const own = isOwnUser(new Set(ownUserIds), { userId, identities });
  const matches = await matchInTurns(handles, (handle) => {
    const row = rows.get(handle);
    return matchOf(handle, userId, row, loginMethodOf(user, identities, row?.recipeUserId));
  });
  return {
    matches,
    users: [{ userId, name, emails: user?.emails ?? null, identities, whole: true, own }],
    names: name === null ? [userId] : [name, userId],
    userCount: 1,
    duplicates: listed - handles.length,
    own: own ? handles.length : 0,
    ownUnread: 0,
    byIdentity,
  };
}

async function listChosenSessions(
  core: CorePort,
  listed: readonly string[],
  { keys, ownUserIds }: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  const handles = [...new Set(listed)];
  const rows = await readRows(core, handles, keys, signal);
  const ownerIds = [...new Set([...rows.values()].map(({ userId }) => userId))];
  const owners = await readOwners(core, ownerIds, signal);
  const matches = await matchInTurns(handles, (handle) => {
    const row = rows.get(handle);
    const owner = row && owners.get(row.userId);
    const loginMethod = owner ? loginMethodOf(owner.user, owner.identities, row.recipeUserId) : null;
    return matchOf(handle, row?.userId ?? null, row, loginMethod);
  });
  const ownIds = new Set(ownUserIds);
  const isOwn = (userId: string | null) =>
    userId !== null && isOwnUser(ownIds, { userId, identities: owners.get(userId)?.identities ?? [] });
  // Without the other ids of an owner, nobody knows that it is none of the operator's own users.
  const isOwnKnown = (userId: string | null) =>
    ownIds.size === 0 || isOwn(userId) || (userId !== null && owners.has(userId));
  const users = ownerIds.flatMap((userId): UserRecord[] => {
    const user = owners.get(userId)?.user ?? null;
    const own = isOwn(userId);
    if (!user && !own) return [];
    // Without their other ids: the sessions under these were not listed.
    const known = user ? { name: displayNameOf(user), emails: user.emails } : { name: null };
    return [{ userId, ...known, identities: null, whole: false, own }];
  });
  return {
    matches,
    users,
    names: ownerIds.slice(0, mostNames).flatMap((userId) => {
      const user = owners.get(userId)?.user;
      return user ? [displayNameOf(user), userId] : [userId];
    }),
    userCount: matches.some(({ userId }) => userId === null)
      ? null
      : new Set(ownerIds.map((userId) => owners.get(userId)?.user?.id ?? userId)).size,
    duplicates: listed.length - handles.length,
    own: matches.filter(({ userId }) => isOwn(userId)).length,
    ownUnread: matches.filter(({ userId }) => !isOwnKnown(userId)).length,
    byIdentity: [],
  };
}

const mostInTurn = 5_000;

/** Other work gets its turn in between: a user can have 100,000 sessions. */
async function matchInTurns(
  handles: readonly string[],
  toMatch: (handle: string) => MatchRecord,
): Promise<readonly MatchRecord[]> {
  const matches: MatchRecord[] = [];
  for (let at = 0; at < handles.length; at += mostInTurn) {
    if (at > 0) await nextTurn();
    for (const handle of handles.slice(at, at + mostInTurn)) matches.push(toMatch(handle));
  }
  return matches;
}

function matchOf(
  handle: string,
  userId: string | null,
  row: SessionRow | undefined,
  loginMethod: LoginMethodKind | null,
): MatchRecord {
  return {
    handle,
    userId,
    createdAt: row?.timeCreated ?? null,
    expiry: row?.expiry ?? null,
    ip: row?.ip ?? null,
    userAgent: row?.userAgent ?? null,
    loginMethod,
    line: null,
  };
}

type Owner = Awaited<ReturnType<typeof readUserWithIds>>;

const noop = () => undefined;
const ownersAtOnce = 8;

/** Reads the owners, by id, as far as that is possible soon. Never rejects. */
async function readOwners(
  core: CorePort,
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Owner>> {
  const owners = new Map<string, Owner>();
  const soon = AbortSignal.any([signal, AbortSignal.timeout(readingMs)]);
  const read = async (userId: string) => owners.set(userId, await readUserWithIds(core, userId, soon));
  const reading = forEachConcurrent(userIds, ownersAtOnce, (userId) => read(userId).then(noop, noop), soon);
  await reading.catch(noop);
  return owners;
}

/** Reads a small number of sessions, as far as that is possible soon. Never rejects. */
async function readRows(
  core: CorePort,
  handles: readonly string[],
  keys: RecordedKeys,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SessionRow>> {
  const rows = new Map<string, SessionRow>();
  if (handles.length > mostToRead) return rows;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(readingMs)]);
  const take = (reads: Parameters<Parameters<CorePort['sessions']>[1]>[0]) => {
    for (const read of reads) if (read.type === 'found') rows.set(read.row.handle, read.row);
  };
  await core.sessions({ handles, keys }, take, soon).catch(() => undefined);
  return rows;
}

/** All tenants of these sessions, the largest first. */
function countByTenant(matches: ListedSelection['matches']): RevocationPlan['byTenant'] {
  const counts = new Map<string, number>();
  for (const { handle } of matches) {
    const tenantId = tenantOfHandle(handle);
    counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  }
  const tenants = [...counts].map(([name, sessions]) => ({ name, sessions }));
  return tenants.sort((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name));
}
