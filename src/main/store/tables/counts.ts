import type { TargetCounts } from '../../../contract/domain/revocation/run.ts';
import {
  type LineKind,
  type LineResultType,
  lineKinds,
  lineResults,
  type OAuthState,
  type TargetState,
  targetStates,
} from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import type { StoredCounts } from '../interface.ts';
import { checksum, rowIsDamaged } from './rows.ts';

type Sequence =
  | 'line'
  | 'target'
  | 'user'
  | 'tenant'
  | 'undecided'
  | 'login-method'
  | 'error'
  | 'event'
  | 'snapshot';

export type TargetGroupName = 'plan' | 'new' | 'linked';

type AskedOAuth = Exclude<OAuthState, 'not-asked'>;

/** Numbers of a revocation that are changed with what they count. What is missing is 0. */
export type CountName =
  /** Targets by whether they are of the plan, new, or of a linked account, by their state, and by whether they were verified. */
  | `${TargetGroupName}.${TargetState}.${'verified' | 'not-verified'}`
  /** Of these: those whose OAuth2 tokens were asked for, by what became of the tokens. */
  | `${TargetGroupName}.oauth.${AskedOAuth}`
  /** Of these: those that are verified, and whose event is in the queues of the signal receivers. */
  | `${TargetGroupName}.signalled`
  | `result.${LineResultType}`
  | `kind.${string}`
  | 'lines'
  | 'open-lines'
  | 'matches'
  | 'excluded'
  /** Matches of the operator's own users, excluded ones included. */
  | 'own'
  | 'users'
  | 'whole-users'
  /** Targets of the plan with an owner that is not known. */
  | 'no-owner'
  | 'unread-users'
  | 'unread-sessions'
  /** Sessions about which a rule is undecided, by whether the operator included them. */
  | 'undecided'
  | 'undecided-included'
  | 'remembered'
  /** Users with `watched`, and when the first and the last of them got it (epoch milliseconds). */
  | 'watched-users'
  | 'watched-from'
  | 'watched-to'
  | 'last-active'
  /** Which documents there are, a bit each, in the order of `documentNames`. */
  | 'documents'
  /** How many other numbers there are: of a damaged file, some may be missing. */
  | 'numbers'
  /** The number that was given last. */
  | `last.${Sequence}`
  /** Of a draft of gaps: sessions, and users as a whole, that were excluded from the revocation before. */
  | 'carried-sessions'
  | 'carried-users'
  /** Rows of `excluded_before`. */
  | 'excluded-before'
  /** 1: the matches have duplicates until `settleList`. */
  | 'is-list'
  /** 1: lines or matches of a list were added or looked up since it was settled. */
  | 'unsettled'
  /** 1: everything of the operator's own users is excluded, also what is added later. */
  | 'own-excluded'
  /** 1: what the operator chose on ambiguous lines may not be added yet. */
  | 'choices-changed'
  /** 1: sessions of some users are not in the numbers of these users: see `countUsers`. */
  | 'users-to-count'
  /** 1: some users have `toExclude`. */
  | 'users-to-exclude'
  /** The last number of a match when the plan was frozen. */
  | 'plan-end';

/** The numbers during one transaction: read once, written by `flush`. */
export interface CountRepository {
  readonly get: (name: CountName) => number;
  readonly set: (name: CountName, n: number) => void;
  readonly add: (name: CountName, by: number) => void;
  /** The next number of a row. */
  readonly next: (sequence: Sequence) => number;
  readonly flush: () => void;
}

export function createCountRepository(file: OpenFile, rev: number): CountRepository {
  const known = new Map<CountName, { n: number; isChanged: boolean; isStored: boolean }>();

  function read(name: CountName): { n: number; isChanged: boolean; isStored: boolean } {
    let count = known.get(name);
    if (!count) {
      const n = readCount(file, rev, name);
      count = { n: n ?? 0, isChanged: false, isStored: n !== undefined };
      known.set(name, count);
    }
    return count;
  }

  function set(name: CountName, n: number): void {
    const count = read(name);
    if (count.n === n) return;
    count.n = n;
    count.isChanged = true;
  }

  return {
    get: (name) => read(name).n,
    set,
    add: (name, by) => {
      if (by === 0) return;
      const count = read(name);
      count.n += by;
      // Where nothing is damaged, what is subtracted was added before.
      if (count.n < 0) throw rowIsDamaged();
      count.isChanged = true;
    },
    next: (sequence) => {
      const count = read(`last.${sequence}`);
      count.n += 1;
      count.isChanged = true;
      return count.n;
    },
    flush: () => {
      const changed = [...known].filter(([, { isChanged }]) => isChanged);
      const fresh = changed.filter(([, { isStored }]) => !isStored).length;
      for (const [name, count] of changed) {
        writeCount(file, rev, name, count.n);
        count.isChanged = false;
        count.isStored = true;
      }
      if (fresh > 0) writeCount(file, rev, 'numbers', (readCount(file, rev, 'numbers') ?? 0) + fresh);
    },
  };
}

/** Before the first change. */
export function beginCounts(file: OpenFile, rev: number): void {
  writeCount(file, rev, 'numbers', 0);
}

/** Undefined: never counted. Throws `store-damaged` when its checksum is wrong. */
export function readCount(file: OpenFile, rev: number, name: CountName): number | undefined {
  const row = file.prepare('SELECT n, crc FROM count WHERE rev = ? AND name = ?').get(rev, name);
  return row && intactCount(rev, name, row.n, row.crc);
}

/** All of them. Throws `store-damaged` when one is missing or its checksum is wrong. */
export function readAllCounts(file: OpenFile, rev: number): ReadonlyMap<string, number> {
  const rows = file.prepare('SELECT name, n, crc FROM count WHERE rev = ?').all(rev);
  const counts = new Map(
    rows.map(({ name, n, crc }) => [String(name), intactCount(rev, String(name), n, crc)]),
  );
  if (counts.get('numbers') !== counts.size - 1) throw rowIsDamaged();
  return counts;
}

function writeCount(file: OpenFile, rev: number, name: CountName, n: number): void {
  file.prepare('INSERT OR REPLACE INTO count VALUES (?, ?, ?, ?)').run(rev, name, n, checksum(rev, name, n));
}

function intactCount(rev: number, name: string, n: unknown, crc: unknown): number {
  if (typeof n !== 'number' || checksum(rev, name, n) !== crc) throw rowIsDamaged();
  return n;
}

/** Gives a number by its name. */
export type ReadCount = (name: CountName) => number;

export function readNumbers(file: OpenFile, rev: number): ReadCount {
  const counts = readAllCounts(file, rev);
  return (name) => counts.get(name) ?? 0;
}

/** Throws `store-damaged` when one of the numbers is damaged. */
export function readCounts(file: OpenFile, rev: number): StoredCounts {
  const count = readNumbers(file, rev);
  return {
    commit: lastCommit(file, rev),
    targets: byState(count, 'plan'),
    newSessions: byState(count, 'new'),
    linkedSessions: byState(count, 'linked'),
    watched: watchedUsers(count),
    oauth: {
      ended: askedOAuth(count, 'ended'),
      unknown: askedOAuth(count, 'unknown') + askedOAuth(count, 'sent'),
    },
    remembered: count('remembered'),
    lastActiveAt: count('last-active') || null,
    lines: {
      total: count('lines'),
      open: count('open-lines'),
      byResult: record<LineResultType>(lineResults, (result) => count(`result.${result}`)),
      byKind: byKind(count),
    },
    matches: count('matches'),
    excluded: count('excluded'),
    own: count('own'),
    users: count('users'),
    wholeUsers: count('whole-users'),
    unreadUsers: count('unread-users'),
    unreadSessions: count('unread-sessions'),
    undecided: count('undecided'),
    undecidedIncluded: count('undecided-included'),
    excludedBefore: { sessions: count('carried-sessions'), users: count('carried-users') },
  };
}

function askedOAuth(count: ReadCount, state: AskedOAuth): number {
  return count(`plan.oauth.${state}`) + count(`new.oauth.${state}`) + count(`linked.oauth.${state}`);
}

function watchedUsers(count: ReadCount): StoredCounts['watched'] {
  const users = count('watched-users');
  return users === 0 ? null : { users, from: count('watched-from'), to: count('watched-to') };
}

/** New sessions and those of linked accounts: rows behind the plan. */
export function behindPlan(count: ReadCount): number {
  return sumOf(byState(count, 'new')) + sumOf(byState(count, 'linked'));
}

export function byState(count: ReadCount, of: TargetGroupName): TargetCounts {
  return record(
    targetStates,
    (state) => count(`${of}.${state}.verified`) + count(`${of}.${state}.not-verified`),
  );
}

export function sumOf(counts: TargetCounts): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

function byKind(count: ReadCount): Partial<Record<LineKind, number>> {
  const all = lineKinds.map((kind) => [kind, count(`kind.${kind}`)] as const);
  return Object.fromEntries(all.filter(([, n]) => n > 0));
}

function record<Name extends string>(
  names: readonly Name[],
  of: (name: Name) => number,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
}

/** The number of the last commit that is on disk; 0 before the first. */
export function lastCommit(file: OpenFile, rev: number): number {
  const row = file.prepare('SELECT n, crc FROM commit_number WHERE rev = ?').get(rev);
  if (typeof row?.n !== 'number' || checksum(rev, row.n) !== row.crc) throw rowIsDamaged();
  return row.n;
}

export function setCommit(file: OpenFile, rev: number, n: number): void {
  file.prepare('INSERT OR REPLACE INTO commit_number VALUES (?, ?, ?)').run(rev, n, checksum(rev, n));
}
