import type { CoreCalls, RecordedKeys, SessionReadInFull } from './protocol.ts';
import type { PackedReads } from './rpc-rows.ts';

export interface SessionsInput {
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
}

/** What a connection worker answers to main: the calls of the protocol, and the two that read in bulk. */
export interface WorkerCalls extends CoreCalls {
  sessions(input: SessionsInput, onBatch: (batch: PackedReads) => void): Promise<null>;
  sessionsInFull(input: SessionsInput, onBatch: (batch: readonly SessionReadInFull[]) => void): Promise<null>;
}
