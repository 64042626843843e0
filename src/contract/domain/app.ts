import { z } from 'zod';
import { connectionId, userId } from './ids.ts';
import type { NumberRange } from './number-range.ts';

export const appInfo = z.strictObject({
  version: z.string(),
  platform: z.string(),
  /** Whether keys can be kept in the operating system's secret store. `absent`: also where it would protect nothing. */
  secretStore: z.enum(['available', 'locked', 'absent']),
});
export type AppInfo = z.infer<typeof appInfo>;

/** The least and the most megabytes of an answer that the settings may allow. */
export const answerLimitsMb: NumberRange = { least: 1, most: 128 };

/** Of so many sessions of a revocation the payloads can be kept. */
export const sessionsWithPayloads: NumberRange = { least: 0, most: 1_000_000 };

/** How much of the audit log can be kept, where not all of it is. */
export const auditRetentionLimits = {
  days: { least: 1, most: 36_500 },
  megabytes: { least: 1, most: 1_000_000 },
} as const satisfies Readonly<Record<string, NumberRange>>;

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['dense', 'comfortable']),
  times: z.enum(['local', 'utc']),
  /** Names under which the application stores a session's IP address, most wanted first; dots go into objects. */
  ipKeys: z.array(z.string().trim().min(1).max(120)).min(1).max(20),
  userAgentKeys: z.array(z.string().trim().min(1).max(120)).min(1).max(20),
  /** Opened again at the next start; null: the sandbox. */
  lastConnectionId: connectionId.nullable(),
  /** Megabytes of one answer of a core. */
  answerLimitMb: z.int().min(answerLimitsMb.least).max(answerLimitsMb.most),
  /** The operator's own users: a plan says how many of their sessions it would end. */
  ownUserIds: z.array(userId).max(20),
  /** Who is at the console, as reports name them; empty: the account of the operating system. */
  operatorName: z.string().trim().max(120),
  /** The introduction to the sandbox was dismissed. */
  sandboxIntroduced: z.boolean(),
  /**
   * Whether a revocation needs a ticket, and in which format: a pattern over the whole (`compilePattern`); empty: any. A
   * pattern with a fault is not saved; one of an older version fits no ticket.
   */
  ticket: z.strictObject({ required: z.boolean(), pattern: z.string().max(200) }),
  /** Screenshots, recordings and shared screens leave the window out, where the system can do that. */
  contentProtection: z.boolean(),
  /** Names, addresses and phone numbers in tables are masked until their row is looked at. */
  maskNames: z.boolean(),
  /** What is kept of sessions before they are ended, for evidence. */
  evidence: z.strictObject({
    /** The payloads of so many sessions of a revocation are read before the first of them is ended; 0: of none. */
    payloadsUpTo: z.int().min(sessionsWithPayloads.least).max(sessionsWithPayloads.most),
    /** Of a payload no value is kept under a name that has one of these words in it; see `redact-payload.ts`. */
    hiddenNames: z.array(z.string().trim().min(2).max(60)).max(200),
  }),
  /** How much of the audit log is kept; null: all of it. What goes is exported and sealed before. */
  auditRetention: z.strictObject({
    days: z.int().min(auditRetentionLimits.days.least).max(auditRetentionLimits.days.most).nullable(),
    megabytes: z
      .int()
      .min(auditRetentionLimits.megabytes.least)
      .max(auditRetentionLimits.megabytes.most)
      .nullable(),
  }),
  /** Whether the audit log has the text of searches, and not only their kind. */
  auditSearchText: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

/** Only what changes: two places that save at the same time do not undo one another. */
export const settingsChange = settings.partial();
export type SettingsChange = z.infer<typeof settingsChange>;

/** The settings after a change; what it leaves out, or has as undefined, stays. */
export function changeSettings(before: Settings, change: SettingsChange): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given) };
}

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'dense',
  times: 'local',
  ipKeys: ['ip', 'ipAddress', 'ip_address', 'clientIp', 'remoteAddress'],
  userAgentKeys: ['userAgent', 'user_agent', 'ua', 'device.userAgent'],
  lastConnectionId: null,
  answerLimitMb: 64,
  ownUserIds: [],
  operatorName: '',
  sandboxIntroduced: false,
  ticket: { required: false, pattern: '' },
  contentProtection: false,
  maskNames: false,
  evidence: {
    payloadsUpTo: 1_000,
    hiddenNames: [
      ...['token', 'jwt', 'secret', 'password', 'passwd', 'pwd', 'passphrase', 'passcode', 'credential'],
      ...['apikey', 'accesskey', 'privatekey', 'signingkey', 'authorization', 'bearer', 'cookie', 'csrf'],
      ...['hash', 'salt', 'nonce', 'signature', 'otp', 'totp', 'recovery', 'backupcode', 'email', 'mail'],
      ...['phone', 'mobile', 'username', 'firstname', 'lastname', 'fullname', 'surname', 'givenname'],
      ...['familyname', 'birth', 'street', 'iban', 'creditcard', 'cardnumber', 'ssn', 'passport', 'taxid'],
    ],
  },
  auditRetention: { days: null, megabytes: null },
  auditSearchText: false,
};

/** Why a page was loaded again by itself. */
export const pageLoss = z.enum(['page-crashed', 'page-unresponsive']);
export type PageLoss = z.infer<typeof pageLoss>;

/** What the native menu asks the window to do. */
export const menuCommand = z.enum([
  'focus-search',
  'go-back',
  'go-forward',
  'open-settings',
  'open-connections',
]);
export type MenuCommand = z.infer<typeof menuCommand>;
