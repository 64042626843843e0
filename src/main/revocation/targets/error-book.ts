import type { AppError } from '../../../contract/errors.ts';

/** Distinct errors, numbered from 1; 0 is none. A million targets of one outage share one entry. */
interface ErrorBook {
  readonly add: (error: AppError) => number;
  readonly at: (index: number) => AppError | null;
  /** Stands in where an error has to be, and none was kept. */
  readonly unnamed: AppError;
}

/** What a column of 16 bits can number. */
const most = 0xffff;

const unnamed: AppError = { code: 'internal', message: 'The reason was not excluded.', retryable: true };

export function createErrorBook(): ErrorBook {
  const numbers = new Map<string, number>();
  const errors: AppError[] = [];
  return {
    unnamed,
    add: (error) => {
      const key = JSON.stringify(error);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      // More different reasons than can be numbered: the last one stands for the rest.
      if (errors.length === most) return most;
      errors.push(error);
      numbers.set(key, errors.length);
      return errors.length;
    },
    at: (index) => errors[index - 1] ?? null,
  };
}
