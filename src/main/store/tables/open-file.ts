import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { OperationProgress, StoreReader, StoreWriter } from '../interface.ts';
import type { RevocationSummary, StoredState } from '../records.ts';

/** A file that a worker has open. `rev` beside it, everywhere: the number of a revocation within the file, from 0. */
export interface OpenFile {
  readonly db: DatabaseSync;
  /** Prepared once for each file and text. Never left half read: no statement stays open between messages. */
  readonly prepare: (sql: string) => StatementSync;
}

/**
 * The table `head` never changes its shape, so that every version can read it:
 * `head(rev INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state TEXT NOT NULL, numbers TEXT
 * NOT NULL, crc INTEGER NOT NULL) STRICT`, where `version` is the schema version that made the row, `numbers` the summary
 * as JSON, and `crc` the CRC-32 of id, version, state and numbers, joined by line feeds. While a revocation is being
 * removed from `small.db`, its state is `removed`.
 */
export interface Head {
  readonly rev: number;
  readonly id: string;
  readonly version: number;
  readonly state: StoredState | 'removed';
  /** Null: the row is damaged, or of a newer version that keeps other numbers. */
  readonly summary: RevocationSummary | null;
}

/** Rows of a page: by offset in the order in which they were added, or these ids, in this order. */
export type PageRows =
  | { readonly type: 'offset'; readonly offset: number; readonly limit: number }
  | { readonly type: 'ids'; readonly ids: readonly number[] };

type MethodInput<Method extends (input: never, ...more: never[]) => unknown> = Omit<
  Parameters<Method>[0],
  'id'
>;
type MethodOutput<Method extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Method>>;

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
type PageMethod = 'lines' | 'matches' | 'targets';
type OperationMethod =
  | 'settleList'
  | 'chooseUsers'
  | 'chooseForLines'
  | 'exclude'
  | 'freeze'
  | 'recordWhere'
  | 'verifyAgain'
  | 'compareWithList'
  | 'rememberList'
  | 'orderSessions';

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

/**
 * What the writer does in a file in as many transactions as it takes: whoever runs it begins one before each piece and
 * commits it after the piece, at `yield` and at the end.
 */
export type TableOperations = {
  readonly [M in OperationMethod]: (
    file: OpenFile,
    rev: number,
    input: MethodInput<StoreWriter[M]>,
  ) => Generator<OperationProgress, MethodOutput<StoreWriter[M]>>;
};
