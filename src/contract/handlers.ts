import type { ChannelName, ChannelNameOf, Output, ParsedInput } from './contract.ts';

export interface CallContext {
  /** Aborted when the caller does not want the answer any more, or its window is gone. */
  readonly signal: AbortSignal;
  /** Aborted when the page that made the call is gone, also after the call was answered. */
  readonly page: AbortSignal;
}

export interface StreamContext<Item> extends CallContext {
  /** Sends items in order; resolves when the caller keeps up. Rejects with an AbortError once aborted. */
  readonly emit: (items: readonly Item[]) => Promise<void>;
}

/** What main implements for one channel. Throws a `Failure`; the server makes a `Result` of it. */
export type Handler<C extends ChannelName> =
  C extends ChannelNameOf<'stream'>
    ? (input: ParsedInput<C>, context: StreamContext<Output<C>>) => Promise<void>
    : (input: ParsedInput<C>, context: CallContext) => Promise<Output<C>>;

export type Handlers = { readonly [C in ChannelName]: Handler<C> };

/** The handlers of one area: `HandlersOf<'directory'>`. */
export type HandlersOf<Area extends string> = Pick<Handlers, Extract<ChannelName, `${Area}.${string}`>>;
