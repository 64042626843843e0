import { formatDuration } from './format-duration.ts';
import { text } from './text.ts';

const second = 1_000;
const minute = 60 * second;

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
  const offset = times === 'utc' ? 0 : -date.getTimezoneOffset();
  const shifted = new Date(at + offset * minute).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${zone(offset)}`;
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
  return wallTime(at, times).slice(0, 10);
}

/** `17:42`, with the date when it is another day than `now`: `2026-11-24 00:12`. With `utc`: `17:42 UTC`. */
export function formatClock(at: number, now: number, times: Times, seconds = false): string {
  const time = wallTime(at, times).slice(11, seconds ? 19 : 16);
  const day = formatDay(at, times);
  return `${day === formatDay(now, times) ? '' : `${day} `}${time}${times === 'utc' ? ' UTC' : ''}`;
}

const halfDayMs = 12 * 3_600_000;

/** The same without a date where the moment is so near that midnight alone is between: there is rarely room for it. */
export function formatNearClock(at: number, now: number, times: Times, seconds = false): string {
  return formatClock(at, Math.abs(at - now) < halfDayMs ? at : now, times, seconds);
}

function wallTime(at: number, times: Times): string {
  const offset = times === 'utc' ? 0 : new Date(at).getTimezoneOffset();
  return new Date(at - offset * minute).toISOString();
}
