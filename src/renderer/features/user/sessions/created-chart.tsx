import { memo, useDeferredValue, useMemo } from 'react';
import { text } from '../../../messages/text.ts';
import { BarChart } from '../../../ui/bar-chart.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import type { SessionEntry } from './reading/session-list.ts';
import type { SessionStore, SessionsSnapshot } from './reading/session-store.ts';
import { useSessionsPart } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';

const height = 28;
const step = 4;
const ticksEvery = 30;

/**
 * When the sessions that were read began, one bar a day, of those that pass the filter. It is counted and drawn after
 * everything else that changed, also for the first time: it takes as long as all the rest.
 */
export function CreatedChart({ store }: { readonly store: SessionStore }) {
  return useSessionsPart(store, hasNothingToDraw) ? null : <LaterChart store={store} />;
}

/** No session was read, and none will be as far as is known. Until then the chart keeps its place. */
function hasNothingToDraw({ counts, reading, total }: SessionsSnapshot): boolean {
  return total === 0 || (reading.state === 'failed' && counts.read === 0);
}

function LaterChart({ store }: { readonly store: SessionStore }) {
  const time = useNow();
  const now = useSessionsPart(store, ({ counts, rows }) => (counts.read === 0 ? null : rows));
  const rows = useDeferredValue<readonly SessionEntry[] | null>(now, null);
  const histogram = useMemo(
    () => (rows === null ? null : createdHistogram(createdTimes(rows), time)),
    [rows, time],
  );
  return (
    <div className={classes.timeline}>{histogram === null ? null : <Chart histogram={histogram} />}</div>
  );
}

function createdTimes(rows: readonly SessionEntry[]): readonly number[] {
  const times: number[] = [];
  for (const entry of rows) if (entry.state === 'read') times.push(entry.row.timeCreated);
  return times;
}

const Chart = memo(function Chart({ histogram }: { readonly histogram: CreatedHistogram }) {
  const { days, earlier } = histogram;
  const ago = (index: number) => days.length - 1 - index;
  return (
    <>
      <BarChart
        label={describeHistogram(histogram)}
        height={height}
        step={step}
        bars={days.map((count, index) => ({ id: ago(index), count, title: barTitle(count, ago(index)) }))}
        ticks={ticksOf(days.length)}
      />
      <span className={classes.caption}>
        {text('user.created-caption', { days: days.length })}
        {earlier === 0 ? '' : ` · ${text('user.created-earlier', { count: earlier })}`}
      </span>
    </>
  );
});

function barTitle(count: number, ago: number): string {
  return ago === 0 ? text('user.created-today', { count }) : text('user.created-ago', { days: ago, count });
}

/** Days before today. */
function ticksOf(days: number) {
  return Array.from({ length: Math.floor(days / ticksEvery) + 1 }, (_, at) => {
    const ago = at * ticksEvery;
    const anchor = ago === 0 ? ('end' as const) : ago === days ? ('start' as const) : ('middle' as const);
    const label = ago === 0 ? text('user.created-axis-today') : text('user.created-axis-ago', { days: ago });
    return { x: (days - ago) * step, label, anchor };
  });
}

interface CreatedHistogram {
  /** Sessions that began on each day; the last one is the 24 hours up to now. */
  readonly days: readonly number[];
  readonly highest: number;
  /** Began before the first day. */
  readonly earlier: number;
}

const dayMs = 86_400_000;

/** When sessions began, by whole days back from `now`. A start in the future, by a clock that is ahead, counts as today. */
export function createdHistogram(times: Iterable<number>, now: number, dayCount = 90): CreatedHistogram {
  const days = new Array<number>(dayCount).fill(0);
  let earlier = 0;
  for (const time of times) {
    const ago = Math.max(0, Math.floor((now - time) / dayMs));
    const index = dayCount - 1 - ago;
    if (index < 0) earlier += 1;
    else days[index] = (days[index] ?? 0) + 1;
  }
  return { days, highest: Math.max(0, ...days), earlier };
}

/** The chart in sentences, for people who cannot see it. */
export function describeHistogram({ days, highest, earlier }: CreatedHistogram): string {
  const count = days.reduce((sum, onDay) => sum + onDay, 0);
  const before = earlier === 0 ? '' : ` ${text('user.created-before', { count: earlier })}`;
  if (count === 0) return `${text('user.created-none', { days: days.length })}${before}`;
  const activeDays = days.filter((onDay) => onDay > 0).length;
  const ago = days.length - 1 - days.lastIndexOf(highest);
  return activeDays === 1
    ? `${text('user.created-on-one-day', { count, days: days.length, ago })}${before}`
    : `${text('user.created-on-days', { count, days: days.length, activeDays, ago, highest })}${before}`;
}
