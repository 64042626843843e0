import { z } from 'zod';

/**
 * The document `checkpoint` of a rule: where its scan goes on, and what it counted until there. Users that are scanned
 * behind it are marked as `scanned` in the store.
 */
export const checkpoint = z.strictObject({
  /** Whom it scans: all users of the tenants, or only those that an earlier scan could not read, which are unread at first. */
  of: z.enum(['all', 'unread']).default('all'),
  /** Number of the tenant whose users come next, and the core's token of their page; null: the first page. */
  tenant: z.int(),
  pageToken: z.string().nullable(),
  /** Users of this page that were scanned. */
  onPage: z.int().default(0),
  /** Entries of pages that were users of tenants before: who is in several tenants is scanned once. */
  repeated: z.int().default(0),
  /** Users that were scanned; and how many there were at the start, null: not known. */
  users: z.int(),
  usersInAll: z.int().nullable(),
  /** Sessions that were seen. */
  sessions: z.int(),
  /** `other-core`: another core answered, so what was found cannot be used. Null: it goes on. */
  ended: z.enum(['ready', 'stopped', 'other-core']).nullable(),
});
export type Checkpoint = z.infer<typeof checkpoint>;

export const firstCheckpoint: Checkpoint = {
  of: 'all',
  tenant: 0,
  pageToken: null,
  onPage: 0,
  repeated: 0,
  users: 0,
  usersInAll: null,
  sessions: 0,
  ended: null,
};

/**
 * The document `planning` of a rule: the tenants of its scan in their order; null: it did not begin. It is apart from the
 * checkpoint because it can be long and is written once.
 */
export const scanPlanning = z.strictObject({ tenants: z.array(z.string()).nullable() });
export type ScanPlanning = z.infer<typeof scanPlanning>;
