import type { CDPSession } from 'playwright';
import type { FromPage, ToPage } from './page-script.ts';

/** Where in the page a message came from. */
export interface MessageOrigin {
  readonly contextId: number;
  readonly isMainFrame: boolean;
  /** As the browser has it. */
  readonly url: string;
}

export interface PageLink {
  /** To the current document of the main frame. */
  readonly send: (message: ToPage) => void;
  /** To the document that a message came from; does nothing when it is gone. */
  readonly answer: (origin: MessageOrigin, message: ToPage) => void;
  readonly url: () => string;
}

export interface PageLinkInput {
  readonly session: CDPSession;
  readonly binding: string;
  readonly script: string;
  readonly onMessage: (message: FromPage, origin: MessageOrigin) => void;
  /** A new document took over in the main frame; its scripts have not run yet. */
  readonly onNavigated: (url: string) => void;
}

/**
 * The wire between host and page, on the DevTools protocol itself. Playwright's own bindings leave a global behind
 * that scripts of the page could use; here, nothing is left.
 */
export async function linkPage(input: PageLinkInput): Promise<PageLink> {
  const { session, binding } = input;
  const frameOfContext = new Map<number, string>();
  const eventOfContext = new Map<number, string>();
  const urlOfFrame = new Map<string, string>();
  let mainContext: number | undefined;

  function deliver(contextId: number, message: ToPage): void {
    const event = eventOfContext.get(contextId);
    if (event === undefined) return;
    const sent = session.send('Runtime.callFunctionOn', {
      functionDeclaration: '(name, detail) => { dispatchEvent(new CustomEvent(name, { detail })); }',
      arguments: [{ value: event }, { value: JSON.stringify(message) }],
      executionContextId: contextId,
      silent: true,
    });
    // The document may go away at any time, and with it whoever waited.
    sent.catch(() => undefined);
  }

  const { frameTree } = await session.send('Page.getFrameTree');
  const mainFrame = frameTree.frame.id;
  urlOfFrame.set(mainFrame, frameTree.frame.url);

  session.on('Runtime.executionContextCreated', ({ context }) => {
    const auxData = context.auxData as { frameId?: string; isDefault?: boolean } | undefined;
    if (auxData?.isDefault && auxData.frameId !== undefined) frameOfContext.set(context.id, auxData.frameId);
  });
  session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    frameOfContext.delete(executionContextId);
    eventOfContext.delete(executionContextId);
  });
  session.on('Runtime.executionContextsCleared', () => {
    frameOfContext.clear();
    eventOfContext.clear();
  });
  session.on('Page.frameNavigated', ({ frame }) => {
    urlOfFrame.set(frame.id, frame.url);
    if (frame.id === mainFrame) input.onNavigated(frame.url);
  });
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => void urlOfFrame.set(frameId, url));
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId: contextId }) => {
    if (name !== binding) return;
    const message = JSON.parse(payload) as FromPage;
    const frame = frameOfContext.get(contextId);
    const isMainFrame = frame === mainFrame;
    if (message.kind === 'hello') {
      eventOfContext.set(contextId, message.event);
      if (isMainFrame) mainContext = contextId;
      return;
    }
    input.onMessage(message, { contextId, isMainFrame, url: urlOfFrame.get(frame ?? '') ?? '' });
  });

  await session.send('Page.enable');
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: binding });
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: input.script });

  return {
    send: (message) => {
      if (mainContext !== undefined) deliver(mainContext, message);
    },
    answer: (origin, message) => deliver(origin.contextId, message),
    url: () => urlOfFrame.get(mainFrame) ?? '',
  };
}
