import { QueryClient } from '@tanstack/react-query';
import { Failure } from '../../contract/failure.ts';

/** Once more, and only what can succeed then. A time-out took its time already: the operator decides. */
function retry(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof Failure && error.error.retryable && error.error.code !== 'timeout';
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Main is always there, whatever the browser thinks of the network.
      queries: {
        networkMode: 'always',
        retry,
        retryDelay: 400,
        refetchOnWindowFocus: false,
        staleTime: 10_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
