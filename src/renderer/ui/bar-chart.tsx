import { formatCount } from '../messages/format-count.ts';
import classes from './bar-chart.module.css';

interface Bar {
  readonly id: string | number;
  readonly count: number;
  /** On hover: "23 sessions, 3 days ago". */
  readonly title: string;
}

interface Tick {
  /** In px from the left end of the axis. */
  readonly x: number;
  readonly label: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface BarChartProps {
  /** The chart in sentences, for people who cannot see it. */
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly ticks: readonly Tick[];
  /** Of the bars, in px, without the axis. */
  readonly height: number;
  /** From one bar to the next, in px. */
  readonly step: number;
  /** With the pointer. Whatever it does can also be done elsewhere by the keyboard. */
  readonly onBar?: (index: number) => void;
}

/** Room for the labels of both axes. */
const axis = { left: 34, below: 14, above: 4 } as const;

/** Bars over an axis of time, with the largest number at the left. */
export function BarChart({ label, bars, ticks, height, step, onBar }: BarChartProps) {
  const width = bars.length * step;
  const bottom = axis.above + height;
  const highest = Math.max(0, ...bars.map(({ count }) => count));
  return (
    <svg
      className={classes.chart}
      width={axis.left + width}
      height={axis.above + height + axis.below}
      role="img"
      aria-label={label}
    >
      <g className={classes.axis}>
        <text x={axis.left - 6} y={axis.above + 8} textAnchor="end">
          {highest === 0 ? '' : formatCount(highest)}
        </text>
        <text x={axis.left - 6} y={bottom} textAnchor="end">
          0
        </text>
        <line x1={axis.left - 2} x2={axis.left - 2} y1={axis.above} y2={bottom} />
        {ticks.map(({ x, label: of, anchor }) => (
          <g key={x} transform={`translate(${axis.left + x} ${bottom})`}>
            <line y2={3} />
            <text y={12} textAnchor={anchor}>
              {of}
            </text>
          </g>
        ))}
      </g>
      <g transform={`translate(${axis.left} ${axis.above})`}>
        {bars.map(({ id, count, title }, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a shorter way for the pointer alone
          <g
            key={id}
            className={onBar === undefined ? undefined : classes.button}
            onClick={onBar && (() => onBar(index))}
          >
            <title>{title}</title>
            <rect x={index * step} y={0} width={step} height={height} className={classes.hover} />
            <rect
              x={index * step}
              width={step - 1}
              className={count === 0 ? classes.none : classes.some}
              {...barOf(count, highest, height)}
            />
          </g>
        ))}
      </g>
    </svg>
  );
}

/** A single one among thousands has to be visible: no bar is lower than 3 px. */
function barOf(count: number, highest: number, height: number): { y: number; height: number } {
  const tall = count === 0 ? 1 : Math.max(3, Math.round((count / highest) * (height - 2)));
  return { y: height - tall, height: tall };
}
