import { app, type Session, shell, type WebContents } from 'electron';
import { originOf } from '../ipc/sender.ts';

function openOutside(address: string): void {
  // Fails where the system has no browser; there is nothing else to open it with.
  if (mayOpenOutside(address)) shell.openExternal(address).catch(() => undefined);
}

function keepInside(contents: WebContents, ownOrigin: string): void {
  const stay = (event: { readonly url: string; readonly preventDefault: () => void }) => {
    if (originOf(event.url) === ownOrigin) return;
    event.preventDefault();
    openOutside(event.url);
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/** No page of this process leaves our origin, opens a window or embeds another page, however it came to be. */
export function hardenPages(ownOrigin: string): void {
  app.on('web-contents-created', (_event, contents) => keepInside(contents, ownOrigin));
}

/**
 * A page gets no permission, saves no file and reaches no address but ours; the policy of the page forbids the
 * network already; this is the second barrier. `ownOrigin` is the dev server's in development, with its socket.
 */
export function hardenSession(session: Session, ownOrigin: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  const ownSocket = ownOrigin.replace(/^http/, 'ws');
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const origin = originOf(url);
    const allowed = origin === ownOrigin || origin === ownSocket || /^(data|blob|devtools):/.test(url);
    answer({ cancel: !allowed });
  });
}

/** Sites that a link of the console may open in the operating system's browser. */
const sites: readonly string[] = ['supertokens.com'];

/** Whether an address may be handed to the operating system: https, one of the sites, no port and no user name. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return sites.some((site) => hostname === site || hostname.endsWith(`.${site}`));
}
