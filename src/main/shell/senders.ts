import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import type { Sender } from '../ipc/sender.ts';

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
export function createSenders(): (event: IpcMainEvent | IpcMainInvokeEvent) => Sender {
  const current = new WeakMap<WebContents, { document: PageDocument }>();

  function documentIn(contents: WebContents): PageDocument {
    const known = current.get(contents);
    if (known !== undefined) return known.document;
    const place = { document: newDocument() };
    current.set(contents, place);
    const next = () => {
      leave(place.document);
      place.document = newDocument();
    };
    // Emitted when the new document takes over, before its preload can send anything.
    contents.on('did-navigate', next);
    contents.on('render-process-gone', next);
    contents.once('destroyed', next);
    return place.document;
  }

  return (event) => {
    const contents = event.sender;
    const document = documentIn(contents);
    const frame = event.senderFrame;
    return {
      id: document.id,
      // Null: the frame was gone before the message was looked at. It is nobody then.
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
