import { text } from './text.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `45 s`, `12 min`, `3 h`, `99 d`, `2.5 y`: one unit, rounded down, of a duration in milliseconds. */
export function formatDuration(ms: number): string {
  const duration = Math.abs(ms);
  if (duration < minute) return text('formats.duration.seconds', { count: Math.floor(duration / second) });
  if (duration < hour) return text('formats.duration.minutes', { count: Math.floor(duration / minute) });
  if (duration < day) return text('formats.duration.hours', { count: Math.floor(duration / hour) });
  if (duration < 730 * day) return text('formats.duration.days', { count: Math.floor(duration / day) });
  return text('formats.duration.years', { count: Math.floor((duration / (365.25 * day)) * 10) / 10 });
}

/** `9 ms`, `1.4 s`, `2 min 5 s`, `10 h 3 min`: how long something took. Never zero. */
export function formatElapsed(ms: number): string {
  const whole = Math.round(ms);
  if (whole < second) return text('formats.elapsed.milliseconds', { count: Math.max(1, whole) });
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 60) return text('formats.elapsed.seconds', { seconds: tenths.toFixed(1) });
  const seconds = Math.round(ms / second);
  if (seconds < 3_600)
    return text('formats.elapsed.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  const minutes = Math.round(ms / minute);
  return text('formats.elapsed.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How long something took by the clock of the computer; null: that was set back meanwhile, so nobody knows. */
export function formatTook({ startedAt, endedAt }: { startedAt: number; endedAt: number }): string | null {
  return endedAt < startedAt ? null : formatElapsed(endedAt - startedAt);
}

/** `about 45 s`, `about 12 min`, `about 1 h 30 min`: an estimate of how long something will take, rounded up. */
export function formatEstimate(ms: number): string {
  const seconds = Math.ceil(ms / second / 5) * 5;
  if (seconds < 60) return text('formats.estimate.seconds', { count: Math.max(5, seconds) });
  const minutes = Math.ceil(ms / minute);
  if (minutes < 60) return text('formats.estimate.minutes', { count: minutes });
  const rest = minutes % 60;
  if (rest === 0) return text('formats.estimate.hours', { count: minutes / 60 });
  return text('formats.estimate.hours-minutes', { hours: Math.floor(minutes / 60), minutes: rest });
}

/** `about 12 min left`, `a few seconds left`. */
export function formatRemaining(ms: number): string {
  if (ms < 5 * second) return text('formats.remaining.soon');
  return text('formats.remaining.estimate', { estimate: formatEstimate(ms) });
}

/** `58 min`, `less than a minute`, `2 h`: coarse, and never less than what is left. */
export function formatTimeLeft(until: number, now: number): string {
  const left = until - now;
  if (left < minute) return text('exposure.under-a-minute');
  if (left <= 90 * minute) return text('formats.duration.minutes', { count: Math.ceil(left / minute) });
  if (left <= 48 * hour) return text('formats.duration.hours', { count: Math.ceil(left / hour) });
  return text('formats.duration.days', { count: Math.ceil(left / (24 * hour)) });
}

/** A lifetime as it was set: `3600` → `1 h`, `5400` → `90 min`, `45` → `45 s`. */
export function formatLifetime(lifetimeS: number): string {
  if (lifetimeS % 86_400 === 0) return text('formats.duration.days', { count: lifetimeS / 86_400 });
  if (lifetimeS % 3_600 === 0) return text('formats.duration.hours', { count: lifetimeS / 3_600 });
  return lifetimeS % 60 === 0
    ? text('formats.duration.minutes', { count: lifetimeS / 60 })
    : text('formats.duration.seconds', { count: lifetimeS });
}
