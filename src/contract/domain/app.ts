import { z } from 'zod';
import { connectionId, userId } from './ids.ts';

export const appInfo = z.strictObject({
  version: z.string(),
  /** What the console runs in; the frame says so when it is not Electron. */
  host: z.enum(['electron', 'chromium']),
  platform: z.string(),
  /** Whether keys can be kept: the operating system's secret store. */
  secretStore: z.enum(['available', 'unavailable']),
});
export type AppInfo = z.infer<typeof appInfo>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['dense', 'comfortable']),
  times: z.enum(['local', 'utc']),
  /** Names under which the application stores a session's IP address, most wanted first; dots go into objects. */
  ipKeys: z.array(z.string().trim().min(1).max(120)).min(1).max(20),
  userAgentKeys: z.array(z.string().trim().min(1).max(120)).min(1).max(20),
  /** Opened again at the next start; null: the sandbox. */
  lastConnectionId: connectionId.nullable(),
  /** The operator's own users: a plan says how many of their sessions it would end. */
  ownUserIds: z.array(userId).max(20),
  /** Who is at the console, as reports name them; empty: the account of the operating system. */
  operatorName: z.string().trim().max(120),
  /** The introduction to the sandbox was dismissed. */
  sandboxIntroduced: z.boolean(),
  /** Whether a revocation needs a ticket, and in which format: a regular expression over the whole; empty: any. */
  ticket: z.strictObject({ required: z.boolean(), pattern: z.string().max(200).refine(isPattern) }),
});
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'dense',
  times: 'local',
  ipKeys: ['ip', 'ipAddress', 'ip_address', 'clientIp', 'remoteAddress'],
  userAgentKeys: ['userAgent', 'user_agent', 'ua', 'device.userAgent'],
  lastConnectionId: null,
  ownUserIds: [],
  operatorName: '',
  sandboxIntroduced: false,
  ticket: { required: false, pattern: '' },
};

/** What the native menu asks the window to do. */
export const menuCommand = z.enum([
  'focus-search',
  'go-back',
  'go-forward',
  'open-settings',
  'open-connections',
]);
export type MenuCommand = z.infer<typeof menuCommand>;
