import { memo, useDeferredValue, useMemo } from 'react';
import { formatCount } from '../../../messages/format-count.ts';
import { text } from '../../../messages/text.ts';
import { useNow } from '../../../ui/moment.tsx';
import type { SessionsSnapshot } from './reading/session-store.ts';
import type { UserSessions } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';

const height = 28;
const step = 4;
/** Room for the labels of both axes. */
const axis = { left: 34, below: 14, above: 4 } as const;
const ticksEvery = 30;

interface CreatedChartProps {
  readonly sessions: UserSessions;
  /** The filter of the table; null: none. */
  readonly includes: SessionsSnapshot['arrangement']['includes'];
}

/**
 * When the sessions that were read began, one bar a day, of those that pass the filter. It is counted and drawn after
 * everything else that changed: it takes as long as all the rest.
 */
export function CreatedChart({ sessions, includes }: CreatedChartProps) {
  const time = useNow();
  const { store } = sessions;
  const now = useDeferredValue(sessions.now);
  const filter = useDeferredValue(includes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with its snapshot
  const histogram = useMemo(
    () => createdHistogram(store.createdTimes(filter), time),
    [store, now, filter, time],
  );
  return <Chart histogram={histogram} />;
}

const Chart = memo(function Chart({ histogram }: { readonly histogram: CreatedHistogram }) {
  const { days, earlier } = histogram;
  const width = days.length * step;
  return (
    <div className={classes.timeline}>
      <svg
        className={classes.bars}
        width={axis.left + width}
        height={axis.above + height + axis.below}
        role="img"
        aria-label={describeHistogram(histogram)}
      >
        <Axes histogram={histogram} width={width} />
        <g transform={`translate(${axis.left} ${axis.above})`}>
          <Bars histogram={histogram} />
        </g>
      </svg>
      <span className={classes.caption}>
        {text('user.created-caption', { days: days.length })}
        {earlier === 0 ? '' : ` · ${text('user.created-earlier', { count: earlier })}`}
      </span>
    </div>
  );
});

function Bars({ histogram: { days, highest } }: { readonly histogram: CreatedHistogram }) {
  const bars = days.map((count, index) => ({ count, ago: days.length - 1 - index, x: index * step }));
  return bars.map(({ count, ago, x }) => (
    <g key={ago}>
      <title>
        {ago === 0 ? text('user.created-today', { count }) : text('user.created-ago', { days: ago, count })}
      </title>
      <rect x={x} y={0} width={step} height={height} className={classes.hover} />
      <rect
        x={x}
        width={step - 1}
        className={count === 0 ? classes.none : classes.some}
        {...barOf(count, highest)}
      />
    </g>
  ));
}

/** The largest number at the left, and days before today below. */
function Axes({ histogram, width }: { readonly histogram: CreatedHistogram; readonly width: number }) {
  const { days, highest } = histogram;
  const ticks = Array.from({ length: Math.floor(days.length / ticksEvery) + 1 }, (_, at) => at * ticksEvery);
  const bottom = axis.above + height;
  return (
    <g className={classes.axis}>
      <text x={axis.left - 6} y={axis.above + 8} textAnchor="end">
        {highest === 0 ? '' : formatCount(highest)}
      </text>
      <text x={axis.left - 6} y={bottom} textAnchor="end">
        0
      </text>
      <line x1={axis.left - 2} x2={axis.left - 2} y1={axis.above} y2={bottom} />
      {ticks.map((ago) => {
        const x = axis.left + width - ago * step;
        return (
          <g key={ago}>
            <line x1={x} x2={x} y1={bottom} y2={bottom + 3} />
            <text
              x={x}
              y={bottom + 12}
              textAnchor={ago === 0 ? 'end' : ago === days.length ? 'start' : 'middle'}
            >
              {ago === 0 ? text('user.created-axis-today') : text('user.created-axis-ago', { days: ago })}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** A single session among thousands has to be visible: no bar is lower than 3 px. */
function barOf(count: number, highest: number): { y: number; height: number } {
  const tall = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * (height - 2)));
  return { y: height - tall, height: tall };
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
