import type { Throttle } from '../../../../src/main/shared/concurrency/throttle.ts';

/** Batches of one size, so many at a time, however the core answers: tests can tell which batch a call is. */
export function fixedThrottle(batchSize: number, concurrency: number): () => Throttle {
  const throttle: Throttle = {
    batchSize: () => batchSize,
    concurrency: () => concurrency,
    answered: () => undefined,
    slowDown: () => undefined,
    failed: () => undefined,
  };
  return () => throttle;
}
