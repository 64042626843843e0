import type { CDPSession, Page, Request as PageRequest, Route } from 'playwright';
import type { HostState } from '../state/host-state.ts';
import type { SessionRules } from './session.ts';

interface RequestPorts {
  /** Of the console, as it is now. */
  readonly page: () => Page;
  readonly rules: SessionRules;
  /** Whether the page may go there; main is asked. `address` is the app's. */
  readonly mayNavigate: (address: string) => boolean;
}

function isMainNavigation(request: PageRequest, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

function cancelled(rules: SessionRules, request: PageRequest, url: string): boolean {
  let cancel = false;
  rules.beforeRequest?.({ url, method: request.method(), resourceType: request.resourceType() }, (answer) => {
    cancel = answer.cancel ?? false;
  });
  return cancel;
}

/**
 * Answers every request of the page: own schemes by the handler that main registered, headers included; the dev
 * server by itself while developing; nothing else leaves.
 */
export function createRequestHandler(state: HostState, { page, rules, mayNavigate }: RequestPorts) {
  const devServer = process.env.ELECTRON_RENDERER_URL;

  async function answer(route: Route): Promise<void> {
    const request = route.request();
    const address = state.addresses.toApp(request.url());
    const refuse = (why: string, error: 'aborted' | 'blockedbyclient') => {
      state.report({ kind: 'blocked', url: address, why });
      return route.abort(error);
    };
    if (isMainNavigation(request, page()) && !mayNavigate(address)) return refuse('navigation', 'aborted');
    if (cancelled(rules, request, address)) return refuse('request', 'blockedbyclient');
    const handler = rules.protocols.get(new URL(address).protocol.slice(0, -1));
    if (handler !== undefined) {
      const response = await handler(new Request(address, { method: request.method() }));
      const headers = Object.fromEntries(response.headers);
      return route.fulfill({
        status: response.status,
        headers,
        body: Buffer.from(await response.arrayBuffer()),
      });
    }
    if (devServer !== undefined && address.startsWith(devServer)) return route.continue();
    return refuse('no handler', 'blockedbyclient');
  }

  return async (route: Route): Promise<void> => {
    try {
      await answer(route);
    } catch (error) {
      // The page went away meanwhile, or main's handler failed: the console goes on either way.
      state.report({ kind: 'blocked', url: route.request().url(), why: String(error) });
      await route.abort('failed').catch(() => undefined);
    }
  };
}

/** Names of the Permissions API, and what Electron calls the same thing. */
const permissions: readonly (readonly [browser: string, electron: string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
  ['idle-detection', 'idle-detection'],
  ['screen-wake-lock', 'screen-wake-lock'],
  ['persistent-storage', 'persistent-storage'],
  ['window-management', 'window-management'],
  ['local-fonts', 'local-fonts'],
];

function granted(rules: SessionRules, contents: unknown, permission: string, origin: string): boolean {
  const details = { requestingUrl: origin, isMainFrame: true };
  const checked = rules.permissionCheck?.(contents, permission, origin, details) ?? true;
  // Without a handler Electron grants.
  let answered = rules.permissionRequest === undefined;
  rules.permissionRequest?.(
    contents,
    permission,
    (answer) => {
      answered = answer;
    },
    details,
  );
  return checked && answered;
}

/** Asks main's two handlers about every permission, and makes Chromium keep to their answers. */
export async function applyPermissions(
  session: CDPSession,
  rules: SessionRules,
  contents: unknown,
  origin: { readonly app: string; readonly browser: string },
): Promise<void> {
  for (const [name, permission] of permissions) {
    const setting = granted(rules, contents, permission, origin.app) ? 'granted' : 'denied';
    await session.send('Browser.setPermission', { permission: { name }, setting, origin: origin.browser });
  }
}
