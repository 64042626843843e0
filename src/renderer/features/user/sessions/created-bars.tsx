import { memo, useDeferredValue, useMemo } from 'react';
import { plural } from '../../../messages/format-count.ts';
import { useNow } from '../../../ui/moment.tsx';
import classes from './created-bars.module.css';
import { type CreatedHistogram, createdHistogram, histogramWords } from './created-histogram.ts';
import type { PersonSessions } from './reading/use-sessions.ts';

const height = 28;
const step = 4;

/**
 * When the sessions that were read began, one bar a day. It is counted and drawn after what else changed: it is looked at
 * last, and takes as long as all the rest.
 */
export function CreatedBars({ sessions }: { readonly sessions: PersonSessions }) {
  const time = useNow();
  const { store } = sessions;
  const now = useDeferredValue(sessions.now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the store knows changes with its snapshot
  const histogram = useMemo(() => createdHistogram(store.createdTimes(), time), [store, now, time]);
  return <Bars histogram={histogram} />;
}

const Bars = memo(function Bars({ histogram }: { readonly histogram: CreatedHistogram }) {
  const { days, highest, earlier } = histogram;
  const bars = days.map((count, index) => ({ count, ago: days.length - 1 - index, x: index * step }));
  return (
    <div className={classes.timeline}>
      <svg
        className={classes.bars}
        width={days.length * step}
        height={height}
        role="img"
        aria-label={histogramWords(histogram)}
      >
        {bars.map(({ count, ago, x }) => (
          <g key={ago}>
            <title>{`${ago === 0 ? 'last 24 hours' : `${plural(ago, 'day')} ago`}: ${plural(count, 'session')}`}</title>
            <rect x={x} y={0} width={step} height={height} className={classes.hit} />
            <rect
              x={x}
              width={step - 1}
              className={count === 0 ? classes.none : classes.some}
              {...barOf(count, highest)}
            />
          </g>
        ))}
      </svg>
      <span className={classes.caption}>
        created, last {days.length} days
        {earlier === 0 ? '' : ` · ${plural(earlier, 'session')} earlier`}
      </span>
    </div>
  );
});

/** A single session among thousands still has to be seen: no bar is lower than 3 px. */
function barOf(count: number, highest: number): { y: number; height: number } {
  const tall = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * (height - 2)));
  return { y: height - tall, height: tall };
}
