import type { Worker } from 'node:worker_threads';
import type { AuditSegment, AuditVerdict } from '../../../contract/domain/audit/log.ts';
import type { AuditStore } from '../audit-store.ts';
import type { DeliveryReader, DeliveryWriter } from '../deliveries.ts';
import type {
  CatalogueEntry,
  CatalogueRequest,
  StoredCounts,
  StoreReader,
  StoreWriter,
  ViewRequest,
} from '../interface.ts';
import type { OperationProgress } from '../long-call.ts';
import type { AuditQueryMethod, OperationMethod, PageMethod, QueryMethod } from '../method-names.ts';

/**
 * What a thread of the store is for. `write` and `read` live as long as the store. `index`, `view`, `check` and `audit` do one
 * thing and end.
 */
export type StoreRole = 'write' | 'read' | 'index' | 'view' | 'check' | 'audit';

export interface StoreWorkerData {
  readonly role: StoreRole;
  readonly dataDirectory: string;
  readonly openFiles: number;
  /** Tests: how many pages a file may have. */
  readonly pages: number | undefined;
}

/** Starts `src/main/store/worker/store-worker.ts` as a worker thread with this as its data. */
export type SpawnStoreWorker = (data: StoreWorkerData) => Worker;

/** Rows pass through: few are in memory at a time. Without bounds, the heap of a thread grows with the memory of the machine. */
export const workerLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 } as const;

/** A call about one revocation, with the name of its file in the folder `revocations`. */
export interface InFile<Input> {
  readonly file: string;
  readonly id: string;
  readonly input: Input;
}

type InputOfMethod<M extends (...input: never[]) => unknown> = Omit<Parameters<M>[0], 'id'>;

export type OperationCalls = {
  readonly [M in OperationMethod]: (
    input: InFile<InputOfMethod<StoreWriter[M]>>,
    onProgress: (progress: OperationProgress) => void,
  ) => ReturnType<StoreWriter[M]>;
};

export type WriteCalls = OperationCalls &
  DeliveryWriter & {
    /** Makes folders and catalogue agree. Resolves with the files that were not at rest. */
    start(): Promise<{ readonly unclean: readonly string[] }>;
    create(input: {
      readonly file: string;
      readonly input: Parameters<StoreWriter['create']>[0];
    }): Promise<StoredCounts>;
    /**
     * `applied`: false when a commit of this number was there before. `moreFollows`: the next commit of the same log is sent
     * in any case, and takes this one to the disk with it.
     */
    commit(
      input: InFile<Omit<Parameters<StoreWriter['commit']>[0], 'id'> & { readonly moreFollows: boolean }>,
    ): Promise<{ readonly counts: StoredCounts; readonly applied: boolean }>;
    /** Brings an older file to the newest schema. */
    migrate(input: { readonly file: string }): Promise<null>;
    rest(input: { readonly file: string }): Promise<null>;
    /** Only with the file closed everywhere else. */
    remove(
      input: { readonly file: string; readonly id: string; readonly now: number },
      onProgress: (progress: OperationProgress) => void,
    ): Promise<null>;
    /** Puts into the catalogue what can be read of a file. */
    inspect(input: { readonly file: string }): Promise<null>;
    /** Reads every row of the catalogue. Rejects with its own damage. */
    verifyCatalogue(): Promise<null>;
    /** Puts a damaged catalogue aside and reads the heads of all files. Only with the catalogue closed everywhere else. */
    rebuildCatalogue(): Promise<null>;
    auditAppend(input: Parameters<AuditStore['append']>[0]): Promise<null>;
    auditAddSegment(input: AuditSegment): Promise<null>;
    auditRemoveSegments(
      input: Record<string, never>,
      onProgress: (progress: OperationProgress) => void,
    ): Promise<null>;
    close(): Promise<null>;
  };

/** `details.cause` of the failure of a file that the writer has to migrate before it is read. */
export const olderVersion = 'older-version';

export type QueryCalls = {
  readonly [M in QueryMethod]: (input: InFile<InputOfMethod<StoreReader[M]>>) => ReturnType<StoreReader[M]>;
};

export type PageCalls = {
  readonly [M in PageMethod]: (
    /** `view`: name of its file in the folder `views`. */
    input: InFile<{ readonly view: string | null; readonly offset: number; readonly limit: number }>,
  ) => ReturnType<StoreReader[M]>;
};

export type ReadCalls = QueryCalls &
  PageCalls &
  DeliveryReader & {
    catalogue(
      input: CatalogueRequest,
    ): Promise<{ readonly total: number; readonly entries: readonly CatalogueEntry[] }>;
    entry(input: { readonly id: string }): Promise<CatalogueEntry>;
    /** The file of a revocation; rejects with `not-found`. */
    locate(input: { readonly id: string }): Promise<{ readonly file: string }>;
    /** Of the audit log: `input` and the answer are those of the method. */
    auditQuery(input: { readonly method: AuditQueryMethod; readonly input: unknown }): Promise<unknown>;
    /** Whether handles can be looked up at all: see `IndexCalls`. */
    needsIndex(input: { readonly file: string; readonly id: string }): Promise<boolean>;
    /** Closes a file in `revocations`. */
    closeFile(input: { readonly file: string }): Promise<null>;
    closeView(input: { readonly view: string }): Promise<null>;
    closeCatalogue(): Promise<null>;
    close(): Promise<null>;
  };

export interface IndexCalls {
  build(
    input: { readonly file: string; readonly id: string },
    onProgress: (progress: OperationProgress) => void,
  ): Promise<null>;
}

export interface ViewCalls {
  build(
    input: { readonly file: string; readonly view: string; readonly request: ViewRequest },
    onProgress: (progress: OperationProgress) => void,
  ): Promise<{ readonly total: number }>;
}

export interface CheckCalls {
  /** Reads the whole file. Resolves with what is wrong with it, or null. */
  check(input: { readonly file: string }): Promise<{ readonly damage: string | null }>;
}

export interface AuditCalls {
  /** Reads the whole audit log. */
  verify(
    input: Parameters<AuditStore['verify']>[0],
    onProgress: (progress: OperationProgress) => void,
  ): Promise<AuditVerdict>;
}
