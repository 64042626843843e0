import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { IdentityId, User } from '../../../../contract/domain/user.ts';
import { createTextTable } from '../../targets/text-table.ts';
import type { Hits } from '../hits.ts';
import type { RowSpool } from '../row-spool.ts';
import type { Found } from './found.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import type { ScanLog } from './scan-log.ts';
import type { LogRecord, Place, ScanHeader, ScanRow, UnreadEntry } from './scan-records.ts';

/** What reading one user came to. */
export interface Tally {
  /** Sessions seen. */
  readonly sessions: number;
  readonly undecided: number;
  /** Handles that could not be read; null: the user could not. */
  readonly unread: readonly string[] | null;
}

/** How far a scan is, and what it found. Everything that has to outlive this process is on disk after `commit`. */
export interface Scan {
  readonly header: ScanHeader;
  readonly hits: Hits;
  readonly spool: RowSpool<ScanRow>;
  readonly keeping: Keeping;
  readonly place: () => Readonly<Place>;
  /** Undefined until the first walk begins. */
  readonly tenants: () => readonly string[] | undefined;
  readonly begin: (tenants: readonly string[]) => Promise<void>;
  readonly setUsersInAll: (users: number) => void;
  /** Takes a match; one that was found before is not taken again. */
  readonly add: (user: User, identities: readonly IdentityId[], row: SessionRow) => void;
  readonly isWalked: (userId: string) => boolean;
  readonly finishUser: (userId: string, tally: Tally) => void;
  /** A user, or sessions, that could not be read before. */
  readonly finishRetried: (userId: string, tally: Tally) => void;
  readonly unread: () => readonly UnreadEntry[];
  /** Users and sessions. */
  readonly unreadCount: () => number;
  /** Goes to the next page, or tenant. `commit` makes it last. */
  readonly goTo: (tenant: number, pageToken: string | null) => void;
  readonly end: (ended: 'ready' | 'stopped') => void;
  /** Not while users are being walked: half of one would count as none. */
  readonly commit: () => Promise<void>;
  /** As read from the log. */
  readonly restore: (record: LogRecord) => void;
  readonly close: () => Promise<void>;
  /** Closes and removes its files. */
  readonly discard: () => Promise<void>;
}

interface ScanParts {
  readonly header: ScanHeader;
  readonly found: Found;
  readonly log: ScanLog;
  readonly spool: RowSpool<ScanRow>;
}

const atTheBeginning: Place = {
  rows: 0,
  tenant: 0,
  pageToken: null,
  users: 0,
  usersInAll: null,
  sessions: 0,
  undecided: 0,
  walked: [],
  unread: [],
  ended: null,
};

export function createScan({ header, found, log, spool }: ScanParts): Scan {
  const { hits } = found;
  const keeping = createKeeping({ hits, spool, log });
  const unread = new Map<string, readonly string[] | null>();
  let tenants: readonly string[] | undefined;
  let place = atTheBeginning;
  let walked = createTextTable();
  let walkedSince: string[] = [];
  const changedSince = new Set<string>();
  let rowsOnDisk = spool.size;

  // In a single tenant a user comes once; in several, once in each that they are in.
  function forgetPage(): void {
    if (tenants?.length === 1) {
      walked = createTextTable();
      walkedSince = [];
    }
  }

  function setUnread(userId: string, handles: readonly string[] | null): void {
    if (handles?.length === 0) unread.delete(userId);
    else unread.set(userId, handles);
  }

  function count(tally: Tally): void {
    place = {
      ...place,
      sessions: place.sessions + tally.sessions,
      undecided: place.undecided + tally.undecided,
    };
  }

  function noteUnread(userId: string, handles: readonly string[] | null): void {
    if (handles?.length === 0 && !unread.has(userId)) return;
    setUnread(userId, handles);
    changedSince.add(userId);
  }

  return {
    header,
    hits,
    spool,
    keeping,
    place: () => place,
    tenants: () => tenants,
    begin: async (wanted) => {
      tenants = wanted;
      await log.append({ record: 'begin', tenants: [...wanted] });
    },
    setUsersInAll: (usersInAll) => {
      place = { ...place, usersInAll };
    },
    add: (user, identities, session) => {
      if (hits.targets.find(session.handle) >= 0) return;
      const row = found.toRow(user, identities, session);
      const flags = found.add(row);
      const index = spool.size;
      spool.append(row, flags);
      keeping.onRow(index);
    },
    isWalked: (userId) => walked.find(userId) >= 0,
    finishUser: (userId, tally) => {
      walked.add(userId);
      walkedSince.push(userId);
      place = { ...place, users: place.users + 1 };
      count(tally);
      noteUnread(userId, tally.unread);
    },
    finishRetried: (userId, tally) => {
      count(tally);
      noteUnread(userId, tally.unread);
    },
    unread: () => [...unread].map(([userId, handles]) => ({ userId, handles: handles && [...handles] })),
    unreadCount: () => {
      let count = 0;
      for (const handles of unread.values()) count += handles?.length ?? 1;
      return count;
    },
    goTo: (tenant, pageToken) => {
      place = { ...place, tenant, pageToken };
      forgetPage();
    },
    end: (ended) => {
      place = { ...place, ended };
    },
    commit: async () => {
      const changed = [...changedSince].map((userId) => {
        const handles = unread.get(userId);
        return { userId, handles: handles === undefined ? [] : handles && [...handles] };
      });
      const record = { ...place, rows: spool.size, walked: [...walkedSince], unread: changed };
      if (record.rows !== rowsOnDisk) await spool.sync();
      rowsOnDisk = record.rows;
      await log.append({ record: 'place', ...record });
      await log.sync();
      walkedSince = [];
      changedSince.clear();
    },
    restore: (record) => {
      if (record.record === 'begin') tenants = record.tenants;
      if (record.record === 'keep') keeping.restore(record);
      if (record.record !== 'place') return;
      const { record: _, ...next } = record;
      const isNextPage = next.tenant !== place.tenant || next.pageToken !== place.pageToken;
      if (isNextPage) forgetPage();
      for (const userId of next.walked) walked.add(userId);
      for (const { userId, handles } of next.unread) setUnread(userId, handles);
      place = { ...next, walked: [], unread: [] };
    },
    close: async () => {
      await spool.close().finally(log.close);
    },
    discard: async () => {
      await log.discard().finally(spool.discard);
    },
  };
}
