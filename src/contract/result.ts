import type { AppError } from './errors.ts';

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
