import { text } from './text.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `58 min`, `less than a minute`, `2 h`: coarse, and never less than what is left. */
export function formatTimeLeft(until: number, now: number): string {
  const left = until - now;
  if (left < minuteMs) return text('exposure.under-a-minute');
  if (left <= 90 * minuteMs) return text('formats.duration.minutes', { count: Math.ceil(left / minuteMs) });
  if (left <= 48 * hourMs) return text('formats.duration.hours', { count: Math.ceil(left / hourMs) });
  return text('formats.duration.days', { count: Math.ceil(left / (24 * hourMs)) });
}

/** A lifetime as it was set: `3600` → `1 h`, `5400` → `90 min`, `45` → `45 s`. */
export function formatLifetime(lifetimeS: number): string {
  if (lifetimeS % 86_400 === 0) return text('formats.duration.days', { count: lifetimeS / 86_400 });
  if (lifetimeS % 3_600 === 0) return text('formats.duration.hours', { count: lifetimeS / 3_600 });
  return lifetimeS % 60 === 0
    ? text('formats.duration.minutes', { count: lifetimeS / 60 })
    : text('formats.duration.seconds', { count: lifetimeS });
}
