import { z } from 'zod';
import { connectionId, epochMs } from '../../../../contract/domain/ids.ts';
import { draftId } from '../../../../contract/domain/planning.ts';
import { rule, ruleTenants } from '../../../../contract/domain/rule.ts';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { IdentityId } from '../../../../contract/domain/user.ts';

const version = 1;

/** The first record: what is looked for, and where. */
const scanRecord = z.strictObject({
  record: z.literal('scan'),
  version: z.literal(version),
  id: draftId,
  connectionId,
  /** Of the core that is walked: a connection can be changed to lead to another one. */
  address: z.string(),
  createdAt: epochMs,
  tenants: ruleTenants,
  rule,
});
export type ScanHeader = Omit<z.infer<typeof scanRecord>, 'record' | 'version'>;

/** The tenants in the order they are walked. */
const beginRecord = z.strictObject({ record: z.literal('begin'), tenants: z.array(z.string()) });

/** A user who could not be read (null), or some of their sessions. */
const unreadEntry = z.strictObject({ userId: z.string(), handles: z.array(z.string()).nullable() });
export type UnreadEntry = z.infer<typeof unreadEntry>;

/** A place to go on from. What was found until then is in the first `rows` rows. */
const placeRecord = z.strictObject({
  record: z.literal('place'),
  rows: z.int(),
  /** Number of the tenant whose users come next, and the core's token of their page; null: its first. */
  tenant: z.int(),
  pageToken: z.string().nullable(),
  users: z.int(),
  usersInAll: z.int().nullable(),
  sessions: z.int(),
  undecided: z.int(),
  /** Users that were walked since the place before, as far as they could come again. */
  walked: z.array(z.string()),
  /** As it stands for these users since the place before; handles that are empty: nothing of them is unread any more. */
  unread: z.array(unreadEntry),
  /** Null: not at its end. */
  ended: z.enum(['ready', 'stopped']).nullable(),
});
export type Place = Omit<z.infer<typeof placeRecord>, 'record'>;

/** The operator took sessions out, or in again; `own`: all of their own users, those found later too. */
const keepRecord = z.strictObject({
  record: z.literal('keep'),
  what: z.union([z.literal('own'), z.array(z.string())]),
  excluded: z.boolean(),
});
export type KeepRecord = z.infer<typeof keepRecord>;

export const logRecord = z.discriminatedUnion('record', [scanRecord, beginRecord, placeRecord, keepRecord]);
export type LogRecord = z.infer<typeof logRecord>;

export function headerRecord(header: ScanHeader): LogRecord {
  return { record: 'scan', version, ...header };
}

/** A match, as the file of rows holds it. Of the payloads nothing is written. */
export interface ScanRow extends Omit<SessionRow, 'recipeUserId' | 'timeCreated'> {
  /** What people know the user by. */
  readonly name: string;
  readonly createdAt: number;
  /** With the first match of a user who has more than the one id. */
  readonly identities?: readonly IdentityId[];
}
