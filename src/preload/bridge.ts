import { type StreamMessage, wire } from '../contract/channels/bridge.ts';
import { failed, type Result, toAppError } from '../contract/failure.ts';

/** As much of Electron's `ipcRenderer` as the bridge uses. */
interface PageIpc {
  readonly invoke: (channel: string, ...args: unknown[]) => Promise<unknown>;
  readonly send: (channel: string, ...args: unknown[]) => void;
  readonly on: (channel: string, listener: (event: unknown, message: StreamMessage) => void) => unknown;
}

interface StreamListeners {
  readonly onItems: (items: unknown[]) => void;
  readonly onEnd: (result: Result<null>) => void;
}

type BridgeFunction = (input: unknown, id: string, ...listeners: never[]) => unknown;

/**
 * The functions of `window.curfew`: one for each channel, under its area, and `abort`. Nothing here takes the name
 * of a channel, so that a page can reach those of the contract only.
 */
export function createBridge(channels: Readonly<Record<string, 'call' | 'stream'>>, ipc: PageIpc) {
  const streams = new Map<string, StreamListeners>();

  ipc.on(wire.stream, (_event, message) => {
    const listeners = streams.get(message.id);
    if (listeners === undefined) return;
    if (message.type === 'end') {
      streams.delete(message.id);
      listeners.onEnd(message.result);
      return;
    }
    try {
      listeners.onItems([...message.items]);
    } finally {
      // Also after a listener that throws: main would hold the stream back for ever.
      ipc.send(wire.taken, message.id);
    }
  });

  /** A rejection means that main did not answer at all; pages get results only. */
  function invoke(channel: string, id: string, input: unknown): Promise<Result<unknown>> {
    return ipc.invoke(channel, id, input).then(
      (answer) => answer as Result<unknown>,
      (error: unknown) => failed(toAppError(error)),
    );
  }

  function call(channel: string): BridgeFunction {
    return (input, id) => invoke(channel, id, input);
  }

  function stream(channel: string): BridgeFunction {
    return (input: unknown, id: string, ...[onItems, onEnd]: unknown[]) => {
      const listeners = { onItems, onEnd } as StreamListeners;
      if (streams.has(id)) throw new Error('A stream with this id is already running.');
      streams.set(id, listeners);
      void invoke(channel, id, input).then((taken) => {
        if (taken.ok) return;
        streams.delete(id);
        listeners.onEnd(taken);
      });
    };
  }

  const areas: Record<string, Record<string, BridgeFunction>> = {};
  for (const [channel, kind] of Object.entries(channels)) {
    const [area = '', verb = ''] = channel.split('.');
    areas[area] = { ...areas[area], [verb]: kind === 'stream' ? stream(channel) : call(channel) };
  }
  return { ...areas, abort: (id: string) => ipc.send(wire.abort, id) };
}
