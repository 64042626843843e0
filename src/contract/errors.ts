import { z } from 'zod';

/** Every way a call can fail. A closed set: the renderer has a sentence and a next step for each. */
export const errorCodes = [
  'unreachable',
  'tls',
  'timeout',
  'bad-key',
  'incompatible-core',
  'not-a-core',
  'rate-limited',
  'core-error',
  'bad-input',
  'not-found',
  'tenant-unknown',
  'feature-missing',
  'read-only',
  'locked',
  'trail-unavailable',
  'secret-store-unavailable',
  'aborted',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What crosses a border when something failed. Never holds a key, a token or a stack. */
export const appError = z.strictObject({
  code: z.enum(errorCodes),
  /** One sentence: what happened. */
  message: z.string(),
  /** One sentence: what to do about it. */
  hint: z.string().optional(),
  /** Whether the very same call can succeed later. */
  retryable: z.boolean(),
  /** Facts for the reader (an address, a status, versions), already free of secrets. */
  details: z.record(z.string(), z.string()).optional(),
});

export type AppError = z.infer<typeof appError>;
