import type { UserSessionsItem } from '../../../../contract/domain/session.ts';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import type { EntryCounts, SessionEntry } from './session-entry.ts';

/**
 * The sessions of one person as they arrive. Changed in place: copying 50,000 entries for each batch would cost more
 * than reading them. Whoever shows it takes a copy of the entries when it wants to (see session-store.ts).
 */
export interface SessionList {
  readonly entries: Map<string, SessionEntry>;
  readonly counts: Record<SessionEntry['state'], number>;
  identities: readonly IdentityId[];
  /** Those in state `read` whose row an earlier reading brought: shown, and still to be read again. */
  readonly earlier: Set<string>;
  /** Distinct sessions; null until all handles are listed. */
  total: number | null;
}

export function emptySessionList(): SessionList {
  return {
    entries: new Map(),
    counts: { listed: 0, read: 0, gone: 0, failed: 0 },
    identities: [],
    earlier: new Set(),
    total: null,
  };
}

/** Takes one item of `directory.userSessions`. A handle that was not listed before is taken as listed by this item. */
export function takeItem(list: SessionList, item: UserSessionsItem): void {
  switch (item.type) {
    case 'identities':
      list.identities = item.identities;
      return;
    case 'handles':
      for (const listed of item.handles) {
        if (!list.entries.has(listed.handle)) put(list, { ...listed, state: 'listed' });
      }
      return;
    case 'listed':
      list.total = item.total;
      return;
    case 'rows':
      for (const row of item.rows) put(list, { ...known(list, row.handle), state: 'read', row });
      return;
    case 'gone':
      for (const handle of item.handles) put(list, { ...known(list, handle), state: 'gone' });
      return;
    case 'failed':
      for (const handle of item.handles) {
        put(list, { ...known(list, handle), state: 'failed', error: item.error });
      }
  }
}

/** Sessions that are there as far as is known: all but those that ended meanwhile. */
export function standing(counts: EntryCounts): number {
  return counts.listed + counts.read + counts.failed;
}

/** Keeps what an earlier reading knew of sessions that are listed again, until they are read again. */
export function carryOver(from: SessionList, to: SessionList): void {
  for (const { handle, state } of to.entries.values()) {
    const earlier = from.entries.get(handle);
    if (state !== 'listed' || earlier?.state !== 'read') continue;
    put(to, { ...known(to, handle), state: 'read', row: earlier.row });
    to.earlier.add(handle);
  }
}

function known(list: SessionList, handle: string): Pick<SessionEntry, 'handle' | 'tenantId' | 'underId'> {
  const { tenantId, underId } = list.entries.get(handle) ?? { tenantId: 'public', underId: '' };
  return { handle, tenantId, underId };
}

function put(list: SessionList, entry: SessionEntry): void {
  const before = list.entries.get(entry.handle);
  if (before !== undefined) list.counts[before.state] -= 1;
  list.counts[entry.state] += 1;
  list.entries.set(entry.handle, entry);
  list.earlier.delete(entry.handle);
}
