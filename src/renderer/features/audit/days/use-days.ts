import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { useLogQuery } from '../use-log-query.ts';
import { dayStarts } from './day-starts.ts';

export const dayCount = 60;

/** Each batch of a revocation adds records to the log, and all revocations of these days are read to count them. */
const readAgainMs = 2_000;

/** Revocations of the last days. They are read again also when a day has passed. */
export function useDays(connectionId: string | null) {
  const { times } = useSettings();
  const starts = dayStarts(useNow(), dayCount, times);
  const { found, ...reading } = useLogQuery({
    queryKey: ['audit.days', connectionId, starts[0], starts.at(-1)],
    read: (signal) => call('audit.days', { connectionId, starts: [...starts] }, signal),
    readAgainMs,
  });
  return { days: found, ...reading };
}
