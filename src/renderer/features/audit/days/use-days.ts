import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAuditState } from '../../../shared/audit-state-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/moment.tsx';
import { dayStarts } from './day-starts.ts';

export const dayCount = 60;

/** Each batch of a revocation adds records to the log, and all revocations of these days are read to count them. */
const readAgainMs = 2_000;

/**
 * Revocations of the last days. They are read again while the log grows, so that what is on screen does not become old, and when a
 * day has passed.
 */
export function useDays(connectionId: string | null) {
  const { times } = useSettings();
  const { state } = useAuditState();
  const starts = dayStarts(useNow(), dayCount, times);
  const head = state?.head?.sequence ?? 0;
  const { data, error, isFetching, isPending, refetch } = useQuery({
    queryKey: ['audit.days', connectionId, starts[0], starts.at(-1)],
    queryFn: async ({ signal }) => ({
      head,
      days: await call('audit.days', { connectionId, starts: [...starts] }, signal),
    }),
    enabled: state !== null,
  });
  const isOld = data !== undefined && data.head !== head && error === null;
  useEffect(() => {
    if (!isOld || isFetching) return;
    const timer = setTimeout(() => void refetch(), readAgainMs);
    return () => clearTimeout(timer);
  }, [isOld, isFetching, refetch]);
  return { days: data?.days, error, isPending, refetch };
}
