import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RevocationSummary, StoredState } from '../records.ts';

/** A file that a worker has open. `rev` beside it, everywhere: the number of a revocation within the file, from 1. */
export interface OpenFile {
  readonly db: DatabaseSync;
  /** Prepared once for each file and text. Never left half read: no statement stays open between messages. */
  readonly prepare: (sql: string) => StatementSync;
}

/**
 * The table `head` never changes its shape, so that every version can read it:
 * `head(rev INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state TEXT NOT NULL, numbers TEXT
 * NOT NULL) STRICT`, where `version` is the schema version that made the row and `numbers` the summary as JSON. While a
 * revocation is being removed from `small.db`, its state is `removed`.
 */
export interface Head {
  readonly rev: number;
  readonly id: string;
  readonly state: StoredState | 'removed';
  readonly summary: RevocationSummary;
}

/** Rows of a page: by offset in the order in which they were added, or these ids, in this order. */
export type PageRows =
  | { readonly type: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly type: 'ids'; readonly ids: readonly number[] };
