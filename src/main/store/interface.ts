import type { TargetCounts, UnplannedSessions } from '../../contract/domain/revocation/run.ts';
import type { LineKind, LineResultType } from '../../contract/domain/stored-names.ts';
import type { IdentityId } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import type { AuditStore } from './audit-store.ts';
import type { Change, Exclusion } from './changes.ts';
import type { DeliveryQueue } from './deliveries.ts';
import type { LongCall } from './long-call.ts';
import type {
  AmbiguousLine,
  DocumentName,
  Documents,
  ExcludedSession,
  ExcludedUser,
  GoneTarget,
  LineId,
  MatchRecord,
  OpenLine,
  ReportTarget,
  RevocationSummary,
  RunTarget,
  RunUser,
  ScanNumber,
  SessionBefore,
  StoredLine,
  StoredMatch,
  StoredState,
  StoredUndecided,
  TargetId,
  TargetToEnd,
  UnreadRecord,
  UnreadRow,
} from './records.ts';
import type { TargetEvent } from './target-state.ts';

/**
 * The store: everything that main knows of drafts, runs and reports, in SQLite files behind two worker threads. Every
 * method rejects with a `Failure`: `store-unavailable` (the worker died, the disk reports an error, the folder is
 * read-only), `disk-full`, `store-damaged`, `store-newer`, `not-found`, `bad-input`, `aborted`.
 */
export interface Store {
  readonly write: StoreWriter;
  readonly read: StoreReader;
  readonly audit: AuditStore;
  /** What is sent to receivers outside. */
  readonly deliveries: DeliveryQueue;
  /** Commits of one revocation, in order and repeatable: see `client/commit-log.ts`. */
  readonly openLog: (id: string, onCommit?: (counts: StoredCounts) => void) => CommitLog;
  /** Rests every file and ends the workers. */
  readonly close: () => Promise<void>;
}

/** How drafts and runs change what is on disk. */
export interface CommitLog {
  /** Takes the change at once and begins to write it. Never throws: `settle` resolves when it is on disk. */
  readonly append: (...changes: Change[]) => void;
  /**
   * Resolves with the numbers when everything appended so far is on disk. Rejects with a `Failure` when it could not be
   * written; nothing is lost then, and the next call tries again.
   */
  readonly settle: () => Promise<StoredCounts>;
  /** Rows that wait: whoever appends much settles when there are many. */
  readonly waiting: () => number;
  /** As of the last commit of this log. Of one that was just opened, only after the first `settle`. */
  readonly counts: () => StoredCounts;
}

/** Numbers that are changed in the same commit as what they count. */
export interface StoredCounts {
  /** The last commit that is on disk. */
  readonly commit: number;
  /** Targets of the plan by state, without excluded ones. */
  readonly targets: TargetCounts;
  /** Sessions that began after the plan was frozen, by state. */
  readonly newSessions: TargetCounts;
  /** Sessions of accounts that were linked after the plan was frozen, as far as they are not known to be new. */
  readonly linkedSessions: TargetCounts;
  /**
   * Users with a list of all sessions that was read since the plan was frozen, and when the first and the last of these
   * lists were read (epoch milliseconds): what is not in them is new. Null: none.
   */
  readonly watched: { readonly users: number; readonly from: number; readonly to: number } | null;
  /**
   * Targets of all kinds whose OAuth2 tokens were asked for: with an answer of the core, and without one so far. All of them
   * are gone.
   */
  readonly oauth: { readonly ended: number; readonly unknown: number };
  /** Sessions beside the targets that users had at their first list: not known to be new. */
  readonly remembered: number;
  /** The last moment (epoch milliseconds) at which an ended session may have been active; null: none was ended. */
  readonly lastActiveAt: number | null;
  readonly lines: {
    readonly total: number;
    readonly open: number;
    readonly byResult: Readonly<Record<LineResultType, number>>;
    readonly byKind: Readonly<Partial<Record<LineKind, number>>>;
  };
  /** Sessions that are selected, excluded ones included. Of a list that is not settled, duplicates are among them. */
  readonly matches: number;
  readonly excluded: number;
  readonly own: number;
  /** Users with matches, or of whom everything is selected. */
  readonly users: number;
  readonly wholeUsers: number;
  /** Users of a rule that could not be read, and sessions of other users that could not. */
  readonly unreadUsers: number;
  readonly unreadSessions: number;
  /** Sessions about which a rule is undecided, and that are not included; and those that the operator included. */
  readonly undecided: number;
  readonly undecidedIncluded: number;
  /**
   * Of a draft of gaps: sessions, and users as a whole, that were excluded from the revocation that the gaps are of, as many as
   * there were when the draft was made.
   */
  readonly excludedBefore: { readonly sessions: number; readonly users: number };
}

/** A session of a user that the operator chose on an ambiguous line. */
export type ChosenSession = Pick<MatchRecord, 'handle' | 'createdAt'> &
  Partial<Pick<MatchRecord, 'expiry' | 'ip' | 'userAgent' | 'loginMethod'>>;

/** A user that the operator chose on an ambiguous line, with all sessions. */
export interface ChosenUser {
  readonly userId: string;
  readonly name: string;
  /** Missing: not read. */
  readonly emails?: readonly string[] | null;
  readonly identities: readonly IdentityId[];
  readonly own: boolean;
  readonly sessions: readonly ChosenSession[];
}

/** Sessions that the core listed under one id. */
export interface ListedUnderId {
  readonly id: string;
  readonly handles: readonly string[];
}

export interface StoreWriter {
  /**
   * Makes a revocation in state `draft` or `planned`, in a file of its own (`large`) or in `small.db`. Checks free space
   * for `expectedBytes` first: `disk-full` before anything is written. Resolves when it is on disk.
   */
  readonly create: (input: {
    readonly id: string;
    readonly size: 'small' | 'large';
    readonly state: StoredState;
    readonly summary: RevocationSummary;
    readonly documents: Documents;
    readonly expectedBytes: number;
    /** Lists only: matches are loaded without an index on handles, until `settleList` builds it. */
    readonly loadsWithoutIndex: boolean;
    /**
     * In the same transaction, as the first commit: a plan of a few sessions is one commit, and can be run at once, with
     * no `freeze` before. At most 1,000 matches.
     */
    readonly changes: readonly Change[];
  }) => Promise<StoredCounts>;
  /**
   * Applies one commit. `commit` is the number after the last one; a number that was applied already changes nothing and
   * answers the numbers of now, when everything before it is on disk; one further ahead rejects. Callers use `Store.openLog`.
   */
  readonly commit: (input: {
    readonly id: string;
    readonly commit: number;
    readonly changes: readonly Change[];
  }) => Promise<StoredCounts>;
  /**
   * Lists: builds the index on handles if there is none, removes duplicates (the earliest line keeps a session or a
   * user), and adds what ambiguous lines chose. Repeatable; also after lines were looked up again.
   */
  readonly settleList: (input: { readonly id: string }, call?: LongCall) => Promise<StoredCounts>;
  /**
   * Lists: what the operator chose on an ambiguous line, with all sessions of the chosen users; none: nothing. Sessions
   * that other lines have already stay theirs. Only after `settleList`.
   */
  readonly chooseUsers: (
    input: {
      readonly id: string;
      readonly line: LineId;
      readonly users: readonly ChosenUser[];
    },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /**
   * The same on many lines. A user is in `users` when it is chosen for the first time, and needs not be there for later
   * lines. With `apply`, as the last call, sessions are added and removed; what was chosen without it is also applied by
   * `settleList` and `freeze`.
   */
  readonly chooseForLines: (
    input: {
      readonly id: string;
      readonly lines: readonly { readonly line: LineId; readonly userIds: readonly string[] }[];
      readonly users: readonly ChosenUser[];
      readonly apply: boolean;
    },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /** Rejects with `bad-input` when a line or match that is named brings nothing in. */
  readonly exclude: (
    input: { readonly id: string; readonly exclusion: Exclusion; readonly excluded: boolean },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /**
   * Freezes a draft: indexes that a run needs, page marks, and the numbers of the plan. State becomes `planned` when the
   * caller commits it. Whole users of whom something is excluded are not whole any more.
   */
  readonly freeze: (input: { readonly id: string }, call?: LongCall) => Promise<FrozenNumbers>;
  /** The same event for all targets of which `where` is true, in as many transactions as it takes. */
  readonly recordWhere: (
    input: {
      readonly id: string;
      readonly at: number;
      readonly where: TargetCondition;
      readonly event: TargetEvent;
      /** With `given-up`: an error that the target has already stays. */
      readonly keepError?: boolean;
    },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /** What was read of these targets before counts no more: they are not verified. */
  readonly verifyAgain: (
    input: { readonly id: string; readonly where: TargetCondition },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /**
   * Compares a list of all sessions of a user, read at this moment under all ids, with the targets of this user: those in
   * it are active, the others are gone. `onlyListed`: only targets that an earlier list showed can be gone by a list.
   * Handles that are no targets and were not remembered are new sessions; `addNew` adds them. Nothing is written where
   * nothing changes. On disk with the next commit of the revocation, as lists that are remembered. Resolves with null for the
   * number of new sessions where that is not known: what was remembered of the user was damaged, and is not remembered any more.
   */
  readonly compareWithList: (
    input: {
      readonly id: string;
      readonly at: number;
      readonly userId: string;
      readonly handles: readonly string[];
      /**
       * Of these: those under ids that the user got by a link. Under one that is new since the last list they are not known
       * to be new. Of a user of whom everything is ordered they are added as sessions of a linked account; of others they are
       * remembered. Under one that was known they are new sessions, but for the id of another user of the plan of whom something
       * was excluded: then they are sessions of a linked account. Under the id of another user of whom everything is ordered they
       * are new sessions of that user.
       */
      readonly linked: readonly {
        readonly id: string;
        readonly handles: readonly string[];
        readonly isNew: boolean;
        /** The other id of the same login method: an id that leads to nobody is that of the user who has this one. */
        readonly otherSide?: readonly string[];
      }[];
      readonly onlyListed: boolean;
      readonly addNew: boolean;
      /**
       * So many sessions beside the plan were known before the list was read. One that the list of another user added since can have
       * begun since: that this list does not have it says nothing.
       */
      readonly knownBefore: number;
    },
    call?: LongCall,
  ) => Promise<{ readonly counts: StoredCounts; readonly newSessions: number | null }>;
  /**
   * A list of all sessions of a user, read before anything was ended: its targets get this owner and are marked as
   * listed, and the other sessions are remembered as long as at most `maxRemembered` are. Nothing changes when none is a
   * target, unless `evenWithoutTargets`. `underOthers`: those of the handles that are under other ids than `userId`; what is
   * under the id of another user of whom everything is ordered is passed over. Resolves with how many targets the list showed.
   */
  readonly rememberList: (
    input: {
      readonly id: string;
      /** When it was read (epoch milliseconds). */
      readonly at: number;
      readonly userId: string;
      readonly identities: readonly IdentityId[];
      readonly handles: readonly string[];
      readonly underOthers?: readonly ListedUnderId[];
      readonly maxRemembered: number;
      /** Remembers the sessions also when none is a target: for users that are watched afterwards. */
      readonly evenWithoutTargets: boolean;
    },
    call?: LongCall,
  ) => Promise<{ readonly counts: StoredCounts; readonly targets: number; readonly remembered: boolean }>;
  /** The same for many users, of whom the sessions are remembered in any case: as few transactions as that takes. */
  readonly rememberLists: (
    input: {
      readonly id: string;
      readonly lists: readonly {
        readonly at: number;
        readonly userId: string;
        readonly identities: readonly IdentityId[];
        readonly handles: readonly string[];
        readonly underOthers?: readonly ListedUnderId[];
      }[];
    },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /**
   * Orders to end new sessions, or those of linked accounts: from now on they are ordered. Those that failed are active again.
   */
  readonly orderSessions: (
    input: { readonly id: string; readonly at: number; readonly where: OrderedAfterwards },
    call?: LongCall,
  ) => Promise<StoredCounts>;
  /** From now on `to-signal` is read without going through all targets: for who looks again and again for the few that are new. */
  readonly indexToSignal: (input: { readonly id: string }, call?: LongCall) => Promise<null>;
  /** Brings the file to rest: one file, closed. It is opened again by whoever needs it. */
  readonly rest: (input: { readonly id: string }) => Promise<void>;
  /** Removes a revocation; a tombstone stays. Rejects with `bad-input` while it is running. */
  readonly remove: (input: { readonly id: string }) => Promise<void>;
}

/** What freezing a draft counts. */
export interface FrozenNumbers {
  readonly counts: StoredCounts;
  readonly targets: number;
  readonly excluded: number;
  readonly own: number;
  readonly users: number;
  readonly wholeUsers: number;
  /** Targets of whole users. */
  readonly ofWholeUsers: number;
  /** Targets of users who were selected as a whole, also where something of them is excluded, and of the operator's own users. */
  readonly ownKnown: number;
  readonly duplicates: number;
  /** Ambiguous lines on which the operator chose no user. */
  readonly ambiguous: number;
  /** All tenants with targets, the largest first. */
  readonly byTenant: readonly { readonly name: string; readonly sessions: number }[];
  /** Names of the first users, for lists of revocations. */
  readonly names: readonly string[];
}

/**
 * Which targets. "Ordered": all of the plan, new sessions of users of whom everything is ordered, and those that were added as
 * ordered or that the operator ordered later. "Verified": read again after the last dispatch.
 */
export const targetConditions = [
  /** Ordered, and planned or still active. */
  'to-dispatch',
  /** Ordered, and planned, or still active after a batch that failed, unless that one could only have it alone. */
  'to-dispatch-again',
  'sent',
  'unknown',
  /** Ordered and still active. */
  'still-active',
  /** Ordered and failed. */
  'failed',
  /** Ordered, and not known to be gone. */
  'ordered-not-gone',
  /** Not verified, and neither planned nor failed. */
  'sent-not-verified',
  'not-verified',
  /** Not verified, or not known to be gone. */
  'not-ended',
  /** New sessions that are ordered, in the same way as `to-dispatch` and `to-dispatch-again`. */
  'new-to-dispatch',
  'new-to-dispatch-again',
  /** The same of sessions of linked accounts. */
  'linked-to-dispatch',
  'linked-to-dispatch-again',
  /** The same for `sent-not-verified`. */
  'new-to-verify',
  'linked-to-verify',
  /** New sessions that are not known to be gone, and the same of sessions of linked accounts. */
  'new-not-gone',
  'linked-not-gone',
  /** New sessions that are open, of users of whom no session was excluded. */
  'new-to-order',
  /** Of the plan, with an owner that is not known. */
  'no-owner',
  /** Ordered and gone, with OAuth2 tokens that are not known to be ended. */
  'tokens-to-end',
  /** Gone, whoever ended it, and verified: what it says was read from the core of the plan. */
  'known-gone',
  /** Of these: those whose event is not in the queues of the signal receivers. */
  'to-signal',
] as const;
export type TargetCondition = (typeof targetConditions)[number];

/** What can be ordered beside the plan. */
export type OrderedAfterwards = Extract<TargetCondition, `${UnplannedSessions}-not-gone` | 'new-to-order'>;

/** Rows in an order and of a type that have to be selected first; see `StoreReader.openView`. */
export interface ViewRequest {
  readonly id: string;
  readonly of: 'lines' | 'matches' | 'undecided' | 'targets';
  /**
   * Lines: a result, `excluded`, `own`, `not-covered` (everything for which nothing is selected), `to-try-again` (the same
   * without malformed and excluded lines). Matches: `excluded`, `own`. Undecided sessions: none. Targets: a state, `new-sessions`, `linked-sessions`. Null: all.
   */
  readonly show: string | null;
  /** Text that is looked for in every column that is shown; null: none. */
  readonly search: string | null;
  /** Null: in the order in which they were added. */
  readonly sort: { readonly column: string; readonly direction: 'ascending' | 'descending' } | null;
}

export interface CatalogueRequest {
  /** Null: of all connections. */
  readonly connectionId: string | null;
  /** Not of these, and then of none that is not known. */
  readonly exceptConnections: readonly string[];
  readonly states: readonly StoredState[];
  /** Looked for in users, reason, ticket, operator and name of the source; null: all. */
  readonly search: string | null;
  readonly outcomes: readonly string[] | null;
  /** Started in this time, epoch milliseconds. */
  readonly from: number | null;
  readonly to: number | null;
  readonly sort: {
    readonly column:
      | 'startedAt'
      | 'endedAt'
      | 'createdAt'
      | 'users'
      | 'reason'
      | 'ticket'
      | 'operator'
      | 'outcome'
      | 'targets';
    readonly direction: 'ascending' | 'descending';
  };
  readonly offset: number;
  readonly limit: number;
}

export type CatalogueEntry =
  | {
      readonly type: 'readable';
      readonly id: string;
      readonly state: StoredState;
      readonly summary: RevocationSummary;
    }
  /** Its file cannot be read (any more), or a newer version of Curfew made it; it stays where it is. */
  | {
      readonly type: 'unreadable';
      readonly id: string;
      readonly file: string;
      readonly error: AppError;
      /** As far as it is known from the catalogue or from the head of the file. */
      readonly summary: RevocationSummary | null;
    };

/** How far the exclusions of a revocation are read. `found`: rows so far; fewer than the numbers say are damage. */
export type ExclusionsPlace =
  | { readonly of: 'users'; readonly after: number }
  | { readonly of: 'targets'; readonly after: TargetId; readonly found: number }
  | { readonly of: 'excluded-before'; readonly after: string; readonly found: number };

export interface ExclusionsPage {
  /** Everything of the operator's own users is excluded. */
  readonly ownExcluded: boolean;
  readonly users: readonly ExcludedUser[];
  /** Excluded sessions, and those that were excluded before and are not included since. One can come twice. */
  readonly sessions: readonly ExcludedSession[];
  /** Null: that was all. */
  readonly next: ExclusionsPlace | null;
}

export interface StoreReader {
  readonly catalogue: (
    request: CatalogueRequest,
  ) => Promise<{ readonly total: number; readonly entries: readonly CatalogueEntry[] }>;
  /** Rejects with `not-found`. */
  readonly entry: (input: { readonly id: string }) => Promise<CatalogueEntry>;
  readonly documents: (input: {
    readonly id: string;
    readonly names: readonly DocumentName[];
  }) => Promise<Documents>;
  readonly counts: (input: { readonly id: string }) => Promise<StoredCounts>;
  /** Lines that wait for their look-up, or could not be read (`unread`), behind a line. */
  readonly openLines: (input: {
    readonly id: string;
    readonly result: 'open' | 'unread';
    readonly after: LineId;
    readonly limit: number;
  }) => Promise<readonly OpenLine[]>;
  /** Lines behind a line on which users can be chosen. */
  readonly ambiguousLines: (input: {
    readonly id: string;
    readonly after: LineId;
    readonly limit: number;
  }) => Promise<readonly AmbiguousLine[]>;
  /**
   * What the operator excluded, page by page, users before sessions. A page can be empty. Rejects with `store-damaged` when a row
   * is damaged or missing: who goes by these pages must not take an excluded session for one that is not.
   */
  readonly exclusions: (input: {
    readonly id: string;
    readonly after: ExclusionsPlace | null;
  }) => Promise<ExclusionsPage>;
  /** By offset in the order of the list, or in the order of a view. */
  readonly lines: (input: PageRequest) => Promise<readonly StoredLine[]>;
  readonly matches: (input: PageRequest) => Promise<readonly StoredMatch[]>;
  /** Targets of the plan, then new sessions; without excluded ones. */
  readonly targets: (input: PageRequest) => Promise<readonly ReportTarget[]>;
  /** The largest shares of a draft, and how many there are. */
  readonly shares: (input: { readonly id: string; readonly limit: number }) => Promise<{
    readonly byTenant: readonly { readonly name: string; readonly count: number }[];
    readonly tenants: number;
    readonly byUser: readonly { readonly userId: string; readonly name: string; readonly count: number }[];
  }>;
  /** Which of these ids this scan has visited already. */
  readonly scanned: (input: {
    readonly id: string;
    readonly scan: ScanNumber;
    readonly userIds: readonly string[];
  }) => Promise<readonly string[]>;
  readonly unread: (input: {
    readonly id: string;
    readonly after: string;
    readonly limit: number;
  }) => Promise<readonly UnreadRecord[]>;
  /** The same one by one: users that are unread as a whole, and unread sessions of others. */
  readonly unreadPage: (input: {
    readonly id: string;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<readonly UnreadRow[]>;
  /** Sessions about which a rule is undecided, in pages. */
  readonly undecidedRows: (page: PageRequest) => Promise<readonly StoredUndecided[]>;
  /** Sessions about which a rule is undecided, in the order in which the scan added them: all, or only those that are not included. */
  readonly undecided: (input: {
    readonly id: string;
    readonly which: 'all' | 'not-included';
    readonly offset: number;
    readonly limit: number;
  }) => Promise<readonly StoredUndecided[]>;
  /** Rejects with `store-damaged` when one of them is damaged: a run must not work on what may be wrong. */
  readonly runTargets: (input: {
    readonly id: string;
    readonly where: TargetCondition;
    readonly after: TargetId;
    readonly limit: number;
  }) => Promise<readonly RunTarget[]>;
  /** The same with their users, which takes longer. */
  readonly targetsToEnd: (input: Parameters<StoreReader['runTargets']>[0]) => Promise<readonly TargetToEnd[]>;
  readonly goneTargets: (input: {
    readonly id: string;
    readonly where: Extract<TargetCondition, 'known-gone' | 'to-signal'>;
    readonly after: TargetId;
    readonly limit: number;
  }) => Promise<readonly GoneTarget[]>;
  /** A few of them, spread over all. */
  readonly sampleTargets: (input: {
    readonly id: string;
    readonly where: TargetCondition;
    readonly count: number;
  }) => Promise<readonly RunTarget[]>;
  readonly countTargets: (input: { readonly id: string; readonly where: TargetCondition }) => Promise<number>;
  /**
   * Users behind a user. `to-list`: those of whom everything is ordered, those with remembered other sessions, and
   * those of whom a list can show what became of at least `minTargets` targets that are not verified.
   * `to-close`: of whom everything is ordered, with open targets, sessions of linked accounts aside. A user who is united with
   * another one since is only in `to-close`: the list of that one is of both, and must not be compared with targets of one alone.
   */
  readonly runUsers: (input: {
    readonly id: string;
    readonly where: 'all' | 'to-list' | 'to-close';
    readonly minTargets: number;
    readonly after: number;
    readonly limit: number;
  }) => Promise<readonly RunUser[]>;
  readonly countUsers: (input: {
    readonly id: string;
    readonly where: 'all' | 'to-list' | 'to-close';
    readonly minTargets: number;
  }) => Promise<number>;
  /** Open targets of one user, without sessions of linked accounts. */
  readonly openTargetsOf: (input: {
    readonly id: string;
    readonly user: number;
  }) => Promise<readonly RunTarget[]>;
  /** Those of these users of whom a name, and the e-mails, were read. */
  readonly namedUsers: (input: {
    readonly id: string;
    readonly userIds: readonly string[];
  }) => Promise<readonly string[]>;
  /**
   * Those of these users whom a look at everyone passes over: everything of them is ordered, so they are listed one by one, or
   * they are excluded as a whole.
   */
  readonly usersToPassOver: (input: {
    readonly id: string;
    readonly userIds: readonly string[];
  }) => Promise<readonly string[]>;
  /** Those of these handles that are of no target, also of none that is excluded. */
  readonly handlesOfNoTarget: (input: {
    readonly id: string;
    readonly handles: readonly string[];
  }) => Promise<readonly string[]>;
  /**
   * New sessions of the users with these ids, those of linked accounts included, that were not known to be gone, and are none of these
   * handles. `userIds`: any ids of the users.
   */
  readonly newSessionsNotListed: (input: {
    readonly id: string;
    readonly userIds: readonly string[];
    readonly handles: readonly string[];
    readonly after: TargetId;
    readonly limit: number;
  }) => Promise<readonly RunTarget[]>;
  /** Targets by their handles; unknown handles are not in the result. */
  readonly findTargets: (input: {
    readonly id: string;
    readonly handles: readonly string[];
  }) => Promise<readonly RunTarget[]>;
  /** Of these targets, as far as they were read before they were ended, in any order. */
  readonly sessionsBefore: (input: {
    readonly id: string;
    readonly targets: readonly TargetId[];
  }) => Promise<readonly SessionBefore[]>;
  /** How many targets of this part of a report are damaged on disk. */
  readonly damagedTargets: (input: {
    readonly id: string;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<number>;
  /** The first error of each code of targets that are unknown, failed or still active. */
  readonly targetErrors: (input: { readonly id: string }) => Promise<readonly AppError[]>;
  /**
   * Finds and sorts rows into a table of row ids, in a thread of its own, with progress and cancel. Resolves with the
   * view to page through; it shows the rows as of now until it is closed. Few are open: a new one closes the oldest.
   */
  readonly openView: (
    request: ViewRequest,
    call?: LongCall,
  ) => Promise<{ readonly view: string; readonly total: number }>;
  readonly closeView: (input: { readonly view: string }) => Promise<void>;
}

export interface PageRequest {
  readonly id: string;
  /** Null: all rows in the order in which they were added. */
  readonly view: string | null;
  readonly offset: number;
  readonly limit: number;
}
