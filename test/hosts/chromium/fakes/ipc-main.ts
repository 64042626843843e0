import { createCodec } from '../page/codec.ts';
import type { MessageOrigin } from '../page/page-link.ts';
import { strict } from './small.ts';

type InvokeHandler = (event: object, ...args: unknown[]) => unknown;
type Listener = (event: object, ...args: unknown[]) => void;

export interface FakeIpcMain {
  readonly ipcMain: object;
  /** Runs a handler; the answer is encoded already. */
  readonly invoke: (event: object, channel: string, args: string) => Promise<{ ok: boolean; value: string }>;
  readonly send: (event: object, channel: string, args: string) => void;
}

export const codec = createCodec();

/** As Electron words it: `TypeError: message`, without code or stack. */
function described(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** `ipcMain`: one handler for each channel; a rejection loses everything but its text, as in Electron. */
export function createIpcMain(): FakeIpcMain {
  const handlers = new Map<string, InvokeHandler>();
  const listeners = new Map<string, Listener[]>();

  const ipcMain = {
    handle: (channel: string, handler: InvokeHandler) => {
      if (handlers.has(channel)) {
        throw new Error(`Attempted to register a second handler for '${channel}'`);
      }
      handlers.set(channel, handler);
    },
    removeHandler: (channel: string) => void handlers.delete(channel),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
  };

  return {
    ipcMain: strict('ipcMain', ipcMain),
    invoke: async (event, channel, args) => {
      try {
        const handler = handlers.get(channel);
        if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
        return { ok: true, value: codec.encode(await handler(event, ...(codec.decode(args) as unknown[]))) };
      } catch (error) {
        return { ok: false, value: codec.encode(described(error)) };
      }
    },
    send: (event, channel, args) => {
      for (const listener of listeners.get(channel) ?? [])
        listener(event, ...(codec.decode(args) as unknown[]));
    },
  };
}

/** The event's frame, as far as main may look at it. */
export function senderFrame(origin: MessageOrigin, appUrl: string): object {
  return strict('WebFrameMain', { url: appUrl, parent: origin.isMainFrame ? null : {} });
}
