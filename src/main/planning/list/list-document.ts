import { z } from 'zod';
import { errorCodes } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';

/** The state of the list afterwards. */
const end = z.enum(['ready', 'stopped']);

const storedState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('uploading') }),
  z.strictObject({ state: z.literal('resolving'), lines: z.enum(['open', 'unread']), end }),
  /** Duplicates are removed. */
  z.strictObject({ state: z.literal('settling'), end }),
  /** Everything was looked up, or the operator stopped it before. */
  z.strictObject({ state: z.literal('ready') }),
  z.strictObject({ state: z.literal('stopped') }),
  z.strictObject({ state: z.literal('failed'), code: z.enum(errorCodes) }),
]);

/** Where a list is. Lines are looked up while it is uploaded, too. */
export type ListState =
  | Exclude<z.infer<typeof storedState>, { state: 'failed' }>
  | { readonly state: 'failed'; readonly error: AppError };

const listPlanning = z.strictObject({ state: storedState });

/** The document `planning` of a list. Of an error only its code is stored. */
export function toListPlanning(list: ListState): z.infer<typeof listPlanning> {
  return { state: list.state === 'failed' ? { state: 'failed', code: list.error.code } : list };
}

/** The state after a restart: a list that was not uploaded to its end has failed, because the rest of it is gone. */
export function restoredState(planning: unknown): ListState {
  const { state: list } = listPlanning.parse(planning);
  if (list.state === 'uploading') {
    const details = { reason: 'list-upload-interrupted', retryable: false } as const;
    return { state: 'failed', error: failure('interrupted', details).error };
  }
  if (list.state !== 'failed') return list;
  return { state: 'failed', error: failure(list.code, { reason: 'list-incomplete' }).error };
}

/** The document `checkpoint` of a list: what was uploaded, in bytes and in lines that have nothing. */
export const uploaded = z.strictObject({ bytes: z.int(), blank: z.int() });
export type Uploaded = z.infer<typeof uploaded>;
