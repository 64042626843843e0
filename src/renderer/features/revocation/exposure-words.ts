import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { summarise } from './count-summary.ts';

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

/** Whether every session of a revocation is known to be gone, and none came in its place. */
export function allGone({
  counts,
  linkedSessions,
  newSessions,
}: Pick<RevocationReport, 'counts' | 'newSessions' | 'linkedSessions'>): boolean {
  const { ended, total } = summarise(counts);
  return ended === total && newSessions.left + linkedSessions.left === 0;
}

/** A lifetime as it was set: `3600` → `1 h`, `5400` → `90 min`, `45` → `45 s`. */
export function lifetimeWords(lifetimeS: number): string {
  if (lifetimeS % 86_400 === 0) return `${lifetimeS / 86_400} d`;
  if (lifetimeS % 3_600 === 0) return `${lifetimeS / 3_600} h`;
  return lifetimeS % 60 === 0 ? `${lifetimeS / 60} min` : `${lifetimeS} s`;
}

/** After the exposure. No more than follows from the lifetime, which was set by hand and is not told by the core. */
export function expiredWords(connectionName: string, lifetimeS: number, clock: string): string {
  const lifetime = lifetimeWords(lifetimeS);
  return `With the lifetime set for ${connectionName} (${lifetime}), access tokens of the ended sessions have expired since ${clock}.`;
}

export const stillOpenWords = 'Sessions that are unknown or still there can go on getting tokens.';

function wall(at: number, times: 'local' | 'utc'): string {
  const offset = times === 'utc' ? 0 : new Date(at).getTimezoneOffset();
  return new Date(at - offset * minuteMs).toISOString();
}
