import { errorTexts } from '../../contract/error-texts.ts';
import type { AppError } from '../../contract/errors.ts';

/** An error as it is stored: what happened by code and parameters, never in sentences. */
export type StoredError = Omit<AppError, 'message' | 'hint'>;

export function toStoredError({ message: _, hint: __, ...stored }: AppError): StoredError {
  return stored;
}

export function fromStoredError(stored: StoredError): AppError {
  return { ...stored, ...errorTexts[stored.code] };
}
