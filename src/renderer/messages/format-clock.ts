const minuteMs = 60_000;

/** `17:42`, with the date when it is another day than `now`: `2026-11-24 00:12`. With `utc`: `17:42 UTC`. */
export function formatClock(at: number, now: number, times: 'local' | 'utc', seconds = false): string {
  const shown = wallTime(at, times);
  const time = shown.slice(11, seconds ? 19 : 16);
  const day = shown.slice(0, 10) === wallTime(now, times).slice(0, 10) ? '' : `${shown.slice(0, 10)} `;
  return `${day}${time}${times === 'utc' ? ' UTC' : ''}`;
}

function wallTime(at: number, times: 'local' | 'utc'): string {
  const offset = times === 'utc' ? 0 : new Date(at).getTimezoneOffset();
  return new Date(at - offset * minuteMs).toISOString();
}
