import { Button } from '@mantine/core';
import type { AuditDay } from '../../../../contract/domain/audit/log.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { formatDay, type Times } from '../../../messages/format-time.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useSettings } from '../../../shared/settings-context.tsx';
import { BarChart } from '../../../ui/bar-chart.tsx';
import { Fold } from '../../../ui/page/fold.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { useNow } from '../../../ui/values/moment.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { useLogQuery } from '../use-log-query.ts';
import { dayStarts } from './day-starts.ts';
import classes from './days.module.css';

const step = 9;
const height = 48;
/** A label of the axis for every so many days. */
const ticksEvery = 14;

interface RevocationDaysProps {
  /** Null: of all connections. */
  readonly connectionId: string | null;
  /** Shows the records of a day. */
  readonly onDay: (from: number, to: number) => void;
}

/** Revocations of each day, as bars or as a table. */
export function RevocationDays({ connectionId, onDay }: RevocationDaysProps) {
  const [isTable, setTable] = useViewState('audit/days-table', false);
  const { days, error, isPending, refetch } = useDays(connectionId);

  return (
    <Fold stateKey="audit/days" summary={<span className={classes.title}>{text('audit.days')}</span>}>
      {error === null ? null : (
        <Problem error={error} meaning={text('audit.days.failed')} onRetry={() => void refetch()} />
      )}
      {isPending && error === null ? <SkeletonRows rows={2} label={text('audit.days.reading')} /> : null}
      {days === undefined || days.length === dayCount ? null : (
        <p className={classes.none}>{text('audit.days.left-out', { count: dayCount - days.length })}</p>
      )}
      {days === undefined || days.length === 0 ? null : (
        <div className={classes.days}>
          {isTable ? <DaysTable days={days} onDay={onDay} /> : <DaysChart days={days} onDay={onDay} />}
          <Button size="compact-xs" variant="default" onClick={() => setTable(!isTable)}>
            {text(isTable ? 'audit.days.as-chart' : 'audit.days.as-table')}
          </Button>
        </div>
      )}
    </Fold>
  );
}

interface DaysProps {
  readonly days: readonly AuditDay[];
  readonly onDay: RevocationDaysProps['onDay'];
}

/** The end of a day is the beginning of the next one. */
function dayAfter({ start }: AuditDay, times: Times): number {
  return dayStarts(start + 36 * 3_600_000, 1, times)[0] ?? start;
}

function DaysChart({ days, onDay }: DaysProps) {
  const { times } = useSettings();
  const name = (day: AuditDay) => formatDay(day.start, times);
  const ticks = days.flatMap((day, index) => {
    const ago = days.length - 1 - index;
    if (ago % ticksEvery !== 0) return [];
    return [
      {
        x: ago === 0 ? days.length * step : index * step + step / 2,
        label: name(day).slice(5),
        anchor: ago === 0 ? ('end' as const) : ('middle' as const),
      },
    ];
  });
  return (
    <BarChart
      label={describeDays(days, name)}
      height={height}
      step={step}
      bars={days.map((day) => ({
        id: day.start,
        count: day.revocations,
        title: text('audit.days.bar', {
          day: name(day),
          revocations: day.revocations,
          sessions: day.sessions,
        }),
      }))}
      ticks={ticks}
      onBar={(index) => {
        const day = days[index];
        if (day !== undefined) onDay(day.start, dayAfter(day, times));
      }}
    />
  );
}

/** The chart in a sentence, for people who cannot see it. */
export function describeDays(days: readonly AuditDay[], nameOf: (day: AuditDay) => string): string {
  const count = days.reduce((sum, day) => sum + day.revocations, 0);
  const sessions = days.reduce((sum, day) => sum + day.sessions, 0);
  if (count === 0) return text('audit.days.none', { days: days.length });
  const most = days.reduce((best, day) => (day.revocations > best.revocations ? day : best));
  return text('audit.days.sentence', {
    ...{ count, sessions, days: days.length },
    most: most.revocations,
    day: nameOf(most),
  });
}

/** Days on which something was ended, the last one first. */
function DaysTable({ days, onDay }: DaysProps) {
  const { times } = useSettings();
  const shown = days.filter(({ revocations, sessions }) => revocations + sessions > 0).reverse();
  if (shown.length === 0)
    return <p className={classes.none}>{text('audit.days.none', { days: days.length })}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by the keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={text('audit.days')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{text('audit.days.day')}</th>
            <th scope="col">{text('audit.days.revocations')}</th>
            <th scope="col">{text('audit.days.sessions')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((day) => {
            const name = formatDay(day.start, times);
            return (
              <tr key={day.start}>
                <th scope="row">
                  <button
                    type="button"
                    className={classes.day}
                    aria-label={text('audit.days.show', { day: name })}
                    onClick={() => onDay(day.start, dayAfter(day, times))}
                  >
                    {name}
                  </button>
                </th>
                <td>{formatCount(day.revocations)}</td>
                <td>{formatCount(day.sessions)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

const dayCount = 60;

/** Each batch of a revocation adds records to the log, and all revocations of these days are read to count them. */
const readAgainMs = 2_000;

/** Revocations of the last days. They are read again also when a day has passed. */
function useDays(connectionId: string | null) {
  const { times } = useSettings();
  const starts = dayStarts(useNow(), dayCount, times);
  const { found, ...reading } = useLogQuery({
    queryKey: ['audit.days', connectionId, starts[0], starts.at(-1)],
    read: (signal) => call('audit.days', { connectionId, starts: [...starts] }, signal),
    readAgainMs,
  });
  return { days: found, ...reading };
}
