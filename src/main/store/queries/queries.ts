import type { OpenFile } from '../files/connection.ts';
import type { StoreReader } from '../interface.ts';
import type { PageMethod, QueryMethod } from '../method-names.ts';
import { readCounts, readNumbers } from '../tables/counts.ts';
import { readTargetErrors } from '../tables/errors.ts';
import { readDocuments } from '../tables/head.ts';
import { readScanned } from '../tables/scanned.ts';
import { readSessionsBefore } from '../tables/sessions-before.ts';
import { readTenants } from '../tables/tenants.ts';
import { toUsers, userColumns } from '../tables/users.ts';
import { readExclusions } from './exclusions.ts';
import { ambiguousLines, linesPage, openLines } from './line-pages.ts';
import { matchesPage } from './match-pages.ts';
import {
  countUsers,
  findTargets,
  goneTargets,
  openTargetsOf,
  readHandlesOfNoTarget,
  readNamedUsers,
  readNewSessionsNotListed,
  readUnread,
  readUnreadPage,
  readUsersToPassOver,
  runTargets,
  runUsers,
  sampleTargets,
  targetsToEnd,
} from './run-queries.ts';
import type { PageRows } from './session-rows.ts';
import { countTargets } from './target-conditions.ts';
import { countDamagedTargets, targetsPage } from './target-pages.ts';
import { readUndecidedPage, undecidedRowsPage } from './undecided-pages.ts';

export type MethodInput<Method extends (input: never, ...more: never[]) => unknown> = Omit<
  Parameters<Method>[0],
  'id'
>;
export type MethodOutput<Method extends (...input: never[]) => Promise<unknown>> = Awaited<
  ReturnType<Method>
>;

/** What the reader does in a file, each in one read transaction. */
export type TableQueries = {
  readonly [M in QueryMethod]: (
    file: OpenFile,
    rev: number,
    input: MethodInput<StoreReader[M]>,
  ) => MethodOutput<StoreReader[M]>;
} & {
  readonly [M in PageMethod]: (file: OpenFile, rev: number, page: PageRows) => MethodOutput<StoreReader[M]>;
};

export const tableQueries: TableQueries = {
  documents: readDocuments,
  counts: readCounts,
  openLines,
  ambiguousLines,
  exclusions: readExclusions,
  shares: readShares,
  scanned: readScanned,
  unread: readUnread,
  unreadPage: readUnreadPage,
  undecided: readUndecidedPage,
  runTargets,
  targetsToEnd,
  goneTargets,
  sampleTargets,
  countTargets: (file, rev, { where }) => countTargets(file, rev, where),
  runUsers,
  countUsers,
  openTargetsOf,
  findTargets,
  namedUsers: readNamedUsers,
  usersToPassOver: readUsersToPassOver,
  handlesOfNoTarget: readHandlesOfNoTarget,
  newSessionsNotListed: readNewSessionsNotListed,
  sessionsBefore: readSessionsBefore,
  targetErrors: readTargetErrors,
  damagedTargets: countDamagedTargets,
  lines: linesPage,
  matches: matchesPage,
  undecidedRows: undecidedRowsPage,
  targets: targetsPage,
};

/** The largest shares of a draft, excluded sessions included. */
function readShares(
  file: OpenFile,
  rev: number,
  { limit }: { readonly limit: number },
): Awaited<ReturnType<StoreReader['shares']>> {
  const tenants = readTenants(file, rev).filter(({ matches }) => matches > 0);
  const byTenant = tenants.map(({ name, matches }) => ({ name, count: matches }));
  // The largest users of a list that is being loaded are not known.
  const isCounted = readNumbers(file, rev)('users-to-count') === 0;
  const users = file
    .prepare(
      `SELECT ${userColumns} FROM user AS u WHERE u.rev = ? AND u.matches > 0 ORDER BY u.matches DESC LIMIT ?`,
    )
    .all(rev, isCounted ? limit : 0);
  return {
    byTenant: byTenant.sort((a, b) => b.count - a.count).slice(0, limit),
    tenants: tenants.length,
    byUser: toUsers(users).map(({ userId, name, matches }) => ({
      userId,
      name: name ?? userId,
      count: matches,
    })),
  };
}
