import { readDocuments } from './head.ts';
import type { TableQueries } from './open-file.ts';
import { countTargets } from './read/count-targets.ts';
import { readCounts } from './read/counts.ts';
import { countDamagedTargets } from './read/damaged-targets.ts';
import { ambiguousLines, linesPage, openLines } from './read/lines-page.ts';
import { matchesPage, targetsPage } from './read/pages.ts';
import { findTargets, openTargetsOf, runTargets, sampleTargets } from './read/run-targets.ts';
import { countUsers, runUsers } from './read/run-users.ts';
import { readScanned, readUnread, readUnreadPage } from './read/scan-notes.ts';
import { readShares } from './read/shares.ts';
import { readTargetErrors } from './read/target-errors.ts';
import { readUndecidedPage } from './read/undecided-page.ts';

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
  targets: targetsPage,
};
