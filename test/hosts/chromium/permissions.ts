import type { CDPSession } from 'playwright';
import type { SessionRules } from './fakes/session.ts';

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
