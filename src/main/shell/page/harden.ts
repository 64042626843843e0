import { app, type Session, type WebContents } from 'electron';
import { originOf } from '../../ipc/sender.ts';
import { webRtcPolicy } from './no-network.ts';

/** Where an address goes that a page wants to leave for. */
type OpenOutside = (address: string) => void;

function keepInside(contents: WebContents, ownOrigin: string, openOutside: OpenOutside): void {
  const stay = (event: { readonly url: string; readonly preventDefault: () => void }) => {
    if (originOf(event.url) === ownOrigin) return;
    event.preventDefault();
    openOutside(event.url);
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  // A document cannot keep its place when the console is locked.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.setWebRTCIPHandlingPolicy(webRtcPolicy);
}

interface HardenPagesInput {
  readonly ownOrigin: string;
  readonly openOutside: OpenOutside;
  readonly onPage: (contents: WebContents) => void;
}

/** No page of this process leaves our origin, opens a window or embeds another page, however it came to be. */
export function hardenPages({ ownOrigin, openOutside, onPage }: HardenPagesInput): void {
  app.on('web-contents-created', (_event, contents) => {
    keepInside(contents, ownOrigin, openOutside);
    onPage(contents);
  });
}

/** A page gets no permission and saves no file. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
}
