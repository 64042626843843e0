import type { Result } from './result.ts';

/** Names of the three messages beside the channels themselves. */
export const wire = {
  /** renderer → main: `(id)` of a call or stream that is not wanted any more. */
  abort: 'curfew:abort',
  /** renderer → main: `(id)` one batch of a stream was taken; main keeps few under way. */
  taken: 'curfew:taken',
  /** main → renderer: `StreamMessage`. */
  stream: 'curfew:stream',
} as const;

/** Items and end travel on one channel because only then is their order certain. */
export type StreamMessage =
  | { readonly id: string; readonly kind: 'items'; readonly items: readonly unknown[] }
  | { readonly id: string; readonly kind: 'end'; readonly result: Result<null> };
