import { plural } from '../../../messages/format-count.ts';

export interface CreatedHistogram {
  /** Sessions that began on each day; the last one is the 24 hours up to now. */
  readonly days: readonly number[];
  readonly highest: number;
  /** Began before the first day. */
  readonly earlier: number;
}

const dayMs = 86_400_000;

/** When sessions began, by whole days back from `now`. A clock of the core that runs ahead counts as today. */
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

/** The picture in a sentence, for those who cannot see it. */
export function histogramWords({ days, highest, earlier }: CreatedHistogram): string {
  const within = days.reduce((sum, count) => sum + count, 0);
  const older = earlier === 0 ? '' : ` ${plural(earlier, 'session')} began earlier.`;
  if (within === 0) return `No session began in the last ${days.length} days.${older}`;
  const activeDays = days.filter((count) => count > 0).length;
  const ago = days.length - 1 - days.lastIndexOf(highest);
  const when = ago === 0 ? 'in the last 24 hours' : `${plural(ago, 'day')} ago`;
  const most = activeDays === 1 ? `, ${when}` : `, most of them ${when} (${plural(highest, 'session')})`;
  return `${plural(within, 'session')} began on ${plural(activeDays, 'day')} of the last ${days.length}${most}.${older}`;
}
