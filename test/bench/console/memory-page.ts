import { serialize } from 'node:v8';
import { type StreamMessage, wire } from '../../../src/contract/channels/bridge.ts';
import type {
  ChannelName,
  ChannelNameOf,
  Handlers,
  Output,
  ParsedInput,
} from '../../../src/contract/channels/contract.ts';
import { createIpcServer } from '../../../src/main/ipc/ipc-server.ts';
import type { Sender } from '../../../src/main/ipc/sender.ts';

const ORIGIN = 'curfew://app';

/**
 * A page in memory behind the contract's server: it takes every batch at once, and what main would serialise for it is
 * serialised.
 */
export interface MemoryPage {
  /** Rejects with an error's words. */
  readonly call: <C extends Exclude<ChannelName, ChannelNameOf<'stream'>>>(
    channel: C,
    input: ParsedInput<C>,
  ) => Promise<Output<C>>;
  /** Follows a stream. `ended` resolves at its end, and rejects with an error's words or with what `onItems` throws. */
  readonly follow: <C extends ChannelNameOf<'stream'>>(
    channel: C,
    input: ParsedInput<C>,
    onItems: (items: readonly Output<C>[]) => void,
  ) => Followed;
  /** Takes items until it has `enough`, or until the end; goes away then. Rejects with what `enough` throws. */
  readonly take: <C extends ChannelNameOf<'stream'>>(
    channel: C,
    input: ParsedInput<C>,
    enough: (items: readonly Output<C>[]) => boolean,
  ) => Promise<void>;
  readonly close: () => void;
}

export interface Followed {
  readonly ended: Promise<void>;
  /** The page goes away; nothing comes any more. */
  readonly leave: () => void;
}

/** `handlers`: those of the channels that are called. */
export function openMemoryPage(handlers: Partial<Handlers>): MemoryPage {
  const listeners = new Map<string, (message: StreamMessage) => void>();
  const server = createIpcServer({
    handlers: handlers as Handlers,
    accessGate: () => undefined,
    isLocked: () => false,
    ownOrigin: ORIGIN,
    log: console.error,
    onRefused: () => undefined,
  });
  const page: Sender = {
    id: 'bench',
    url: `${ORIGIN}/users`,
    isMainFrame: true,
    onGone: () => undefined,
    send(channel, message) {
      if (channel !== wire.stream) return;
      serialize(message);
      const streamed = message as StreamMessage;
      if (streamed.type === 'items') setImmediate(() => server.taken(page, streamed.id));
      listeners.get(streamed.id)?.(streamed);
    },
  };

  async function ask(channel: ChannelName, id: string, input: unknown): Promise<unknown> {
    const answer = await server.call(channel, page, id, input);
    if (!answer.ok) throw new Error(answer.error.reason ?? answer.error.code);
    return answer.value;
  }

  function follow<C extends ChannelNameOf<'stream'>>(
    channel: C,
    input: ParsedInput<C>,
    onItems: (items: readonly Output<C>[]) => void,
  ): Followed {
    const id = crypto.randomUUID();
    const leave = (): void => {
      listeners.delete(id);
      server.abort(page, id);
    };
    const ended = new Promise<void>((resolve, reject) => {
      listeners.set(id, (message) => {
        try {
          if (message.type === 'items') onItems(message.items as readonly Output<C>[]);
          else if (message.result.ok) resolve();
          else reject(new Error(message.result.error.reason ?? message.result.error.code));
        } catch (error) {
          reject(error);
        }
      });
      ask(channel, id, input).catch(reject);
    });
    return { ended, leave };
  }

  return {
    follow,
    call: async (channel, input) =>
      (await ask(channel, crypto.randomUUID(), input)) as Output<typeof channel>,
    async take(channel, input, enough) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { ended, leave } = follow(channel, input, (items) => {
        if (enough(items)) resolve();
      });
      try {
        await Promise.race([promise, ended]);
      } finally {
        leave();
      }
    },
    close: () => server.close(),
  };
}
