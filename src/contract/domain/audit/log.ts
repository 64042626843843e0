import { z } from 'zod';
import { appError } from '../../errors.ts';
import { connectionId, epochMs, sessionHandle, userId } from '../ids.ts';
import { auditActions, auditOutcomes } from '../stored-names.ts';
import { auditHash, auditHead, auditRecord, auditSequence } from './record.ts';

/** Which records. What is null does not restrict. */
export const auditFilter = z.strictObject({
  from: epochMs.nullable(),
  /** Not itself. */
  to: epochMs.nullable(),
  /** Looked for in the name and the account of the operator. */
  operator: z.string().max(200).nullable(),
  connectionId: connectionId.nullable(),
  actions: z.array(z.enum(auditActions)).min(1).nullable(),
  /** Also of batches in which sessions of this user were. */
  userId: userId.nullable(),
  /** Also of batches in which this session was. */
  handle: sessionHandle.nullable(),
  revocation: z.string().max(200).nullable(),
  outcomes: z.array(z.enum(auditOutcomes)).min(1).nullable(),
  /** The whole ticket; capital letters make no difference. */
  ticket: z.string().max(200).nullable(),
  /** Beginnings of words, all of them, in ids, reason, ticket, operator, connection and details. */
  text: z.string().max(200).nullable(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const everyRecord: AuditFilter = {
  from: null,
  to: null,
  operator: null,
  connectionId: null,
  actions: null,
  userId: null,
  handle: null,
  revocation: null,
  outcomes: null,
  ticket: null,
  text: null,
};

export const auditRow = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('record'),
    record: auditRecord,
    /** An intent of which the log has no outcome. */
    isOpen: z.boolean(),
  }),
  /** What is on disk is not what was written: none of its values may be believed. */
  z.strictObject({ type: z.literal('damaged'), sequence: auditSequence }),
]);
export type AuditRow = z.infer<typeof auditRow>;

/** Newest first. */
export const auditPageRequest = z.strictObject({
  filter: auditFilter,
  /** Only records with a lower sequence; null: from the newest. */
  before: auditSequence.nullable(),
  /** So many of those are left out first: for a table that is scrolled far down. */
  skip: z.int().min(0).default(0),
  limit: z.int().min(1).max(500),
});
export type AuditPageRequest = z.infer<typeof auditPageRequest>;

/** `before`: for the next page; null: there are no older ones. */
export const auditPage = z.strictObject({ rows: z.array(auditRow), before: auditSequence.nullable() });
export type AuditPage = z.infer<typeof auditPage>;

export const auditCountRequest = z.strictObject({
  filter: auditFilter,
  /** As in a request of a page. */
  before: auditSequence.nullable().default(null),
  /** It is not counted further. */
  limit: z.int().min(1).max(1_000_000),
});

export const auditNeighboursRequest = z.strictObject({
  sequence: auditSequence,
  /** So many before it, and so many after it. */
  each: z.int().min(0).max(50),
});

/** `starts`: of the days, in order, in whatever zone they are; the last one only ends the day before it. */
export const auditDaysRequest = z.strictObject({
  connectionId: connectionId.nullable(),
  starts: z.array(epochMs).min(2).max(400),
});

export const auditDay = z.strictObject({
  start: epochMs,
  /** Runs that were started. */
  revocations: z.int(),
  /** Sessions that runs which finished on this day ended (`ended` of their details). */
  sessions: z.int(),
});
export type AuditDay = z.infer<typeof auditDay>;

/** Why the log is not signed. */
export const unsignedReason = z.enum(['no-secret-store', 'secret-store-locked']);

export const auditState = z.strictObject({
  /** Null: there is no record yet. */
  head: auditHead.nullable(),
  /** The oldest record that is in the log; older ones are in exported segments. */
  first: auditSequence.nullable(),
  signing: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('signed'), key: z.string() }),
    z.strictObject({ state: z.literal('unsigned'), reason: unsignedReason }),
  ]),
  /** Why nothing can be written to it now; null: it can. */
  error: appError.nullable(),
  /** Files with a damaged log that was set aside; the log went on in a new file. */
  setAside: z.array(z.string()),
  /** Batches of which the log has no outcome. */
  openIntents: z.int(),
});
export type AuditState = z.infer<typeof auditState>;

/** A part of the log that was exported, sealed by a record, and removed from the log. */
export const auditSegment = z.strictObject({
  from: auditSequence,
  to: auditSequence,
  sealedAt: epochMs,
  path: z.string(),
  bytes: z.int(),
  sha256: auditHash,
});
export type AuditSegment = z.infer<typeof auditSegment>;

export const auditRetention = z.strictObject({
  records: z.int(),
  bytes: z.int(),
  /** Time of the oldest record. */
  oldest: epochMs.nullable(),
  /** Records that the settings would remove now. */
  outdated: z.int(),
  segments: z.array(auditSegment),
});

/** `segment` null: nothing had to be removed. */
export const auditRetentionItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    step: z.enum(['exporting', 'removing']),
    done: z.int(),
    of: z.int(),
  }),
  z.strictObject({ type: z.literal('done'), segment: auditSegment.nullable() }),
]);
export type AuditRetentionItem = z.infer<typeof auditRetentionItem>;

export const auditProblems = [
  /** The record is not what its hash was taken over. */
  'record-altered',
  /** It does not follow the record before it. */
  'chain-broken',
  /** A sequence is missing. */
  'record-missing',
  /** A checkpoint was not signed by the key that it names, or not over the record before it. */
  'signature-wrong',
  /** A checkpoint names a key that the log does not introduce. */
  'key-unknown',
  /** What finds records by their fields does not agree with them. */
  'index-wrong',
  /** The database cannot be read here. */
  'file-damaged',
] as const;

export const auditVerdict = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('valid'),
    from: auditSequence,
    to: auditSequence,
    records: z.int(),
    checkpoints: z.int(),
    /** The newest record that a signature covers; null: none. */
    signedTo: auditSequence.nullable(),
    keys: z.array(z.string()),
  }),
  z.strictObject({
    state: z.literal('broken'),
    /** The first record that does not fit; null: the problem is not at one record. */
    sequence: auditSequence.nullable(),
    problem: z.enum(auditProblems),
  }),
  z.strictObject({ state: z.literal('empty') }),
]);
export type AuditVerdict = z.infer<typeof auditVerdict>;

export const auditVerifyItem = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.int(), of: z.int() }),
  z.strictObject({ type: z.literal('done'), verdict: auditVerdict }),
]);
export type AuditVerifyItem = z.infer<typeof auditVerifyItem>;
