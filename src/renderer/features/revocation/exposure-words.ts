const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `in 58 min`, `in less than a minute`, `in 2 h`: coarse, and never less than what is left. */
export function timeLeft(until: number, now: number): string {
  const left = until - now;
  if (left < minuteMs) return 'less than a minute';
  if (left <= 90 * minuteMs) return `${Math.ceil(left / minuteMs)} min`;
  if (left <= 48 * hourMs) return `${Math.ceil(left / hourMs)} h`;
  return `${Math.ceil(left / (24 * hourMs))} d`;
}

/** `17:42`, with the date when it is another day than `now`: `2026-11-24 00:12`. With `utc`: `17:42 UTC`. */
export function clockTime(at: number, now: number, times: 'local' | 'utc', seconds = false): string {
  const shown = wall(at, times);
  const time = shown.slice(11, seconds ? 19 : 16);
  const day = shown.slice(0, 10) === wall(now, times).slice(0, 10) ? '' : `${shown.slice(0, 10)} `;
  return `${day}${time}${times === 'utc' ? ' UTC' : ''}`;
}

/** How much of the exposure is left, 1 at the start and 0 when it is over. */
export function exposureLeft(until: number, lifetimeS: number, now: number): number {
  return Math.min(1, Math.max(0, (until - now) / (lifetimeS * 1_000)));
}

function wall(at: number, times: 'local' | 'utc'): string {
  const offset = times === 'utc' ? 0 : new Date(at).getTimezoneOffset();
  return new Date(at - offset * minuteMs).toISOString();
}
