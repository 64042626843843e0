/** What a long method reports on its way. */
export interface OperationProgress {
  readonly done: number;
  readonly of: number;
}

/** Options of a long method, at most one of a kind at a time for one revocation. Aborting leaves everything as it was, or repeatable. */
export interface LongCall {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OperationProgress) => void;
}
