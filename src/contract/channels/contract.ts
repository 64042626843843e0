import type { z } from 'zod';
import { appChannels } from './app.ts';
import { connectionChannels } from './connections.ts';
import { directoryChannels } from './directory.ts';
import { planningChannels } from './planning.ts';
import { revocationChannels } from './revocation.ts';

/** Every channel there is. What does not stand here cannot be called: server, bridge and fakes are made from it. */
export const contract = {
  ...appChannels,
  ...connectionChannels,
  ...directoryChannels,
  ...planningChannels,
  ...revocationChannels,
} as const;

type Contract = typeof contract;
export type ChannelName = keyof Contract;

export type ChannelNameOf<Kind extends 'query' | 'command' | 'stream'> = {
  [C in ChannelName]: Contract[C]['kind'] extends Kind ? C : never;
}[ChannelName];

/** What the caller sends. */
export type Input<C extends ChannelName> = z.input<Contract[C]['input']>;
/** What the handler gets, after parsing. */
export type ParsedInput<C extends ChannelName> = z.output<Contract[C]['input']>;
/** The answer; of a stream, one item. */
export type Output<C extends ChannelName> = z.output<Contract[C]['output']>;

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
type Handler<C extends ChannelName> =
  C extends ChannelNameOf<'stream'>
    ? (input: ParsedInput<C>, context: StreamContext<Output<C>>) => Promise<void>
    : (input: ParsedInput<C>, context: CallContext) => Promise<Output<C>>;

export type Handlers = { readonly [C in ChannelName]: Handler<C> };

/** The handlers of one area: `HandlersOf<'directory'>`. */
export type HandlersOf<Area extends string> = Pick<Handlers, Extract<ChannelName, `${Area}.${string}`>>;

/** Names and kinds alone. It is put into the preload at build time, which so does without the schemas. */
export function channelManifest(): Record<string, 'call' | 'stream'> {
  return Object.fromEntries(
    Object.entries(contract).map(([name, channel]) => [name, channel.kind === 'stream' ? 'stream' : 'call']),
  );
}
