import type { MatchRecord } from '../../records.ts';
import type { OpenFile } from '../open-file.ts';
import { role, targetFlag } from '../rows/codes.ts';
import { toId } from '../rows/ids.ts';
import { insertTarget, largestBatchLimit, type TargetRow } from '../rows/target-row.ts';
import { checkId, checkNumber, cut } from '../rows/text.ts';
import type { UserRow } from '../rows/user-row.ts';
import { becomeDecided } from './become-decided.ts';
import { countTarget, type Edit, tenantIdOf, thaw } from './edit.ts';
import { isOwn } from './users.ts';

/** Adds sessions that were selected. Except in a list, a known handle is passed over. */
export function addMatches(edit: Edit, matches: readonly MatchRecord[]): void {
  const { counts, file, loginMethods, rev, users } = edit;
  for (const { handle } of matches) checkId(handle);
  const isList = counts.get('is-list') === 1;
  if (isList) counts.set('unsettled', 1);
  users.load(matches.flatMap(({ userId }) => userId ?? []));
  for (const match of matches) {
    if (!isList) {
      if (isKnownHandle(file, rev, match.handle)) continue;
      becomeDecided(edit, match.handle);
    }
    const user = match.userId === null ? null : users.findOrAdd(match.userId);
    addMatch(edit, {
      handle: match.handle,
      user,
      created: match.createdAt,
      expiry: match.expiry,
      ip: cut(match.ip),
      userAgent: cut(match.userAgent),
      loginMethod: loginMethods.numberOf(match.loginMethod),
      line: match.line === null ? null : toId(rev, match.line),
      excluded: user !== null && isOwn(user) && counts.get('own-excluded') === 1,
    });
  }
}

/** Whether the session is in the file, be it as a target, excluded, or as a new session. */
export function isKnownHandle(file: OpenFile, rev: number, handle: string): boolean {
  return file.prepare('SELECT 1 FROM target WHERE rev = ? AND handle = ?').get(rev, handle) !== undefined;
}

interface NewMatch {
  readonly handle: string;
  readonly user: UserRow | null;
  readonly created: number | null;
  readonly expiry: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly loginMethod: number | null;
  readonly line: number | null;
  readonly excluded: boolean;
  /** Beside those that it gets as a match; none: 0. */
  readonly flags?: number;
}

/** Adds a row of a session that is not there. */
export function addMatch(edit: Edit, match: NewMatch): TargetRow {
  checkNumber(match.created);
  checkNumber(match.expiry);
  return addTarget(edit, {
    ...match,
    user: match.user?.id ?? null,
    role: match.excluded ? role.excluded : role.target,
    // Whoever knows the ids of the user has listed the sessions of the user under all of them.
    flags: (match.flags ?? 0) | (match.user && match.user.identities !== null ? targetFlag.listed : 0),
  });
}

type NewTarget = Pick<
  TargetRow,
  'handle' | 'user' | 'created' | 'expiry' | 'ip' | 'userAgent' | 'loginMethod' | 'line' | 'role' | 'flags'
>;

export function addTarget(edit: Edit, target: NewTarget): TargetRow {
  const { counts, file, rev } = edit;
  if (target.role !== role.newSession) thaw(edit);
  const row: TargetRow = {
    id: toId(rev, counts.next('target')),
    handle: target.handle,
    tenant: tenantIdOf(edit, target.handle),
    user: target.user,
    created: target.created,
    expiry: target.expiry,
    ip: target.ip,
    userAgent: target.userAgent,
    loginMethod: target.loginMethod,
    line: target.line,
    role: target.role,
    state: 0,
    flags: target.flags,
    batchLimit: largestBatchLimit,
    endedAt: null,
    error: null,
  };
  insertTarget(file, rev, row);
  countTarget(edit, row, 1);
  return row;
}
