import { text } from '../../../messages/text.ts';

export interface CreatedHistogram {
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
