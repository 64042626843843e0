import { z } from 'zod';
import { appError } from '../../errors.ts';
import { coverage } from '../coverage.ts';
import { connectionId, epochMs } from '../ids.ts';
import { pageOfRows, sortDirection } from '../rows.ts';
import { planSource } from './plan.ts';
import { outcomes } from './report.ts';
import { runProgress, targetCounts } from './run.ts';

/** What a list of revocations shows of one. */
const historyFacts = {
  id: z.uuid(),
  connectionId,
  source: planSource,
  createdAt: epochMs,
  startedAt: epochMs.nullable(),
  endedAt: epochMs.nullable(),
  /** Display names of the first users; empty when they are not known. */
  users: z.array(z.string()),
  /** How many users there are in all; null: not known. */
  userCount: z.int().nullable(),
  reason: z.string(),
  ticket: z.string().nullable(),
  operator: z.string(),
  targets: z.int(),
  /** Of the targets: those that are known to be gone. */
  ended: z.int(),
  /** How the targets ended, as in the report; null: an older version wrote it, or it is not known. */
  counts: targetCounts.nullable(),
  /** Sessions that are not of the plan, and are known to be gone. */
  endedBeside: z.int(),
  /** Sessions that began after the plan was frozen and are not known to be gone: still active, or unknown. */
  newSessions: z.int(),
  /** As in the report: until then, or until signal receivers confirmed. Null: no session is gone or can be, or it is not known. */
  exposureUntil: epochMs.nullable(),
  /** As in the report; null: not known. */
  coverage: coverage.nullable(),
};

export const historyEntry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ended'),
    ...historyFacts,
    outcome: z.enum(outcomes),
    /** False: its rows were not read since the console started, and nobody knows whether some of them are damaged. */
    rowsRead: z.boolean(),
  }),
  /** Running, paused, or interrupted. */
  z.strictObject({ type: z.literal('open'), ...historyFacts, progress: runProgress }),
  /** Its file cannot be read, or a newer version of Curfew made it; the file stays where it is. */
  z.strictObject({
    type: z.literal('unreadable'),
    id: z.string(),
    file: z.string(),
    error: appError,
    /** As far as they are known. */
    facts: z.strictObject(historyFacts).nullable(),
  }),
]);
export type HistoryEntry = z.infer<typeof historyEntry>;

export const historyColumns = [
  'startedAt',
  'endedAt',
  'users',
  'reason',
  'ticket',
  'operator',
  'outcome',
  'targets',
] as const;

export const historyRequest = z.strictObject({
  /** Null: of connections that were removed. */
  connectionId: connectionId.nullable(),
  /** Looked for in users, reason, ticket, operator and the name of the list; empty: all. */
  search: z.string().max(200),
  /** Null: all. */
  outcomes: z.array(z.enum([...outcomes, 'open'])).nullable(),
  /** Started in this time. */
  from: epochMs.nullable(),
  to: epochMs.nullable(),
  sort: z.strictObject({ column: z.enum(historyColumns), direction: sortDirection }),
  ...pageOfRows,
});
export type HistoryRequest = z.infer<typeof historyRequest>;

export const historyPage = z.strictObject({ total: z.int(), entries: z.array(historyEntry) });
export type HistoryPage = z.infer<typeof historyPage>;
