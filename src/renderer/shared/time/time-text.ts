import { formatExactTime, type Times } from '../../messages/format-time.ts';

const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\s*(Z|UTC|[+-]\d\d:\d\d)?$/i;

/**
 * A time in ISO order, `2026-11-24 14:00`, in milliseconds since 1970; null when it is no time. A time with an offset (`Z`,
 * `+02:00`) has that offset, another one is in the zone of `times`.
 */
export function parseTime(written: string, times: Times): number | null {
  const [, date = '', time = '', zone] = isoTime.exec(written.trim()) ?? [];
  if (date === '' || time > '24') return null;
  const offset =
    zone === undefined ? (times === 'utc' ? 'Z' : '') : zone.replace(/^UTC$/i, 'Z').toUpperCase();
  const at = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(at) || !isDayOfMonth(date) ? null : at;
}

/** `Date.parse` accepts February 30 as the first days of March. */
function isDayOfMonth(date: string): boolean {
  const at = new Date(`${date}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

/**
 * A time as an operator writes it, in the zone of `times`: `2026-11-24 14:00`, with seconds where there are any, and with its offset
 * where it would be read as another one: an hour comes twice when the clocks are set back.
 */
export function toTimeText(at: number, times: Times): string {
  const [date = '', time = ''] = formatExactTime(at, times).split(' ');
  const written = `${date} ${time.replace(/^(\d\d:\d\d):00$/, '$1')}`;
  const read = parseTime(written, times);
  return read === null || read === Math.floor(at / 1_000) * 1_000 ? written : `${written}${offsetOf(at)}`;
}

/** Of this computer: `+01:00`. */
function offsetOf(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const parts = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

/** The zone of a time without an offset: "UTC+1" at that time of the year. */
export function zoneOf(written: string, times: Times, now: number): string {
  if (times === 'utc') return 'UTC';
  return formatExactTime(parseTime(written, times) ?? now, times).split(' ')[2] ?? 'UTC';
}
