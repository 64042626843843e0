import type { MessagePort } from 'node:worker_threads';
import type { Result } from '../../../contract/failure.ts';

/** client → server. Ids are the client's own and never used twice. */
export type ToServer =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'abort'; readonly id: number }
  /** Answers of these calls may have been lost: the server answers those that it does not work on. */
  | { readonly type: 'check'; readonly ids: readonly number[] };

/** server → client. Progress of one id comes in order, and before its answer. */
export type FromServer =
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly result: Result<unknown> }
  /** A message of the client could not be read, and nobody knows which one. */
  | { readonly type: 'unreadable' };

type TransferList = NonNullable<Parameters<MessagePort['postMessage']>[1]>;

/** One end of a channel between threads: a `Worker`, `parentPort`, or a `MessagePort`. */
export interface RpcPort {
  postMessage(message: unknown, transfer?: TransferList): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'messageerror', listener: (error: Error) => void): unknown;
}

export type { TransferList };

/** A value that is moved to the other thread with what it refers to, not copied. */
export class Transferred<T> {
  readonly value: T;
  readonly transfer: TransferList;

  constructor(value: T, transfer: TransferList) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** The methods of `Calls`, an interface of `method(input, onProgress?): Promise<output>`. */
export type MethodOf<Calls> = keyof Calls & string;

/** Undefined for a method without an input. */
export type InputOf<Calls, M extends keyof Calls> = Calls[M] extends (...input: infer A) => unknown
  ? A extends readonly [infer I, ...unknown[]]
    ? I
    : undefined
  : never;

export type OutputOf<Calls, M extends keyof Calls> = Calls[M] extends (...input: never) => Promise<infer O>
  ? O
  : never;

/** What a method tells before its answer; never for a method without a second parameter. */
export type ProgressOf<Calls, M extends keyof Calls> = Calls[M] extends (
  input: never,
  onProgress: (value: infer P) => void,
) => unknown
  ? P
  : never;

export function isMessage(message: unknown): message is { readonly type: unknown; readonly id?: unknown } {
  return typeof message === 'object' && message !== null && 'type' in message;
}
