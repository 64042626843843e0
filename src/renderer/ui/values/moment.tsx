import { useSyncExternalStore } from 'react';
import { formatExactTime, formatRelativeTime } from '../../messages/format-time.ts';
import { useDisplay } from './display-context.tsx';

interface MomentProps {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `exact` where the very second matters, as in a report. */
  readonly as?: 'relative' | 'exact';
}

/** A point in time: "3 h ago", and exactly, with its zone, on hover. */
export function Moment({ at, as = 'relative' }: MomentProps) {
  const now = useNow();
  const { times } = useDisplay();
  const exact = formatExactTime(at, times);
  const iso = Number.isNaN(new Date(at).getTime()) ? undefined : new Date(at).toISOString();
  return (
    <time dateTime={iso} title={exact}>
      {as === 'exact' ? exact : formatRelativeTime(at, nowFor(at, now, Date.now()))}
    </time>
  );
}

/** What has happened since the last look is not in the future: it is compared with the clock. */
export function nowFor(at: number, lastLook: number, clock: number): number {
  return at > lastLook && at <= clock ? clock : lastLook;
}

/** How often "3 h ago" is looked at again. */
const tickMs = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(): number {
  if (timer === undefined) now = Date.now();
  return now;
}

/** The time, the same for all who look, a few times a minute. One timer serves every row on screen. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
