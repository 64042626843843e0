import type { Coverage } from '../../contract/domain/coverage.ts';
import type { Candidate } from '../../contract/domain/planning/list-lines.ts';
import type { PlanSource } from '../../contract/domain/revocation/plan.ts';
import type { TargetCounts } from '../../contract/domain/revocation/run.ts';
import type { TargetRow } from '../../contract/domain/revocation/targets.ts';
import type {
  LineKind,
  LineResultType,
  OAuthState,
  RuleField,
  TargetState,
} from '../../contract/domain/stored-names.ts';
import type { IdentityId, LoginMethodKind } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';

/**
 * What the store has of a revocation, from its draft to its report. Ids of lines, users and targets are numbers within
 * one revocation, from 1, in the order in which they were added.
 */
export type LineId = number;
export type TargetId = number;

/** Text from outside is cut at so many bytes of UTF-8; `isCut` says that it was. */
export const maxTextBytes = 4_096;

/** A revocation is one of these, in this order; only a draft goes back from `planned` when it is changed. */
export const storedStates = ['draft', 'planned', 'running', 'ended'] as const;
export type StoredState = (typeof storedStates)[number];

/** Of the scans of users: the one of a rule, and the second one, of its run. */
export type ScanNumber = 'first' | 'second';

/** What lists of revocations show and search. Kept in the file itself and in the catalogue. */
export interface RevocationSummary {
  readonly connectionId: string;
  readonly source: PlanSource;
  /** Epoch milliseconds: when the draft or plan was made, when it was started, when it ended. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Display names and ids of the first users, for searching; empty when they are not known. */
  readonly users: readonly string[];
  /** How many users there are in all; null: not known. Missing: there is no plan yet. */
  readonly userCount?: number | null;
  readonly reason: string;
  readonly ticket: string | null;
  readonly operator: string;
  readonly targets: number;
  /** Of the targets: those that are known to be gone. */
  readonly ended: number;
  /** How the targets ended. Missing: an older version, or not started. */
  readonly counts?: TargetCounts;
  /** As `ended`, with sessions that are not of the plan. Missing: an older version, or not started. */
  readonly gone?: number;
  /** Sessions that began after the plan was frozen and are still active, as far as is known. */
  readonly newSessions: number;
  /**
   * Until when access tokens of ended sessions may be accepted where nobody was told; null: no session is gone, or can be. Missing: an
   * older version, or not started.
   */
  readonly exposureUntil?: number | null;
  /** Null: not ended yet. */
  readonly outcome: string | null;
  /** Of the plan; missing: there is no plan yet. */
  readonly coverage?: Coverage;
  /** Something was at work on what has ended: unless it still is, it was killed, and the file can know more than this. */
  readonly isOpen?: true;
}

/** Named JSON values of a revocation. Each owner parses what it reads; the store does not look into them. */
export const documentNames = ['source', 'planning', 'checkpoint', 'plan', 'order', 'facts'] as const;
export type DocumentName = (typeof documentNames)[number];
export type Documents = Readonly<Partial<Record<DocumentName, unknown>>>;

/** A line of a list as it was read, before anything was looked up. */
export interface NewLine {
  /** In the file, from 1. */
  readonly number: number;
  /** Never a token: of one that was verified, the session handle it names. */
  readonly text: string;
  readonly kind: LineKind | null;
  /** `open`: to be looked up. The others need no look-up. */
  readonly result:
    | { readonly type: 'open' }
    | { readonly type: 'malformed'; readonly reason: string }
    | { readonly type: 'unread'; readonly error: AppError };
}

/** A line that waits for its look-up. */
export interface OpenLine {
  readonly id: LineId;
  readonly number: number;
  readonly text: string;
  readonly kind: LineKind | null;
}

/** A line that can mean several users, and is no duplicate. */
export interface AmbiguousLine {
  readonly id: LineId;
  readonly kind: LineKind | null;
  readonly candidates: readonly Candidate[];
  /** Whether the operator chose a user on it. */
  readonly isChosen: boolean;
}

/** What a line turned out to be. Sessions that it selects are added as matches in the same commit or before it. */
export type LineResult =
  | {
      readonly type: 'session';
      readonly handle: string;
      readonly tenantId: string;
      readonly userId: string;
      readonly createdAt: number;
    }
  | { readonly type: 'user'; readonly userId: string; readonly name: string }
  | { readonly type: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'unknown' }
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'unread'; readonly error: AppError };

export interface ResolvedLine {
  readonly id: LineId;
  readonly kind: LineKind | null;
  readonly result: LineResult;
}

/** A line as a preview or a report shows it. */
export interface StoredLine {
  readonly id: LineId;
  readonly number: number;
  readonly text: string;
  readonly isCut: boolean;
  readonly kind: LineKind | null;
  readonly result: LineResultType | 'open';
  readonly excluded: boolean;
  readonly own: boolean;
  /** Of a session or a user. */
  readonly handle: string | null;
  readonly tenantId: string | null;
  readonly userId: string | null;
  readonly name: string | null;
  readonly createdAt: number | null;
  /** Sessions that this line added to the plan and no line before it. */
  readonly sessions: number;
  /** All sessions of its user, whatever line added them; null: they are not counted yet, or it is no user. */
  readonly sessionsOfUser: number | null;
  /** Excluded sessions of its user, or of the users that were chosen on it, whatever line added them; null: not counted yet, or there is no user. */
  readonly excludedOfUsers: number | null;
  /** Of a duplicate: the line before it that selects the same session or user. */
  readonly duplicateOf: { readonly id: LineId; readonly number: number } | null;
  readonly candidates: readonly Candidate[];
  /** Of an ambiguous line: user ids that the operator chose. */
  readonly chosen: readonly string[];
  readonly reason: string | null;
  readonly error: AppError | null;
  /** The checksum of the row is wrong: nothing of it may be believed. */
  readonly damaged: boolean;
}

/** An id under which sessions of a user can be. */
export interface UserIdentity extends IdentityId {
  /** Of an account that was linked after the plan was frozen: sessions that it had by then were not ordered. */
  readonly linked?: boolean;
}

/** A user whose sessions are selected. */
export interface UserRecord {
  /** As the core shows it. */
  readonly userId: string;
  /** Address, number or id: what the operator knows the user by. */
  readonly name: string | null;
  /** As they were at planning; missing: not read. */
  readonly emails?: readonly string[] | null;
  /** Another id by which a session named the user: from now on it leads to this user. */
  readonly alias?: string;
  /** Ids under which sessions of the user can be; null: not read. United with those known, never overwritten. */
  readonly identities: readonly IdentityId[] | null;
  /** All sessions of this user are ordered to be ended, those that begin later too. */
  readonly whole: boolean;
  /** One of the operator's own users. */
  readonly own: boolean;
}

/** A session that a selection, a line or a rule selected. */
export interface MatchRecord {
  readonly handle: string;
  /** Null: its owner is not known. A user that is not in the file yet is added. */
  readonly userId: string | null;
  /** Epoch milliseconds; null: the session was not read, and nothing that follows is known. */
  readonly createdAt: number | null;
  readonly expiry: number | null;
  /** Null: not recorded. */
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** With what the user signed in; missing: not known. */
  readonly loginMethod?: LoginMethodKind | null;
  readonly line: LineId | null;
}

/** A session about which a rule is undecided: it is no match unless the operator includes it. */
export interface UndecidedRecord extends Omit<MatchRecord, 'line' | 'userId'> {
  readonly userId: string;
  /** Conditions of the rule for which a fact was not recorded. */
  readonly undecidedFor: readonly RuleField[];
}

/** The same as a preview or a report shows it. */
export interface StoredUndecided extends Omit<UndecidedRecord, 'loginMethod'> {
  /** Number among the undecided sessions, from 1. */
  readonly id: number;
  readonly tenantId: string;
  readonly name: string | null;
  readonly own: boolean;
  /** Included by the operator, and not excluded since. */
  readonly isTarget: boolean;
  readonly damaged: boolean;
}

/** A match as a preview shows it. */
export interface StoredMatch extends Omit<MatchRecord, 'line' | 'loginMethod'> {
  readonly id: TargetId;
  readonly tenantId: string;
  readonly name: string | null;
  readonly own: boolean;
  readonly excluded: boolean;
  /** Of a session that the operator included although the rule is undecided about it: see `UndecidedRecord`. */
  readonly undecidedFor: readonly RuleField[];
  readonly damaged: boolean;
}

/** A target as a run works with it. */
export interface RunTarget {
  readonly id: TargetId;
  readonly handle: string;
  readonly tenantId: string;
  readonly state: TargetState;
  readonly newSession: boolean;
  /** The most targets that a batch with it may have; 0 once one failed that could only have it alone. */
  readonly batchLimit: number;
  readonly oauth: OAuthState;
}

/** The same with its user, whom the audit log names before the session is ended. */
export interface TargetToEnd extends RunTarget {
  /** Null: not known. */
  readonly userId: string | null;
}

/** A session that is known to be gone, as the event about it has it. */
export interface GoneTarget {
  readonly id: TargetId;
  readonly handle: string;
  /** Null: not known. */
  readonly userId: string | null;
  /** The only e-mail address that is known of the user; null: none, or several. */
  readonly email: string | null;
  /** When the core said that it ended it (epoch milliseconds); null: it was gone before, or the answer was lost. */
  readonly endedAt: number | null;
  /** When it was recorded as gone (epoch milliseconds): the same as long as it is gone, and another one for its next end. */
  readonly goneSince: number;
}

/** A target as a report shows it, without what follows from its plan. */
export interface ReportTarget extends Readonly<Omit<TargetRow, 'exposureUntil' | 'selectedBy' | 'error'>> {
  readonly id: TargetId;
  readonly error: AppError | null;
  readonly line: { readonly number: number; readonly text: string } | null;
  /** Of a session that the operator included although the rule was undecided about it: see `UndecidedRecord`. */
  readonly undecidedFor: readonly RuleField[];
}

/** What a run read of a target before it ended anything, as JSON of its owner; null: the row on disk is damaged. */
export interface SessionBefore {
  readonly target: TargetId;
  readonly json: string | null;
}

/** A user as a run works with it. */
export interface RunUser {
  /** Number of the user within the revocation, for going on after it. */
  readonly id: number;
  readonly userId: string;
  readonly name: string | null;
  readonly whole: boolean;
  readonly identities: readonly UserIdentity[] | null;
  /** Targets of this user, new sessions among them. */
  readonly targets: number;
  /** Whether the sessions that the user had beside the targets are remembered: see `remember-sessions`. */
  readonly remembered: boolean;
}

/** A user, or a session of a user, that a rule could not read, as a report shows it. */
export interface UnreadRow {
  readonly userId: string;
  /** Null: the user as a whole. */
  readonly handle: string | null;
  /** The checksum of the row is wrong: nothing of it may be believed. */
  readonly damaged: boolean;
}

/** Users or sessions of a rule that could not be read. */
export interface UnreadRecord {
  readonly userId: string;
  /** Null: the user as a whole. */
  readonly handles: readonly string[] | null;
}

/** A user of whom something was excluded from a draft. */
export interface ExcludedUser {
  readonly userId: string;
  /** All ids that the user had, but for those of accounts that were linked after the plan was frozen. */
  readonly ids: readonly string[];
  /** Excluded as a whole; else only some sessions were. */
  readonly whole: boolean;
  readonly own: boolean;
}

/** A session that was excluded from a draft. */
export interface ExcludedSession {
  readonly handle: string;
  /** Null: not known. */
  readonly userId: string | null;
}

const encoder = new TextEncoder();

/**
 * Whether an id or a handle can be stored: ids name something at the core, so one that was cut would name something else.
 * False with a NUL or a lone surrogate in it, or when it is longer than 4 KB.
 */
export function isStorableId(id: string): boolean {
  if (id.includes('\0') || !id.isWellFormed()) return false;
  // Most ids are so short that they need not be encoded to see that they fit.
  return id.length * 3 <= maxTextBytes || encoder.encode(id).length <= maxTextBytes;
}

/** Whether a number is exact. */
export function isStorableNumber(value: number): boolean {
  return Number.isSafeInteger(value);
}
