import { text } from './text.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `58 min`, `less than a minute`, `2 h`: coarse, and never less than what is left. */
export function formatTimeLeft(until: number, now: number): string {
  const left = until - now;
  if (left < minuteMs) return text('exposure.under-a-minute');
  if (left <= 90 * minuteMs) return text('exposure.minutes', { count: Math.ceil(left / minuteMs) });
  if (left <= 48 * hourMs) return text('exposure.hours', { count: Math.ceil(left / hourMs) });
  return text('exposure.days', { count: Math.ceil(left / (24 * hourMs)) });
}

/** A lifetime as it was set: `3600` → `1 h`, `5400` → `90 min`, `45` → `45 s`. */
export function formatLifetime(lifetimeS: number): string {
  if (lifetimeS % 86_400 === 0) return text('exposure.days', { count: lifetimeS / 86_400 });
  if (lifetimeS % 3_600 === 0) return text('exposure.hours', { count: lifetimeS / 3_600 });
  return lifetimeS % 60 === 0
    ? text('exposure.minutes', { count: lifetimeS / 60 })
    : text('exposure.seconds', { count: lifetimeS });
}

/** `about 40 s`, `about 2 min`, `about 3 h`: never less than what is left. */
export function formatEstimate(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return text('run.about-seconds', { count: seconds });
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90
    ? text('run.about-minutes', { count: minutes })
    : text('run.about-hours', { count: Math.ceil(minutes / 60) });
}
