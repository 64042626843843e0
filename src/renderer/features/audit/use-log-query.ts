import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAuditState } from '../../shared/audit-state-context.tsx';

interface LogQuery<T> {
  readonly queryKey: QueryKey;
  readonly read: (signal: AbortSignal) => Promise<T>;
  /** How long it waits before it reads again, where reading is much work. */
  readonly readAgainMs?: number;
}

/** What is read of the audit log. It is read again while the log grows, so that what is on screen does not become old. */
export function useLogQuery<T>({ queryKey, read, readAgainMs = 0 }: LogQuery<T>) {
  const { state } = useAuditState();
  const head = state?.head?.sequence ?? 0;
  const { data, error, isFetching, isPending, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => ({ head, found: await read(signal) }),
    enabled: state !== null,
  });
  const isOld = data !== undefined && data.head !== head && error === null;
  useEffect(() => {
    if (!isOld || isFetching) return;
    const timer = setTimeout(() => void refetch(), readAgainMs);
    return () => clearTimeout(timer);
  }, [isOld, isFetching, readAgainMs, refetch]);
  return { found: data?.found, error, isPending, refetch };
}
