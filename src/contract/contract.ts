import type { z } from 'zod';
import { appChannels } from './channels/app.ts';
import { connectionChannels } from './channels/connections.ts';
import { directoryChannels } from './channels/directory.ts';
import { planningChannels } from './channels/planning.ts';
import { revocationChannels } from './channels/revocation.ts';

/** Every channel there is. What does not stand here cannot be called: server, bridge and fakes are made from it. */
export const contract = {
  ...appChannels,
  ...connectionChannels,
  ...directoryChannels,
  ...planningChannels,
  ...revocationChannels,
} as const;

export type Contract = typeof contract;
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
