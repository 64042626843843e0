import type { TargetCounts } from '../../../../contract/domain/revocation.ts';
import {
  type LineKind,
  lineKinds,
  targetStates,
  type Verdict,
  verdicts,
} from '../../../../contract/domain/stored-names.ts';
import type { StoredCounts } from '../../interface.ts';
import { type CountName, readAllCounts, type TargetGroupName } from '../change/counts.ts';
import { lastCommit } from '../head.ts';
import type { OpenFile } from '../open-file.ts';

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
    remembered: count('remembered'),
    lastActiveAt: count('last-active') || null,
    lines: {
      total: count('lines'),
      open: count('open-lines'),
      byVerdict: record<Verdict>(verdicts, (verdict) => count(`verdict.${verdict}`)),
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
  };
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
