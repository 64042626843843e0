import { formatExactTime } from '../../../messages/format-time.ts';

type Times = 'local' | 'utc';

/** A time as `datetime-local` writes it, in ms since 1970; null when it is none. */
export function readTime(text: string, times: Times): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return null;
  const at = Date.parse(times === 'utc' ? `${text}Z` : text);
  return Number.isNaN(at) ? null : at;
}

/** The zone in which a time is written: "UTC+1" at that time of the year. */
export function zoneOf(text: string, times: Times, now: number): string {
  if (times === 'utc') return 'UTC';
  return (
    formatExactTime(readTime(text, times) ?? now, times)
      .split(' ')
      .at(-1) ?? 'local time'
  );
}
