import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { wire } from '../../../contract/channels/bridge.ts';
import type { IpcServer } from '../../ipc/ipc-server.ts';
import type { Sender } from '../../ipc/sender.ts';

/** Puts the server behind Electron's IPC: one channel for each entry of the contract, and the two messages beside. */
export function listenToPages(server: IpcServer): void {
  const senderOf = createSenders();
  for (const channel of server.channels) {
    ipcMain.handle(channel, (event, id: unknown, input: unknown) =>
      server.call(channel, senderOf(event), id, input),
    );
  }
  ipcMain.on(wire.abort, (event, id: unknown) => server.abort(senderOf(event), id));
  ipcMain.on(wire.taken, (event, id: unknown) => server.taken(senderOf(event), id));
}

/** One document in a window, until the next one takes its place. */
interface PageDocument {
  readonly id: string;
  readonly goneListeners: Set<() => void>;
  gone: boolean;
}

let lastDocument = 0;

function newDocument(): PageDocument {
  lastDocument += 1;
  return { id: `document ${lastDocument}`, goneListeners: new Set(), gone: false };
}

function leave(document: PageDocument): void {
  document.gone = true;
  for (const listener of document.goneListeners) listener();
  document.goneListeners.clear();
}

/** Gives the `Sender` of an event: the same one for every message of a document. */
function createSenders(): (event: IpcMainEvent | IpcMainInvokeEvent) => Sender {
  const current = new WeakMap<WebContents, { document: PageDocument }>();

  function documentIn(contents: WebContents): PageDocument {
    const known = current.get(contents);
    if (known !== undefined) return known.document;
    const entry = { document: newDocument() };
    current.set(contents, entry);
    const next = () => {
      leave(entry.document);
      entry.document = newDocument();
    };
    // Emitted when the new document takes over, before its preload can send anything.
    contents.on('did-navigate', next);
    contents.on('render-process-gone', next);
    contents.once('destroyed', next);
    return entry.document;
  }

  return (event) => {
    const contents = event.sender;
    const document = documentIn(contents);
    const frame = event.senderFrame;
    return {
      id: document.id,
      // Null: the frame was gone before the message was looked at. It has no address then.
      url: frame?.url ?? '',
      isMainFrame: frame !== null && frame.parent === null,
      send: (channel, message) => {
        if (!document.gone && !contents.isDestroyed()) contents.send(channel, message);
      },
      onGone: (listener) => {
        if (document.gone) listener();
        else document.goneListeners.add(listener);
      },
    };
  };
}
