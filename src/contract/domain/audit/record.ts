import { z } from 'zod';
import { environment } from '../connection.ts';
import { connectionId, userId } from '../ids.ts';
import { auditActions, auditOutcomes } from '../stored-names.ts';

/** SHA-256, hex. */
export const auditHash = z.string().regex(/^[0-9a-f]{64}$/);
export const auditSequence = z.int().min(1);

/** The connection as it was when the record was made. */
export const auditConnection = z.strictObject({
  id: connectionId,
  name: z.string(),
  environment,
  /** Without credentials. */
  address: z.string(),
  /** Hash of the identity of the core; null: not known. */
  core: z.string().nullable(),
});
export type AuditConnection = z.infer<typeof auditConnection>;

/** Flat: what an action has to say beside the fields that all records have. */
export const auditDetails = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type AuditDetails = z.infer<typeof auditDetails>;

/** One record of the audit log. `hash` is taken over the canonical JSON of all other fields. */
export const auditRecord = z.strictObject({
  /** From 1, without gaps, over the whole life of the installation. */
  sequence: auditSequence,
  /** ISO 8601, UTC, with milliseconds. */
  time: z.iso.datetime({ precision: 3 }),
  /** Milliseconds since the record before, by a clock that is never set; null: the first one after a start of the console. */
  elapsedMs: z.int().min(0).nullable(),
  /** `name`: as the settings have it; `account`: of the operating system. */
  operator: z.strictObject({ name: z.string(), account: z.string(), host: z.string() }),
  connection: auditConnection.nullable(),
  action: z.enum(auditActions),
  user: userId.nullable(),
  /** A session handle. */
  session: z.string().nullable(),
  /** Id of a draft or of the revocation that it became. */
  revocation: z.string().nullable(),
  reason: z.string().nullable(),
  ticket: z.string().nullable(),
  outcome: z.enum(auditOutcomes),
  details: auditDetails,
  /** The same in all records of one operation: id of a call, or of a revocation. */
  correlation: z.string(),
  /** Of the console. */
  version: z.string(),
  /** Hash of the record before; zeros before the very first one. */
  previous: auditHash,
  hash: auditHash,
});
export type AuditRecord = z.infer<typeof auditRecord>;

/** Where the log ends. */
export const auditHead = z.strictObject({ sequence: auditSequence, hash: auditHash });
export type AuditHead = z.infer<typeof auditHead>;
