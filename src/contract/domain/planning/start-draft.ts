import { z } from 'zod';
import { connectionId } from '../ids.ts';
import { rule, ruleTenants } from '../rule.ts';
import { draftId } from './draft.ts';
import { listBytes, listFormat, namesOfList } from './list-format.ts';

export const startListRequest = z.strictObject({
  connectionId,
  /** Of the file, or of what it is: "pasted". Shown in plan and report. */
  name: z.string().trim().min(1).max(255),
  format: listFormat,
  /** Bytes that will come, for the progress bar. */
  size: z.int().min(0),
  /** The users of sessions are not read: preview and report show them by their ids. */
  names: namesOfList,
});

export const uploadChunkRequest = z.strictObject({ draftId, bytes: listBytes });

/**
 * `failed` says why the list could not be read to its end. `changed`: the file changed while it was read. `unsent`: a chunk did
 * not reach main. Null: all of it was uploaded.
 */
export const finishUploadRequest = z.strictObject({
  draftId,
  failed: z.enum(['changed', 'unsent']).nullable(),
});

export const startRuleRequest = z.strictObject({
  connectionId,
  tenants: ruleTenants,
  /** `{ all: [] }`: everyone in these tenants. */
  rule,
});

/** A new draft of what the plan of a revocation does not cover, as far as looking it up again can change that. */
export const startFromGapsRequest = z.strictObject({ revocationId: z.uuid() });
