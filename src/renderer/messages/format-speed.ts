import { formatDuration, formatRemaining } from './format-duration.ts';
import { text } from './text.ts';

interface Speed {
  /** In words; null: not known. */
  readonly rate: string | null;
  readonly remainingMs: number | null;
  /** For how long nothing was done. */
  readonly idleSeconds: number;
}

/** After so long without progress, a rate and a remaining time of before say nothing any more. */
const longestPause = 10;

/** `840 sessions per second` and `about 3 min left`, as far as they are known; or for how long nothing was done. */
export function speedParts({ rate, remainingMs, idleSeconds }: Speed): readonly string[] {
  if (idleSeconds >= longestPause)
    return [text('formats.no-progress', { duration: formatDuration(idleSeconds * 1_000) })];
  return [...(rate === null ? [] : [rate]), ...(remainingMs === null ? [] : [formatRemaining(remainingMs)])];
}
