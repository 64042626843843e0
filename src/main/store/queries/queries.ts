import type { OpenFile } from '../files/connection.ts';
import type { StoreReader } from '../interface.ts';
import { readCounts, readNumbers } from '../tables/counts.ts';
import { readTargetErrors } from '../tables/errors.ts';
import { readDocuments } from '../tables/head.ts';
import { readTenants } from '../tables/tenants.ts';
import { toUsers, userColumns } from '../tables/users.ts';
import { ambiguousLines, linesPage, openLines } from './line-pages.ts';
import {
  countUsers,
  findTargets,
  openTargetsOf,
  readScanned,
  readUnread,
  readUnreadPage,
  runTargets,
  runUsers,
  sampleTargets,
} from './run-queries.ts';
import {
  countDamagedTargets,
  matchesPage,
  type PageRows,
  readUndecidedPage,
  targetsPage,
  undecidedRowsPage,
} from './session-pages.ts';
import { countTargets } from './target-conditions.ts';

export type MethodInput<Method extends (input: never, ...more: never[]) => unknown> = Omit<
  Parameters<Method>[0],
  'id'
>;
export type MethodOutput<Method extends (...input: never[]) => Promise<unknown>> = Awaited<
  ReturnType<Method>
>;

type QueryMethod =
  | 'documents'
  | 'counts'
  | 'openLines'
  | 'ambiguousLines'
  | 'shares'
  | 'scanned'
  | 'unread'
  | 'unreadPage'
  | 'undecided'
  | 'runTargets'
  | 'sampleTargets'
  | 'countTargets'
  | 'runUsers'
  | 'countUsers'
  | 'openTargetsOf'
  | 'findTargets'
  | 'targetErrors'
  | 'damagedTargets';
type PageMethod = 'lines' | 'matches' | 'undecidedRows' | 'targets';

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
  shares: readShares,
  scanned: readScanned,
  unread: readUnread,
  unreadPage: readUnreadPage,
  undecided: readUndecidedPage,
  runTargets,
  sampleTargets,
  countTargets: (file, rev, { where }) => countTargets(file, rev, where),
  runUsers,
  countUsers,
  openTargetsOf,
  findTargets,
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
