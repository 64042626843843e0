import type { Times } from '../../../messages/format-time.ts';
/**
 * When the last days began, and when the next one begins, in the zone of `times`; today is the last but one. A day can have
 * 23 or 25 hours.
 */
export function dayStarts(now: number, days: number, times: Times): readonly number[] {
  const today = new Date(now);
  return Array.from({ length: days + 1 }, (_, index) => {
    const shift = index - days + 1;
    return times === 'utc'
      ? Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + shift)
      : new Date(today.getFullYear(), today.getMonth(), today.getDate() + shift).getTime();
  });
}
