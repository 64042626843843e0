import type { AppError } from '../../../src/contract/errors.ts';
import { toAppError } from '../../../src/contract/failure.ts';

/** The error a promise rejects with; fails the test when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('It was expected to reject.');
}

/** The code of the error a promise rejects with; fails the test when it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<AppError['code']> {
  return (await errorOf(promise)).code;
}

/** The error that a function throws; fails the test when it does not. */
export function thrownError(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    return toAppError(thrown);
  }
  throw new Error('It was expected to throw.');
}
