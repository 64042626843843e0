import { z } from 'zod';
import { errorCodes } from './error-traits.ts';

/** What crosses a border when something failed. Never holds a key, a token or a stack. */
export const appError = z.strictObject({
  code: z.enum(errorCodes),
  /** One sentence: what happened. */
  message: z.string(),
  /** One sentence: what to do about it. */
  hint: z.string().optional(),
  /** Whether the very same call can succeed later. */
  retryable: z.boolean(),
  /**
   * Whether the request had left this process: set by the HTTP layer and the calls between threads on failures of
   * calls; absent where there was no call.
   */
  sent: z.boolean().optional(),
  /** Facts for the reader (an address, a status, versions), already free of secrets. */
  details: z.record(z.string(), z.string()).optional(),
});

export type AppError = z.infer<typeof appError>;
