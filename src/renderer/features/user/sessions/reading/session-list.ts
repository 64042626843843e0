import type { SessionRow, UserSessionsItem } from '../../../../../contract/domain/session.ts';
import type { IdentityId } from '../../../../../contract/domain/user.ts';
import type { AppError } from '../../../../../contract/errors.ts';

/**
 * One session of the table. It was listed with handle and tenant. `state` says what else is known: not read yet, read,
 * `gone` (it ended between listing and reading), or it could not be read.
 */
export type SessionEntry = {
  readonly handle: string;
  readonly tenantId: string;
  /** The id that it is listed under. The core's "revoke all" reaches it only by this id. */
  readonly underId: string;
  /** Grows with the order in which the sessions were listed. */
  readonly position: number;
} & (
  | { readonly state: 'listed' }
  | { readonly state: 'read'; readonly row: SessionRow }
  | { readonly state: 'gone' }
  | { readonly state: 'failed'; readonly error: AppError }
);

/** How many entries are in each state; together all that were listed. */
export type EntryCounts = Readonly<Record<SessionEntry['state'], number>>;

/** The id of the login method that a session began with. Before the session was read: the id that it is listed under. */
export function methodIdOf(entry: SessionEntry): string {
  return entry.state === 'read' ? entry.row.recipeUserId : entry.underId;
}

/** Called for each entry that is new or replaces `before`. */
type OnEntry = (before: SessionEntry | undefined, after: SessionEntry) => void;

/**
 * The sessions of one user as they arrive. Changed in place: copying 50,000 entries for each batch would cost more than
 * reading them.
 */
export interface SessionList {
  readonly entries: Map<string, SessionEntry>;
  readonly counts: Record<SessionEntry['state'], number>;
  readonly tally: RunningTally;
  readonly shared: SharedTexts;
  identities: readonly IdentityId[];
  /** Handles in state `read` whose row is from an earlier reading: shown, and still to be read again. */
  readonly earlier: Set<string>;
  /** Distinct sessions; null until all handles are listed. */
  total: number | null;
  /** What an earlier reading knew; nothing once all handles are listed. */
  known: ReadonlyMap<string, SessionEntry>;
}

/** `known`: the entries of an earlier reading. Their details are shown until they are read again. */
export function emptySessionList(known: ReadonlyMap<string, SessionEntry> = new Map()): SessionList {
  return {
    entries: new Map(),
    counts: { listed: 0, read: 0, gone: 0, failed: 0 },
    tally: createTally(),
    shared: createSharedTexts(),
    identities: [],
    earlier: new Set(),
    total: null,
    known,
  };
}

/** Adds one item of `directory.userSessions`. A handle that was not listed before counts as listed by this item. */
export function addItem(list: SessionList, item: UserSessionsItem, onEntry: OnEntry = () => undefined): void {
  switch (item.type) {
    case 'identities':
      list.identities = item.identities;
      return;
    case 'handles':
      for (const { handle, tenantId, underId } of item.handles) {
        if (list.entries.has(handle)) continue;
        const { shared } = list;
        const listed = {
          ...{ handle, tenantId: shared(tenantId), underId: shared(underId) },
          position: list.entries.size,
        };
        const known = list.known.get(handle);
        if (known?.state === 'read') {
          put(list, { ...listed, state: 'read', row: known.row }, onEntry);
          list.earlier.add(handle);
        } else put(list, { ...listed, state: 'listed' }, onEntry);
      }
      return;
    case 'listed':
      list.total = item.total;
      list.known = new Map();
      return;
    case 'rows':
      for (const row of item.rows) {
        const listed = listedAs(list, row.handle);
        put(list, { ...listed, state: 'read', row: sharedRow(row, listed.handle, list.shared) }, onEntry);
      }
      return;
    case 'gone':
      for (const handle of item.handles) put(list, { ...listedAs(list, handle), state: 'gone' }, onEntry);
      return;
    case 'failed':
      for (const handle of item.handles) {
        put(list, { ...listedAs(list, handle), state: 'failed', error: item.error }, onEntry);
      }
  }
}

/** Sessions that are active as far as is known: all but those that ended since they were listed. */
export function activeCount(counts: EntryCounts): number {
  return counts.listed + counts.read + counts.failed;
}

type Listed = Pick<SessionEntry, 'handle' | 'tenantId' | 'underId' | 'position'>;

function listedAs(list: SessionList, handle: string): Listed {
  const known = list.entries.get(handle);
  if (known === undefined) return { handle, tenantId: 'public', underId: '', position: list.entries.size };
  return {
    ...{ handle: known.handle, tenantId: known.tenantId, underId: known.underId, position: known.position },
  };
}

function sharedRow(row: SessionRow, handle: string, shared: SharedTexts): SessionRow {
  return {
    handle,
    tenantId: shared(row.tenantId),
    userId: shared(row.userId),
    recipeUserId: shared(row.recipeUserId),
    timeCreated: row.timeCreated,
    expiry: row.expiry,
    ip: row.ip === null ? null : shared(row.ip),
    userAgent: row.userAgent === null ? null : shared(row.userAgent),
  };
}

function put(list: SessionList, entry: SessionEntry, onEntry: OnEntry): void {
  const before = list.entries.get(entry.handle);
  if (before !== undefined) list.counts[before.state] -= 1;
  list.counts[entry.state] += 1;
  list.tally.count(before, entry);
  list.entries.set(entry.handle, entry);
  list.earlier.delete(entry.handle);
  onEntry(before, entry);
}

/** Distinct texts that are remembered. A list with more of them gains nothing by sharing. */
const maxSharedTexts = 5_000;

/** Gives the same string for equal texts. */
type SharedTexts = (text: string) => string;

/**
 * Tens of thousands of sessions name a few tenants, ids and clients. Each message brings its own copies of them. These
 * copies would be most of the memory and would make every garbage collection longer.
 */
export function createSharedTexts(): SharedTexts {
  const known = new Map<string, string>();
  return (text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    if (known.size < maxSharedTexts) known.set(text, text);
    return text;
  };
}

/** How many sessions there are of each kind. Ended ones do not count. */
export interface SessionTally {
  /** Those that have sessions, by name. */
  readonly tenantIds: readonly string[];
  readonly byTenant: ReadonlyMap<string, number>;
  /** By the id that they are listed under. */
  readonly byUnderId: ReadonlyMap<string, number>;
  /** By the id of the login method. */
  readonly byMethodId: ReadonlyMap<string, number>;
}

/** Counts that are updated with each entry of a list, so that 50,000 sessions are not counted again for each batch. */
interface RunningTally {
  /** An entry is new or replaces `before`. */
  readonly count: (before: SessionEntry | undefined, after: SessionEntry) => void;
  /** The counts of now. A part that did not change since `last` is the same object. */
  readonly snapshot: (last: SessionTally | undefined) => SessionTally;
}

type Counts = Map<string, number>;

export function createTally(): RunningTally {
  const byTenant: Counts = new Map();
  const byUnderId: Counts = new Map();
  const byMethodId: Counts = new Map();

  function add(entry: SessionEntry, by: 1 | -1): void {
    if (entry.state === 'gone') return;
    change(byTenant, entry.tenantId, by);
    change(byUnderId, entry.underId, by);
    change(byMethodId, methodIdOf(entry), by);
  }

  return {
    count: (before, after) => {
      if (before !== undefined) add(before, -1);
      add(after, 1);
    },
    snapshot: (last) => ({
      tenantIds: sortedUnlessSame(byTenant, last?.tenantIds),
      byTenant: copyUnlessSame(byTenant, last?.byTenant),
      byUnderId: copyUnlessSame(byUnderId, last?.byUnderId),
      byMethodId: copyUnlessSame(byMethodId, last?.byMethodId),
    }),
  };
}

function change(counts: Counts, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function copyUnlessSame(counts: Counts, last: ReadonlyMap<string, number> | undefined) {
  const same = last?.size === counts.size && [...counts].every(([key, count]) => last.get(key) === count);
  return same ? last : new Map(counts);
}

function sortedUnlessSame(counts: Counts, last: readonly string[] | undefined) {
  const same = last?.length === counts.size && last.every((key) => counts.has(key));
  return same ? last : [...counts.keys()].sort((a, b) => a.localeCompare(b));
}
