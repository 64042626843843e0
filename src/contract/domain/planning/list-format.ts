import { z } from 'zod';
import { connectionId } from '../ids.ts';

/** Most lines and bytes of a list. */
export const mostLines = 20_000_000;
export const mostBytes = 4 * 1_024 ** 3;
/** Largest piece of a list that is handed over at once. */
export const largestPiece = 1_024 * 1_024;

const delimiter = z.enum([',', ';', '\t', '|']);

/** How the lines of a list are written. */
export const listFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({
    type: z.literal('csv'),
    delimiter,
    /** Whether the first record has the names of the columns. */
    header: z.boolean(),
    /** The column whose values are looked up, from 0. */
    column: z.int().min(0).max(9_999),
  }),
  /** One JSON value a line: a text, or an object with the text at `path` (dots go into objects). */
  z.strictObject({ type: z.literal('json-lines'), path: z.string().max(1_024) }),
]);
export type ListFormat = z.infer<typeof listFormat>;

export const listBytes = z.instanceof(Uint8Array).refine((piece) => piece.byteLength <= largestPiece);

/** What the beginning of a list looks like, for choosing format and column. */
export const listSample = z.strictObject({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  /** What is suggested. */
  format: listFormat,
  /** Of a CSV or of JSON lines with objects: what can be chosen, with the first values. */
  columns: z.array(
    z.strictObject({
      key: z.string(),
      name: z.string(),
      examples: z.array(z.string()),
      suggested: z.boolean(),
    }),
  ),
});
export type ListSample = z.infer<typeof listSample>;

export const sampleRequest = z.strictObject({
  bytes: listBytes,
  /** Null: guess. */
  delimiter: delimiter.nullable(),
});

/** The operator chose that the users of listed sessions are not read. Missing: they were read. */
export const namesOfList = z.literal('not-read').optional();

export const listCostRequest = z.strictObject({
  connectionId,
  /** The beginning of the list. */
  bytes: listBytes,
  format: listFormat,
  /** Bytes of the whole list. */
  size: z.int().min(0),
});

/**
 * What it takes to look a list up, as far as its beginning shows. Of a user, one call for each session comes on top. Lines
 * that are the same cost less.
 */
export const listCost = z.strictObject({
  lines: z.int(),
  /** Whether these are all lines of the list, counted. */
  isWhole: z.boolean(),
  /** Calls to the core: when nobody is found, and when everybody is found. */
  leastCalls: z.int(),
  mostCalls: z.int(),
  /** How long these calls take on a core with a database, in milliseconds. */
  leastMs: z.number(),
  mostMs: z.number(),
  /** Addresses, numbers and accounts elsewhere are looked for in each of so many tenants. */
  tenants: z.int(),
  /** For the names of the users of sessions, on top, at most: a call for each user. Nothing where these are not read. */
  ownerCalls: z.int(),
  ownerMs: z.number(),
});
export type ListCost = z.infer<typeof listCost>;
