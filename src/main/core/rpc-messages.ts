import type { Result } from '../../contract/result.ts';
import type { CoreCalls, RecordedKeys, SessionReadInFull } from './protocol.ts';
import type { PackedReads } from './rpc-rows.ts';

export type CallName = keyof CoreCalls;

/** The input of a call; undefined for the calls that take none. */
export type CallInput<M extends CallName> = Parameters<CoreCalls[M]> extends [infer I] ? I : undefined;

/** What a call answers. */
export type CallOutput<M extends CallName> = Awaited<ReturnType<CoreCalls[M]>>;

export interface SessionsInput {
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
}

/** main → worker. Ids are main's own and never used twice for one worker. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly method: CallName; readonly input: unknown }
  | { readonly kind: 'sessions'; readonly id: number; readonly input: SessionsInput }
  | { readonly kind: 'sessionsInFull'; readonly id: number; readonly input: SessionsInput }
  | { readonly kind: 'abort'; readonly id: number };

/** worker → main. Batches of one id come in order, and before its answer. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'batch'; readonly id: number; readonly batch: PackedReads }
  | { readonly kind: 'batchInFull'; readonly id: number; readonly batch: readonly SessionReadInFull[] };
