import { z } from 'zod';
import { appError } from '../../../contract/errors.ts';

/** What it is afterwards. */
const end = z.enum(['ready', 'stopped']);

/** Where a list is. Lines are looked up while it is uploaded, too. */
const listPhase = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uploading') }),
  z.strictObject({ type: z.literal('resolving'), what: z.enum(['open', 'unread']), end }),
  /** Duplicates are removed. */
  z.strictObject({ type: z.literal('settling'), end }),
  /** Everything was looked up, or the operator stopped it before. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('stopped') }),
  z.strictObject({ type: z.literal('failed'), error: appError }),
]);
export type ListPhase = z.infer<typeof listPhase>;

/** The document `planning` of a list. */
export const listPlanning = z.strictObject({ phase: listPhase });

/** The document `checkpoint` of a list: what was uploaded, in bytes and in lines that have nothing. */
export const uploaded = z.strictObject({ bytes: z.int(), blank: z.int() });
export type Uploaded = z.infer<typeof uploaded>;
