import { app, type Session } from 'electron';
import { originOf } from '../../ipc/sender.ts';

/** A proxy at a port where nothing listens: what the browser would send, it sends there. */
const nowhere = '127.0.0.1:9';

/** Host and port of the dev server, which alone may be reached while developing. */
function devHost(devAddress: string | undefined): string | undefined {
  return devAddress === undefined ? undefined : new URL(devAddress).host;
}

/** Without `<-loopback>` a browser reaches this machine beside every proxy. */
function bypassList(devAddress: string | undefined): string {
  return ['<-loopback>', devHost(devAddress)].filter((rule) => rule !== undefined).join(';');
}

/**
 * Takes the network from the browser as a whole: no name is resolved, no packet leaves beside the proxy, and the proxy
 * leads nowhere. Cores are called by the connections' own threads, which are not the browser's. Has to run before
 * Electron is ready.
 */
export function cutOffBrowser(devAddress: string | undefined): void {
  const host = devHost(devAddress);
  const except = host === undefined ? '' : `, EXCLUDE ${host.replace(/:\d+$/, '')}`;
  app.commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${except}`);
  app.commandLine.appendSwitch('proxy-server', nowhere);
  app.commandLine.appendSwitch('proxy-bypass-list', bypassList(devAddress));
  app.commandLine.appendSwitch('webrtc-ip-handling-policy', webRtcPolicy);
}

/** Peers are reached through a proxy only, and over TCP: so none is reached. */
export const webRtcPolicy = 'disable_non_proxied_udp';

/** The same for a session, and no request to another origin than our own. `ownOrigin` is the dev server's in development. */
export async function cutOffSession(
  session: Session,
  ownOrigin: string,
  devAddress: string | undefined,
): Promise<void> {
  const ownSocket = ownOrigin.replace(/^http/, 'ws');
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const origin = originOf(url);
    const allowed = origin === ownOrigin || origin === ownSocket || /^(data|blob|devtools):/.test(url);
    answer({ cancel: !allowed });
  });
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: nowhere,
    proxyBypassRules: bypassList(devAddress),
  });
}
