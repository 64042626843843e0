import type { Result } from '../failure.ts';
import type { ChannelName, ChannelNameOf, Input, Output } from './contract.ts';

type Area<C extends string> = C extends `${infer A}.${string}` ? A : never;
type Verb<C extends string, A extends string> = C extends `${A}.${infer V}` ? V : never;

/** A call: `id` is the caller's own and only serves `abort`. */
type Call<C extends ChannelName> = (input: Input<C>, id: string) => Promise<Result<Output<C>>>;

/**
 * A stream: items come in batches, in order; the end comes once and last, also when main refused the stream.
 */
type Stream<C extends ChannelName> = (
  input: Input<C>,
  id: string,
  onItems: (items: Output<C>[]) => void,
  onEnd: (result: Result<null>) => void,
) => void;

type BridgeFunction<C extends ChannelName> = C extends ChannelNameOf<'stream'> ? Stream<C> : Call<C>;

/** `window.curfew`: one named function for each channel, and `abort` with the id of a call or a stream. */
export type CurfewBridge = {
  readonly [A in Area<ChannelName>]: {
    readonly [V in Verb<ChannelName, A>]: BridgeFunction<Extract<ChannelName, `${A}.${V}`>>;
  };
} & { readonly abort: (id: string) => void };

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
  | { readonly id: string; readonly type: 'items'; readonly items: readonly unknown[] }
  | { readonly id: string; readonly type: 'end'; readonly result: Result<null> };
