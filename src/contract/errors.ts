import { z } from 'zod';
import { errorReasons } from './error-reasons.ts';
import { errorCodes } from './error-traits.ts';

/** What crosses a border when something failed: codes and values, never sentences. Never has a key, a token or a stack. */
export const appError = z.strictObject({
  code: z.enum(errorCodes),
  /** What exactly happened, where it is known. */
  reason: z.enum(errorReasons).optional(),
  /** Whether the very same call can succeed later. */
  retryable: z.boolean(),
  /**
   * Whether the request had left this process: set by the HTTP layer and the calls between threads on failures of
   * calls; absent where there was no call.
   */
  sent: z.boolean().optional(),
  /** Values for its text and facts for the reader (an address, a status, versions), free of secrets. */
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

export type AppError = z.infer<typeof appError>;
