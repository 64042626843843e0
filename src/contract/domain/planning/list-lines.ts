import { z } from 'zod';
import { appError } from '../../errors.ts';
import { epochMs } from '../ids.ts';
import { lineKinds } from '../stored-names.ts';

export const lineKind = z.enum(lineKinds);

/** Why a line cannot be looked up. */
export const malformedCodes = [
  'line-too-long',
  /** `count`: columns of the line. */
  'column-missing',
  'column-empty',
  /** A quote begins in the line and has no end. The lines behind it are read as if it were not there. */
  'quote-not-closed',
  'not-json',
  /** There is no text at the path of the format. */
  'no-text',
  'empty-text',
  /** A character cannot be read in the encoding of the list. */
  'unreadable-character',
  'control-character',
  /** `count`: its characters. */
  'text-too-long',
  /** It has tabs: the list is a table. */
  'several-columns',
  'several-lines',
  'header-without-token',
  'neither-session-nor-user',
  /** It is never sent anywhere, so nobody can be found by it. */
  'refresh-token',
  'token-incomplete',
  /** Signed by another core. */
  'token-foreign',
  'token-without-session',
  /** The keys of the core could not be read. Tokens are not kept, so only the list again helps. */
  'token-not-verified',
] as const;
export type MalformedCode = (typeof malformedCodes)[number];

export const malformedReason = z.strictObject({
  code: z.enum(malformedCodes),
  count: z.int().nullable(),
});
export type MalformedReason = z.infer<typeof malformedReason>;

const candidate = z.strictObject({
  userId: z.string(),
  /** Address, number or id: what people know the user by. */
  name: z.string(),
  tenantIds: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidate>;

/** What a line turned out to be. */
export const lineResult = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session'),
    handle: z.string(),
    tenantId: z.string(),
    userId: z.string(),
    /** What people know the user by; null: it was not read, or the core knows no such user. */
    name: z.string().nullable(),
    createdAt: epochMs,
  }),
  /** Everything of this user: all ids of all login methods. */
  z.strictObject({
    type: z.literal('user'),
    userId: z.string(),
    name: z.string(),
    /** Sessions that no line before it has brought in already. */
    sessions: z.int(),
    /** All sessions of the user in the list, whatever line brought them in; null: not counted before every line was read. */
    ofUser: z.int().nullable(),
    /** Of these, excluded ones; null in the same case. */
    excludedOfUsers: z.int().nullable(),
  }),
  /** `row` of the one before that means the same session or user. */
  z.strictObject({ type: z.literal('duplicate'), row: z.int(), line: z.int() }),
  /** The core knows no session and no user by this. */
  z.strictObject({ type: z.literal('unknown') }),
  /** Several users: those of `chosen` are taken, none as long as it is empty. */
  z.strictObject({
    type: z.literal('ambiguous'),
    candidates: z.array(candidate),
    chosen: z.array(z.string()),
    sessions: z.int(),
    /** Sessions of the chosen users that are excluded, whatever line brought them in; null: not counted before every line was read. */
    excludedOfUsers: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('malformed'), reason: malformedReason }),
  /** It could not be looked up; it can be tried again. */
  z.strictObject({ type: z.literal('unread'), error: appError }),
  /** It was not looked up yet. */
  z.strictObject({ type: z.literal('open') }),
  /** Its row on disk is damaged: nothing of it may be believed. */
  z.strictObject({ type: z.literal('damaged') }),
]);
export type LineResult = z.infer<typeof lineResult>;
