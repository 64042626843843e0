import type { ErrorReason } from './error-reasons.ts';
import { type ErrorCode, errorTraits } from './error-traits.ts';
import type { AppError } from './errors.ts';

/** An `AppError` on its way up inside one process. Borders turn it into a `Result`. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    // For logs and stack traces. People read the text that the renderer makes of it.
    super(error.reason ?? error.code);
    this.name = 'Failure';
    this.error = error;
  }
}

/** What is known of a failure beside its code. `params` never have a key or a token. */
export interface FailureDetails {
  readonly reason?: ErrorReason;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly retryable?: boolean;
  readonly sent?: boolean;
}

/** Makes a `Failure`. Whether it can be tried again follows from the code unless given. */
export function failure(code: ErrorCode, details: FailureDetails = {}): Failure {
  const { reason, params, retryable, sent } = details;
  return new Failure({
    code,
    retryable: retryable ?? errorTraits[code].retryable,
    ...(reason === undefined ? {} : { reason }),
    ...(sent === undefined ? {} : { sent }),
    ...(params === undefined ? {} : { params: { ...params } }),
  });
}

/** Whatever was thrown, as an `AppError`. An unexpected error is `internal`, without its text, which may have a secret. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  const isAborted = thrown instanceof Error && thrown.name === 'AbortError';
  return failure(isAborted ? 'aborted' : 'internal').error;
}

/** The answer of every call that crosses a process border. Errors are values: a thrown one loses its fields. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(error: AppError): Result<never> {
  return { ok: false, error };
}
