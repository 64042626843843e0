import { failure } from '../../contract/failure.ts';

const mostTries = 20;
const triesWithinMs = 60_000;

/** Tests of connections, one at a time and a few in a minute: a page could look for open ports with them. */
export function createTryLimit() {
  const begun: number[] = [];
  let underWay = false;
  return {
    run: async <T>(work: () => Promise<T>): Promise<T> => {
      if (underWay) throw failure('refused', { reason: 'try-under-way', retryable: true });
      const now = performance.now();
      while ((begun[0] ?? now) < now - triesWithinMs) begun.shift();
      if (begun.length >= mostTries)
        throw failure('refused', { reason: 'too-many-tries', params: { most: mostTries } });
      begun.push(now);
      underWay = true;
      try {
        return await work();
      } finally {
        underWay = false;
      }
    },
  };
}
