import { memo, useDeferredValue, useMemo } from 'react';
import { text } from '../../../messages/text.ts';
import { useNow } from '../../../ui/moment.tsx';
import { type CreatedHistogram, createdHistogram, describeHistogram } from './created-histogram.ts';
import type { UserSessions } from './reading/use-sessions.ts';
import classes from './sessions-panel.module.css';

const height = 28;
const step = 4;

/**
 * When the sessions that were read began, one bar a day. It is counted and drawn after everything else that changed: it
 * takes as long as all the rest.
 */
export function CreatedChart({ sessions }: { readonly sessions: UserSessions }) {
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
        aria-label={describeHistogram(histogram)}
      >
        {bars.map(({ count, ago, x }) => (
          <g key={ago}>
            <title>
              {ago === 0
                ? text('user.created-today', { count })
                : text('user.created-ago', { days: ago, count })}
            </title>
            <rect x={x} y={0} width={step} height={height} className={classes.hover} />
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
        {text('user.created-caption', { days: days.length })}
        {earlier === 0 ? '' : ` · ${text('user.created-earlier', { count: earlier })}`}
      </span>
    </div>
  );
});

/** A single session among thousands has to be visible: no bar is lower than 3 px. */
function barOf(count: number, highest: number): { y: number; height: number } {
  const tall = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * (height - 2)));
  return { y: height - tall, height: tall };
}
