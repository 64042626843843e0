/// <reference lib="dom" />
import { type Codec, createCodec } from './codec.ts';

/** What the page sends to the host, as text through the binding. */
export type FromPage =
  | { readonly kind: 'hello'; readonly event: string }
  | { readonly kind: 'invoke'; readonly seq: number; readonly channel: string; readonly args: string }
  | { readonly kind: 'send'; readonly channel: string; readonly args: string }
  | {
      readonly kind: 'open-window';
      readonly url: string;
      readonly frameName: string;
      readonly features: string;
    }
  | { readonly kind: 'resized' }
  /** A key or a click of the operator, not of a script. */
  | { readonly kind: 'input'; readonly type: 'rawKeyDown' | 'mouseDown' };

/** What the host sends to the page, as text in an event whose name only the two know. */
export type ToPage =
  | { readonly kind: 'answer'; readonly seq: number; readonly ok: boolean; readonly value: string }
  | { readonly kind: 'message'; readonly channel: string; readonly args: string };

type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

/**
 * Stands in for Electron's renderer side in a document, and runs the preload. It is put into the page as its source
 * text: it may use nothing from outside itself but its arguments.
 */
function connectPage(post: (text: string) => void, codec: Codec, preload: Preload): void {
  const event = `host-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  // Taken before a script of the page can replace it: a message must be what was meant.
  const { stringify } = JSON;
  const tell = (message: FromPage) => post(stringify(message));
  const waiting = new Map<number, (ok: boolean, value: unknown) => void>();
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  let lastSeq = 0;

  addEventListener(event, (dispatched) => {
    const message = JSON.parse((dispatched as CustomEvent<string>).detail) as ToPage;
    if (message.kind === 'answer') {
      waiting.get(message.seq)?.(message.ok, codec.decode(message.value));
      waiting.delete(message.seq);
      return;
    }
    const args = codec.decode(message.args) as unknown[];
    for (const listener of listeners.get(message.channel) ?? []) listener({}, ...args);
  });

  /** What the host does not have fails by its name, instead of being quietly absent. */
  function strict<T extends object>(name: string, object: T): T {
    return new Proxy(object, {
      get: (target, key) => {
        if (key in target || typeof key === 'symbol') return Reflect.get(target, key);
        throw new Error(`${name}.${key} is not in the Chromium host.`);
      },
    });
  }

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const seq = ++lastSeq;
        tell({ kind: 'invoke', seq, channel, args: codec.encode(args) });
        waiting.set(seq, (ok, value) => {
          if (ok) resolve(value);
          else reject(new Error(`Error invoking remote method '${channel}': ${String(value)}`));
        });
      }),
    send: (channel: string, ...args: unknown[]) => tell({ kind: 'send', channel, args: codec.encode(args) }),
    on: (channel: string, listener: (...args: unknown[]) => void) => {
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(listener));
      return ipcRenderer;
    },
    off: (channel: string, listener: (...args: unknown[]) => void) => {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };

  function frozen(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    for (const part of Object.values(value)) frozen(part);
    return Object.freeze(value);
  }

  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      Object.defineProperty(window, name, { value: frozen(api), enumerable: true });
    },
  };

  window.open = (url, frameName, features) => {
    const address = new URL(url ?? 'about:blank', document.baseURI).href;
    tell({ kind: 'open-window', url: address, frameName: frameName ?? '', features: features ?? '' });
    return null;
  };
  addEventListener('resize', () => tell({ kind: 'resized' }));
  addEventListener(
    'keydown',
    ({ isTrusted }) => isTrusted && tell({ kind: 'input', type: 'rawKeyDown' }),
    true,
  );
  addEventListener(
    'mousedown',
    ({ isTrusted }) => isTrusted && tell({ kind: 'input', type: 'mouseDown' }),
    true,
  );

  tell({ kind: 'hello', event });
  const module = { exports: {} };
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', contextBridge),
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
  });
  preload(
    (name) => {
      if (name === 'electron') return electron;
      throw new Error(`A sandboxed preload cannot require ${name}.`);
    },
    module,
    module.exports,
  );
}

/**
 * The script that runs first in every document: takes the binding away from the page before its own scripts run,
 * and connects top frames, as Electron runs a preload in top frames alone.
 */
export function pageScript(binding: string, preloadSource: string): string {
  return `(() => {
    const __name = (target) => target;
    const post = globalThis[${JSON.stringify(binding)}];
    delete globalThis[${JSON.stringify(binding)}];
    if (typeof post !== 'function' || window !== window.top) return;
    const createCodec = ${createCodec.toString()};
    const connectPage = ${connectPage.toString()};
    connectPage(post, createCodec(), function (require, module, exports) {
${preloadSource}
    });
  })();`;
}
