import { formatDuration } from './format-duration.ts';
import { text } from './text.ts';

const second = 1_000;

/** The zone of times that name none: of this computer, or UTC. */
export type Times = 'local' | 'utc';

/** `3 h ago`, `in 99 d`, `just now`; both times in milliseconds since 1970. */
export function formatRelativeTime(at: number, now: number): string {
  const span = at - now;
  if (Math.abs(span) < 5 * second) return text('formats.time.now');
  const duration = formatDuration(span);
  return span < 0 ? text('formats.time.past', { duration }) : text('formats.time.future', { duration });
}

/** `2026-11-23 17:04:11 UTC+1`, or with `utc` `… UTC`. ISO order, so that it reads the same everywhere. */
export function formatExactTime(at: number, times: Times): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return text('formats.time.invalid');
  return `${dayOf(date, times)} ${timeOf(date, times)} ${zone(times === 'utc' ? 0 : -date.getTimezoneOffset())}`;
}

function zone(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC';
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${minutes.toString().padStart(2, '0')}`}`;
}

/** The day of a time: `2026-11-23`. */
export function formatDay(at: number, times: Times): string {
  return dayOf(new Date(at), times);
}

/** `17:42`, with the date when it is another day than `now`: `2026-11-24 00:12`. With `utc`: `17:42 UTC`. */
export function formatClock(at: number, now: number, times: Times, seconds = false): string {
  const time = timeOf(new Date(at), times).slice(0, seconds ? 8 : 5);
  const day = formatDay(at, times);
  return `${day === formatDay(now, times) ? '' : `${day} `}${time}${times === 'utc' ? ' UTC' : ''}`;
}

const halfDayMs = 12 * 3_600_000;

/** The same without a date where the moment is so near that midnight alone is between: there is rarely room for it. */
export function formatNearClock(at: number, now: number, times: Times, seconds = false): string {
  return formatClock(at, Math.abs(at - now) < halfDayMs ? at : now, times, seconds);
}

// Not by `toISOString`: after the year 9999 it has two more digits and a sign.
function dayOf(date: Date, times: Times): string {
  return times === 'utc'
    ? joined('-', date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    : joined('-', date.getFullYear(), date.getMonth() + 1, date.getDate());
}

function timeOf(date: Date, times: Times): string {
  return times === 'utc'
    ? joined(':', date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds())
    : joined(':', date.getHours(), date.getMinutes(), date.getSeconds());
}

function joined(separator: string, ...parts: readonly number[]): string {
  return parts.map((part) => String(part).padStart(2, '0')).join(separator);
}
