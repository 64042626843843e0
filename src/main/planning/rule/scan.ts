import { z } from 'zod';
import type { Change } from '../../store/changes.ts';
import type { UserRecord } from '../../store/records.ts';
import type { StoredDraft } from '../draft/stored-draft.ts';
import type { MatchOfRule, UndecidedSession, UserResult } from './read-user.ts';

/**
 * What a scan did, as changes of its draft. In every commit the numbers belong to the users that are marked as scanned,
 * and matches of a user are committed before the mark: a scan that goes on from any commit finds the same.
 */
export interface Scan {
  /** As of now, with users that are not written yet. */
  readonly checkpoint: () => Checkpoint;
  /** In their order; null until the scan begins. */
  readonly tenants: () => readonly string[] | null;
  readonly begin: (tenants: readonly string[]) => void;
  readonly setUsersInAll: (users: number) => void;
  /** `user`: with the first of their matches. Handles that are known are not added again. */
  readonly addMatches: (user: UserRecord | null, userId: string, matches: readonly MatchOfRule[]) => void;
  /** The same of sessions about which the rule is undecided. */
  readonly addUndecided: (
    user: UserRecord | null,
    userId: string,
    sessions: readonly UndecidedSession[],
  ) => void;
  /** After all matches of the user. */
  readonly finishUser: (user: ScannedUser, result: UserResult) => void;
  /** A user, or sessions of a user, that could not be read before. */
  readonly finishRetried: (userId: string, result: UserResult) => void;
  /** All users of the page are finished. Goes to the next page, or tenant. `users`: how many were on the page. */
  readonly goTo: (tenant: number, pageToken: string | null, users: number) => void;
  /** Appends users that were finished since the last time: before a scan is left. */
  readonly flush: () => void;
  /** An end that was reached before stays, unless it turns out that another core answered. */
  readonly end: (ended: NonNullable<Checkpoint['ended']>) => void;
}

interface ScannedUser {
  readonly userId: string;
  /** All of them are marked as scanned. */
  readonly shownIds: readonly string[];
  /** Whether some of them were scanned before: an account was linked since. */
  readonly wasCounted: boolean;
}

/** Ids of finished users that are written together. With one unread entry each they fit in a commit. */
const mostFinished = 200;
/** Matches that are written together. */
const mostMatches = 500;

export function createScan(
  { append }: Pick<StoredDraft, 'append'>,
  start: ScanPlanning & { readonly checkpoint: Checkpoint },
): Scan {
  let { checkpoint, tenants } = start;
  let finished: string[] = [];
  let unread: Change[] = [];

  function count({ sessions }: UserResult): void {
    checkpoint = { ...checkpoint, sessions: checkpoint.sessions + sessions };
  }

  function write(): void {
    append({ type: 'scanned', scan: 'first', userIds: finished }, ...unread, {
      type: 'documents',
      documents: { checkpoint },
    });
    finished = [];
    unread = [];
  }

  function flush(): void {
    if (finished.length > 0 || unread.length > 0) write();
  }

  function flushWhenFull(): void {
    if (finished.length >= mostFinished || unread.length >= mostFinished) flush();
  }

  return {
    checkpoint: () => checkpoint,
    tenants: () => tenants,
    begin: (wanted) => {
      tenants = [...wanted];
      const planning: ScanPlanning = { tenants };
      append({ type: 'documents', documents: { planning } });
    },
    setUsersInAll: (usersInAll) => {
      checkpoint = { ...checkpoint, usersInAll };
    },
    addMatches: (user, userId, matches) => {
      if (user) append({ type: 'add-users', users: [user] });
      for (let at = 0; at < matches.length; at += mostMatches) {
        const some = matches.slice(at, at + mostMatches).map((match) => ({ ...match, userId, line: null }));
        append({ type: 'add-matches', matches: some });
      }
    },
    addUndecided: (user, userId, sessions) => {
      if (user) append({ type: 'add-users', users: [user] });
      for (let at = 0; at < sessions.length; at += mostMatches) {
        const some = sessions.slice(at, at + mostMatches).map((session) => ({ ...session, userId }));
        append({ type: 'add-undecided', sessions: some });
      }
    },
    finishUser: ({ shownIds, userId, wasCounted }, result) => {
      const { linked, onPage, users } = checkpoint;
      const counted = wasCounted ? { linked: linked + 1 } : { users: users + 1 };
      checkpoint = { ...checkpoint, ...counted, onPage: onPage + 1 };
      count(result);
      finished.push(...shownIds);
      const { unread: handles } = result;
      // Who is scanned again, because an account was linked since, may have something unread.
      if (handles === null) unread.push({ type: 'unread', userId, handles });
      else if (handles.length > 0) unread.push({ type: 'add-unread', userId, handles });
      flushWhenFull();
    },
    finishRetried: (userId, result) => {
      const { of, users, usersInAll } = checkpoint;
      if (of === 'unread') checkpoint = { ...checkpoint, users: Math.min(users + 1, usersInAll ?? users) };
      count(result);
      unread.push({ type: 'unread', userId, handles: result.unread });
      flushWhenFull();
    },
    goTo: (tenant, pageToken, users) => {
      const repeated = checkpoint.repeated + Math.max(0, users - checkpoint.onPage);
      checkpoint = { ...checkpoint, tenant, pageToken, repeated, onPage: 0 };
      write();
    },
    flush,
    end: (ended) => {
      if (checkpoint.ended !== null && ended !== 'other-core') return;
      checkpoint = { ...checkpoint, ended };
      write();
    },
  };
}

/**
 * The document `checkpoint` of a rule: where its scan goes on, and what it counted until there. Users that are scanned
 * behind it are marked as `scanned` in the store.
 */
export const checkpoint = z.strictObject({
  /** Whom it scans: all users of the tenants, or only those that an earlier scan could not read, which are unread at first. */
  of: z.enum(['all', 'unread']).default('all'),
  /** Number of the tenant whose users come next, and the core's token of their page; null: the first page. */
  tenant: z.int(),
  pageToken: z.string().nullable(),
  /** Users of this page that were scanned. */
  onPage: z.int().default(0),
  /** Entries of pages that were users of tenants before: who is in several tenants is scanned once. */
  repeated: z.int().default(0),
  /** Users that were met again, because an account that was counted as another user was linked with them since. */
  linked: z.int().default(0),
  /** Users that were scanned; and how many there were at the start, null: not known. */
  users: z.int(),
  usersInAll: z.int().nullable(),
  /** Sessions that were seen. */
  sessions: z.int(),
  /** `other-core`: another core answered, so what was found cannot be used. Null: it goes on. */
  ended: z.enum(['ready', 'stopped', 'other-core']).nullable(),
});
type Checkpoint = z.infer<typeof checkpoint>;

export const firstCheckpoint: Checkpoint = {
  of: 'all',
  tenant: 0,
  pageToken: null,
  onPage: 0,
  repeated: 0,
  linked: 0,
  users: 0,
  usersInAll: null,
  sessions: 0,
  ended: null,
};

/**
 * The document `planning` of a rule: the tenants of its scan in their order; null: it did not begin. It is apart from the
 * checkpoint because it can be long and is written once.
 */
export const scanPlanning = z.strictObject({ tenants: z.array(z.string()).nullable() });
type ScanPlanning = z.infer<typeof scanPlanning>;
