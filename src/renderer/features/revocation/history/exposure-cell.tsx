import { useQuery } from '@tanstack/react-query';
import type { HistoryEntry } from '../../../../contract/domain/revocation/history.ts';
import { formatClock, formatNearClock } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { formatExposure } from '../signals/format-signals.ts';
import classes from './history.module.css';

type EndedEntry = Extract<HistoryEntry, { type: 'ended' }>;

interface ExposureCellProps {
  readonly entry: EndedEntry;
  /** By then it is over by itself. */
  readonly until: number;
}

/** How often what receivers took is read again, as long as it can change something. */
const readAgainMs = 15_000;

/** Whether access tokens of a past revocation may still be accepted. What receivers took is read only while they have not expired. */
export function ExposureCell({ entry, until }: ExposureCellProps) {
  const { id } = entry;
  const now = useNow();
  const { times } = useSettings();
  const isOver = until <= now;
  const exposure = useQuery({
    queryKey: ['signals.exposure', id],
    queryFn: ({ signal }) => call('signals.exposure', { id }, signal),
    enabled: !isOver,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.type === 'waiting' ? readAgainMs : false),
  });
  if (isOver) {
    const over = formatOver(entry);
    return (
      <span className={classes.over} title={over}>
        {over}
      </span>
    );
  }
  function say(clock: (at: number, precise: boolean) => string): string {
    const confirmed =
      exposure.data === undefined
        ? null
        : formatExposure(exposure.data, { now, until, place: 'label' }, clock);
    return confirmed ?? text('history.exposure.open', { time: clock(until, false) });
  }
  const exact = say((at, precise) => formatClock(at, now, times, precise));
  return <span title={exact}>{say((at, precise) => formatNearClock(at, now, times, precise))}</span>;
}

/** That the tokens have expired. Sessions that are unknown or still active can get new ones. */
export function formatOver({ newSessions, outcome }: Pick<EndedEntry, 'newSessions' | 'outcome'>): string {
  const isAllGone = outcome === 'complete' && newSessions === 0;
  return text(isAllGone ? 'history.exposure.over' : 'history.exposure.over-of-ended');
}
