import { z } from 'zod';
import { errorCodes } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';

/** What it is afterwards. */
const end = z.enum(['ready', 'stopped']);

const storedPhase = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('uploading') }),
  z.strictObject({ type: z.literal('resolving'), what: z.enum(['open', 'unread']), end }),
  /** Duplicates are removed. */
  z.strictObject({ type: z.literal('settling'), end }),
  /** Everything was looked up, or the operator stopped it before. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('stopped') }),
  z.strictObject({ type: z.literal('failed'), code: z.enum(errorCodes) }),
]);

/** Where a list is. Lines are looked up while it is uploaded, too. */
export type ListPhase =
  | Exclude<z.infer<typeof storedPhase>, { type: 'failed' }>
  | { readonly type: 'failed'; readonly error: AppError };

const listPlanning = z.strictObject({ phase: storedPhase });

/** The document `planning` of a list. Of an error only its code is stored. */
export function toListPlanning(phase: ListPhase): z.infer<typeof listPlanning> {
  return { phase: phase.type === 'failed' ? { type: 'failed', code: phase.error.code } : phase };
}

/** The phase after a restart: a list that was not uploaded to its end has failed, because the rest of it is gone. */
export function restoredPhase(planning: unknown): ListPhase {
  const { phase } = listPlanning.parse(planning);
  const hint = 'Begin the list again. Nothing of it was ended.';
  if (phase.type === 'uploading') {
    const message = 'Curfew was ended before the whole list was uploaded.';
    return { type: 'failed', error: failure('interrupted', message, { hint, retryable: false }).error };
  }
  if (phase.type !== 'failed') return phase;
  return {
    type: 'failed',
    error: failure(phase.code, 'The list could not be read to its end.', { hint }).error,
  };
}

/** The document `checkpoint` of a list: what was uploaded, in bytes and in lines that have nothing. */
export const uploaded = z.strictObject({ bytes: z.int(), blank: z.int() });
export type Uploaded = z.infer<typeof uploaded>;
