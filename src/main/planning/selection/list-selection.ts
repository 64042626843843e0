import type { RevocationPlan, RevocationScope } from '../../../contract/domain/revocation.ts';
import type { SessionRow } from '../../../contract/domain/session.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { tenantOfHandle } from '../../identity/handle-tenant.ts';
import { readPerson } from '../../identity/person.ts';
import { nameOf } from '../../identity/user-name.ts';
import type { MatchRecord, UserRecord } from '../../store/records.ts';

/** What a selection selects, as it was listed. */
export interface ListedSelection {
  /** Distinct handles. */
  readonly matches: readonly MatchRecord[];
  /** The user of whom everything is selected, and the operator's own users, as far as they are among the owners. */
  readonly users: readonly UserRecord[];
  /** Of all owners, as far as they are known: display names and ids. */
  readonly names: readonly string[];
  readonly duplicates: number;
  /** Sessions of the operator's own users. */
  readonly own: number;
  readonly byIdentity: RevocationPlan['byIdentity'];
}

interface ListRequest {
  readonly keys: RecordedKeys;
  readonly ownUserIds: readonly string[];
}

/** Of at most so many sessions details are read: when they began and whose they are. */
const mostToRead = 500;
/** Details are good to know, and not worth a longer wait. */
const readingMs = 2_000;
const mostNames = 20;

/** Lists what was selected. Ends nothing. Rejects when any part of the list cannot be read. */
export function listSelection(
  core: CorePort,
  scope: RevocationScope,
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  return scope.type === 'user'
    ? listUser(core, scope, request, signal)
    : listHandles(core, scope.handles, request, signal);
}

async function listUser(
  core: CorePort,
  { userId, tenantId }: Extract<RevocationScope, { type: 'user' }>,
  { keys, ownUserIds }: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  const { identities, user } = await readPerson(core, userId, signal);
  const lists = await Promise.all(
    identities.map(async (identity) => ({
      identity,
      handles: await core.sessionHandles({ userId: identity.id, tenantId }, signal),
    })),
  );
  const listed = lists.flatMap(({ handles }) => handles);
  const handles = [...new Set(listed)];
  const rows = await readRows(core, handles, keys, signal);
  const name = user ? nameOf(user) : null;
  const own = ownUserIds.includes(userId) || identities.some(({ id }) => ownUserIds.includes(id));
  return {
    matches: handles.map((handle) => toMatch(handle, userId, rows.get(handle))),
    users: [{ userId, name, identities, whole: true, own }],
    names: name === null ? [userId] : [name, userId],
    duplicates: listed.length - handles.length,
    own: own ? handles.length : 0,
    byIdentity: lists.map((list) => ({ identity: list.identity, sessions: new Set(list.handles).size })),
  };
}

async function listHandles(
  core: CorePort,
  listed: readonly string[],
  { keys, ownUserIds }: ListRequest,
  signal: AbortSignal,
): Promise<ListedSelection> {
  const handles = [...new Set(listed)];
  const rows = await readRows(core, handles, keys, signal);
  const matches = handles.map((handle) =>
    toMatch(handle, rows.get(handle)?.userId ?? null, rows.get(handle)),
  );
  const owners = [...new Set(matches.flatMap(({ userId }) => userId ?? []))];
  const isOwn = ({ userId }: MatchRecord) => userId !== null && ownUserIds.includes(userId);
  return {
    matches,
    users: owners
      .filter((userId) => ownUserIds.includes(userId))
      .map((userId) => ({ userId, name: null, identities: null, whole: false, own: true })),
    names: owners.slice(0, mostNames),
    duplicates: listed.length - handles.length,
    own: matches.filter(isOwn).length,
    byIdentity: [],
  };
}

function toMatch(handle: string, userId: string | null, row: SessionRow | undefined): MatchRecord {
  return {
    handle,
    userId,
    createdAt: row?.timeCreated ?? null,
    expiry: row?.expiry ?? null,
    ip: row?.ip ?? null,
    userAgent: row?.userAgent ?? null,
    line: null,
  };
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
    for (const read of reads) if (read.outcome === 'found') rows.set(read.row.handle, read.row);
  };
  await core.sessions({ handles, keys }, take, soon).catch(() => undefined);
  return rows;
}

/** All tenants of these sessions, the largest first. */
export function countByTenant(matches: ListedSelection['matches']): RevocationPlan['byTenant'] {
  const counts = new Map<string, number>();
  for (const { handle } of matches) {
    const tenantId = tenantOfHandle(handle);
    counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  }
  const tenants = [...counts].map(([name, sessions]) => ({ name, sessions }));
  return tenants.sort((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name));
}
