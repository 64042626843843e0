import { type ErrorCode, errorTraits } from './error-traits.ts';
import type { AppError } from './errors.ts';

/** An `AppError` on its way up inside one process. Borders turn it into a `Result`. */
export class Failure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message);
    this.name = 'Failure';
    this.error = error;
  }
}

/** Makes a `Failure`; whether it can be tried again follows from the code unless told. */
export function failure(
  code: ErrorCode,
  message: string,
  more: { hint?: string; retryable?: boolean; sent?: boolean; details?: Record<string, string> } = {},
): Failure {
  return new Failure({
    code,
    message,
    retryable: more.retryable ?? errorTraits[code].retryable,
    ...(more.hint === undefined ? {} : { hint: more.hint }),
    ...(more.sent === undefined ? {} : { sent: more.sent }),
    ...(more.details === undefined ? {} : { details: more.details }),
  });
}

/** Whatever was thrown, as an `AppError`. What nobody foresaw says so, without its text: that may hold a secret. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof Failure) return thrown.error;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'aborted', message: 'The call was stopped.', retryable: true };
  }
  return {
    code: 'internal',
    message: 'Something went wrong inside Curfew.',
    hint: 'Try again. If it stays, restart Curfew and report what you did.',
    retryable: false,
  };
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
