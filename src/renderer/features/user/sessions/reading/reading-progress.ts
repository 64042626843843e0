import { text } from '../../../../messages/text.ts';
import { activeCount } from './session-list.ts';
import type { SessionsSnapshot } from './session-store.ts';

type Progress = Pick<SessionsSnapshot, 'reading' | 'counts' | 'earlier' | 'total'>;

/** How far the reading is, "1,240 of 10,005 read"; null when there is nothing left to say. */
export function describeProgress({ reading, counts, earlier, total }: Progress): string | null {
  const listed = activeCount(counts) + counts.gone;
  const read = counts.read - earlier + counts.gone + counts.failed;
  switch (reading.state) {
    case 'listing':
      return listed === 0 ? text('user.listing') : text('user.listing-again');
    case 'reading':
      return text('user.read-progress', { read, total: total ?? listed });
    case 'idle':
      return read < listed ? text('user.reading-stopped', { read, total: listed }) : null;
    case 'done':
    case 'failed':
      return null;
  }
}

/** "3 tenants · 2 login methods": where the sessions are, for their number. */
export function describeSpread(tenants: number, methods: number): string {
  const parts: string[] = [];
  if (tenants > 1) parts.push(text('user.sessions-in-tenants', { count: tenants }));
  if (methods > 1) parts.push(text('user.sessions-by-methods', { count: methods }));
  return parts.join(' · ');
}

/** What a reading that failed means for what is on screen. */
export function describeFailedReading({ counts, earlier, total }: Progress): string {
  const listed = activeCount(counts) + counts.gone;
  if (listed === 0) return text('user.not-listed');
  if (total === null) return text('user.listing-broke-off', { count: listed });
  if (counts.listed === 0 && earlier === 0) return text('user.not-listed-again');
  const read = counts.read - earlier;
  return earlier === 0
    ? text('user.partly-read', { read, total })
    : text('user.partly-read-again', { read, total, earlier });
}
