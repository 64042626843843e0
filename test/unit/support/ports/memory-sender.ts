import { type StreamMessage, wire } from '../../../../src/contract/channels/bridge.ts';
import type { Sender } from '../../../../src/main/ipc/sender.ts';

export interface MemorySender extends Sender {
  /** What main sent to this page, in order. */
  readonly messages: StreamMessage[];
  /** Resolves with the first message for which `wanted` holds, also one that was there before. */
  readonly message: (wanted: (message: StreamMessage) => boolean) => Promise<StreamMessage>;
  /** The document goes away. */
  readonly leave: () => void;
}

/** A page in memory: what a window is to the IPC server. */
export function createMemorySender(
  place: { id?: string; url?: string; isMainFrame?: boolean } = {},
): MemorySender {
  const messages: StreamMessage[] = [];
  const waiting = new Set<() => void>();
  const goneListeners: (() => void)[] = [];
  let gone = false;
  return {
    id: place.id ?? 'window 1',
    url: place.url ?? 'curfew://app/search',
    isMainFrame: place.isMainFrame ?? true,
    messages,
    send: (channel, message) => {
      if (gone) return;
      if (channel !== wire.stream) throw new Error(`unexpected channel ${channel}`);
      messages.push(message as StreamMessage);
      for (const check of waiting) check();
    },
    onGone: (listener) => void goneListeners.push(listener),
    message: (wanted) =>
      new Promise((resolve) => {
        const check = () => {
          const found = messages.find(wanted);
          if (found === undefined) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    leave: () => {
      gone = true;
      for (const listener of goneListeners) listener();
    },
  };
}
