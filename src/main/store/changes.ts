import type { OAuthState } from '../../contract/domain/stored-names.ts';
import type {
  DocumentName,
  ExcludedSession,
  ExcludedUser,
  LineId,
  MatchRecord,
  NewLine,
  ResolvedLine,
  RevocationSummary,
  ScanNumber,
  StoredState,
  TargetId,
  UndecidedRecord,
  UserIdentity,
  UserRecord,
} from './records.ts';
import type { TargetEvent } from './target-state.ts';

/**
 * What a commit can change. All changes of one commit are on disk together, or none of them is. A commit changes at most
 * `maxRows` rows; `rowsOf` says how many a change counts for.
 */
export type Change =
  | { readonly type: 'documents'; readonly documents: Readonly<Partial<Record<DocumentName, unknown>>> }
  /** The state in the head, and what lists show of the revocation. */
  | { readonly type: 'state'; readonly state: StoredState; readonly summary: RevocationSummary }

  // A draft of a list.
  | { readonly type: 'add-lines'; readonly lines: readonly NewLine[] }
  | { readonly type: 'resolve-lines'; readonly lines: readonly ResolvedLine[] }

  // Lists, rules and selections.
  | { readonly type: 'add-users'; readonly users: readonly UserRecord[] }
  /** In a draft of a list, duplicates are removed later, by `settleList`; everywhere else a known handle is not added again. */
  | { readonly type: 'add-matches'; readonly matches: readonly MatchRecord[] }

  // A draft of a rule.
  /** Handles that are known are passed over. A match with the handle of one of them replaces it, unless it is included. */
  | { readonly type: 'add-undecided'; readonly sessions: readonly UndecidedRecord[] }
  /** Users with these ids were scanned, for the rule or by the second scan of its run. */
  | { readonly type: 'scanned'; readonly scan: ScanNumber; readonly userIds: readonly string[] }
  /** Handles of this user that are unread: null: the user as a whole; none: nothing of the user is unread any more. */
  | { readonly type: 'unread'; readonly userId: string; readonly handles: readonly string[] | null }

  /** The same without taking back what was unread of the user before. Of very many handles, the user as a whole is unread. */
  | { readonly type: 'add-unread'; readonly userId: string; readonly handles: readonly string[] }

  /** A draft of gaps: what was excluded from the revocation that they are of. What is found of it from now on starts excluded. */
  | {
      readonly type: 'excluded-before';
      readonly users: readonly ExcludedUser[];
      readonly sessions: readonly ExcludedSession[];
    }

  // A run. Targets to which the event cannot happen in their state stay as they are.
  | {
      readonly type: 'event';
      /** Epoch milliseconds. */
      readonly at: number;
      readonly event: TargetEvent;
      readonly on: readonly TargetId[];
      /** Of a batch that failed as a whole: the next one with any of these is to be half as large. */
      readonly halve?: true;
    }
  /** What became of the OAuth2 tokens of targets. Those of targets that are not gone stay as they are. */
  | { readonly type: 'oauth'; readonly state: OAuthState; readonly on: readonly TargetId[] }
  /** The events of these targets are in the queues of the signal receivers. Targets that are not known to be gone stay as they are. */
  | { readonly type: 'signalled'; readonly on: readonly TargetId[] }
  /**
   * Sessions that began after the plan was frozen, seen active at this moment: known handles are passed over. A user that
   * is not in the file yet is added.
   */
  | {
      readonly type: 'new-sessions';
      readonly at: number;
      readonly userId: string;
      readonly handles: readonly string[];
      /** `active`: a list showed them. `ended`: the closing call by user id names them as ended. */
      readonly seen: 'active' | 'ended';
      /**
       * The order covers them, unless something of the user was excluded; of a user who was excluded as a whole they are
       * passed over. Known handles that are not excluded are seen active too, and new sessions among them become ordered.
       * What is `under` the id of another user of the plan of whom something was excluded is a session of a linked account.
       */
      readonly ordered?: { readonly under: string };
    }
  /** Targets as they were before they were ended. What is known of a target already stays. */
  | {
      readonly type: 'sessions-before';
      readonly sessions: readonly { readonly target: TargetId; readonly json: string }[];
    }
  /** United with those known. */
  | { readonly type: 'user-ids'; readonly userId: string; readonly identities: readonly UserIdentity[] }
  /** Sessions that a user had beside the targets before anything was ended, so that they do not count as new sessions. */
  | { readonly type: 'remember-sessions'; readonly userId: string; readonly handles: readonly string[] };

/** The operator excludes something from a draft, or includes it again. */
export type Exclusion =
  /** Everything of the operator's own users, also what is added later. */
  | { readonly type: 'own' }
  | { readonly type: 'lines'; readonly lines: readonly LineId[] }
  | { readonly type: 'matches'; readonly matches: readonly TargetId[] }
  /**
   * Sessions about which a rule is undecided, which are excluded until they are included: all but those of the operator's
   * own users while these are excluded, those of a user, or these rows, by their numbers among the undecided sessions.
   */
  | { readonly type: 'undecided' }
  | { readonly type: 'undecided-of-user'; readonly userId: string }
  | { readonly type: 'undecided-rows'; readonly rows: readonly number[] };

/** With more unread handles than this, a user as a whole counts as unread. */
export const maxUnread = 1_000;

/** Unread handles of a user, as they are stored. Null: the user as a whole. */
export function toUnread(handles: readonly string[]): readonly string[] | null {
  return handles.length > maxUnread ? null : handles;
}

/** So many rows a write transaction changes at most. */
export const maxRows = 1_000;

/** How many rows a change counts for. */
export function rowsOf(change: Change): number {
  switch (change.type) {
    case 'documents':
    case 'state':
    case 'unread':
    case 'add-unread':
    case 'user-ids':
      return 1;
    case 'add-lines':
    case 'resolve-lines':
      return change.lines.length;
    case 'add-users':
      return change.users.length;
    case 'add-matches':
      return change.matches.length;
    case 'add-undecided':
    case 'sessions-before':
      return change.sessions.length;
    case 'scanned':
      return change.userIds.length;
    case 'excluded-before':
      return change.users.length + change.sessions.length;
    case 'event':
    case 'oauth':
    case 'signalled':
      return change.on.length;
    case 'new-sessions':
    case 'remember-sessions':
      return change.handles.length;
  }
}

/**
 * The same changes in parts that one transaction each may change. Changes that fit into one stay together; one that is
 * larger is cut.
 */
export function splitChanges(changes: readonly Change[]): Change[][] {
  const parts: Change[][] = [];
  let part: Change[] = [];
  let rows = 0;
  for (const change of changes.flatMap(splitChange)) {
    const more = rowsOf(change);
    if (part.length > 0 && rows + more > maxRows) {
      parts.push(part);
      part = [];
      rows = 0;
    }
    part.push(change);
    rows += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function splitChange(change: Change): Change[] {
  if (rowsOf(change) <= maxRows) return [change];
  switch (change.type) {
    case 'documents':
    case 'state':
    case 'unread':
    case 'add-unread':
    case 'user-ids':
      return [change];
    case 'add-lines':
      return slices(change.lines).map((lines) => ({ ...change, lines }));
    case 'resolve-lines':
      return slices(change.lines).map((lines) => ({ ...change, lines }));
    case 'add-users':
      return slices(change.users).map((users) => ({ ...change, users }));
    case 'add-matches':
      return slices(change.matches).map((matches) => ({ ...change, matches }));
    case 'add-undecided':
      return slices(change.sessions).map((sessions) => ({ ...change, sessions }));
    case 'sessions-before':
      return slices(change.sessions).map((sessions) => ({ ...change, sessions }));
    case 'scanned':
      return slices(change.userIds).map((userIds) => ({ ...change, userIds }));
    case 'excluded-before':
      return [
        ...slices(change.users).map((users) => ({ ...change, users, sessions: [] })),
        ...slices(change.sessions).map((sessions) => ({ ...change, users: [], sessions })),
      ];
    case 'event':
      return slices(change.on).map((on) => ({ ...change, on }));
    case 'signalled':
      return slices(change.on).map((on) => ({ ...change, on }));
    case 'oauth':
      return slices(change.on).map((on) => ({ ...change, on }));
    case 'new-sessions':
    case 'remember-sessions':
      return slices(change.handles).map((handles) => ({ ...change, handles }));
  }
}

function slices<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += maxRows) parts.push(items.slice(at, at + maxRows));
  return parts;
}
