import type { ChannelName, ChannelNameOf, Input, Output } from './contract.ts';
import type { Result } from './result.ts';

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
