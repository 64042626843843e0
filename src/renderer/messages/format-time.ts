const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `45 s`, `12 min`, `3 h`, `99 d`, `2.5 y`: one unit, rounded down, of a span in milliseconds. */
export function formatSpan(ms: number): string {
  const span = Math.abs(ms);
  if (span < minute) return `${Math.floor(span / second)} s`;
  if (span < hour) return `${Math.floor(span / minute)} min`;
  if (span < day) return `${Math.floor(span / hour)} h`;
  if (span < 730 * day) return `${Math.floor(span / day)} d`;
  return `${Math.floor((span / (365.25 * day)) * 10) / 10} y`;
}

/** `3 h ago`, `in 99 d`, `just now`; both times in milliseconds since 1970. */
export function relativeMoment(at: number, now: number): string {
  const span = at - now;
  if (Math.abs(span) < 5 * second) return 'just now';
  return span < 0 ? `${formatSpan(span)} ago` : `in ${formatSpan(span)}`;
}

/** `2026-11-23 17:04:11 UTC+1`, or with `utc` `… UTC`. ISO order, so that it reads the same everywhere. */
export function exactMoment(at: number, times: 'local' | 'utc'): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'not a valid time';
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
